"""The people's door of sessions."""

from services.sessions.pages import adding, checking, day, helpers, offline, planning, roll, supports, venues, week, workshops
from services.sessions.pages.doors import ROUTES

__all__ = [
    "ROUTES",
    "adding",
    "checking",
    "day",
    "helpers",
    "offline",
    "planning",
    "roll",
    "supports",
    "venues",
    "week",
    "workshops",
]
