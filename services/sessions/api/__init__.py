"""The programs' door of sessions."""

from services.sessions.api import (
    appointments,
    calendars,
    captures,
    heads,
    helpers,
    notebook,
    papers,
    past,
    places,
    planning,
    seats,
    supports,
    training,
    workshops,
)
from services.sessions.api.doors import ROUTES

__all__ = [
    "ROUTES",
    "appointments",
    "calendars",
    "captures",
    "heads",
    "helpers",
    "notebook",
    "papers",
    "past",
    "places",
    "planning",
    "seats",
    "supports",
    "training",
    "workshops",
]
