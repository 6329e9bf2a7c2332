"""The people's door of notifications."""

from services.notifications.pages import mailbox, messages
from services.notifications.pages.doors import ROUTES

__all__ = ["ROUTES", "mailbox", "messages"]
