"""The people's door of sessions."""

from services.sessions.pages import (
    adding,
    calendars,
    checking,
    day,
    helpers,
    month,
    offline,
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
    "checking",
    "day",
    "helpers",
    "month",
    "offline",
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
