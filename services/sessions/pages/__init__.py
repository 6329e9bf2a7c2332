"""The people's door of sessions."""

from services.sessions.pages import adding, day, helpers, keying, papers, past, planning, roll, supports, venues, week, workshops
from services.sessions.pages.doors import ROUTES

__all__ = [
    "ROUTES",
    "adding",
    "day",
    "helpers",
    "keying",
    "papers",
    "past",
    "planning",
    "roll",
    "supports",
    "venues",
    "week",
    "workshops",
]
