"""The people's door of sessions."""

from services.sessions.pages import (
    adding,
    calendars,
    day,
    helpers,
    month,
    planning,
    roll,
    series,
    supports,
    trail,
    training,
    venues,
    week,
    workshops,
)
from services.sessions.pages.doors import ROUTES

__all__ = [
    "ROUTES",
    "adding",
    "calendars",
    "day",
    "helpers",
    "month",
    "planning",
    "roll",
    "series",
    "supports",
    "trail",
    "training",
    "venues",
    "week",
    "workshops",
]
