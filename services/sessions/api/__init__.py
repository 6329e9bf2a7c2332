"""The programs' door of sessions."""

from services.sessions.api import calendars, heads, helpers, places, planning, seats, supports, training, workshops
from services.sessions.api.doors import ROUTES

__all__ = ["ROUTES", "calendars", "heads", "helpers", "places", "planning", "seats", "supports", "training", "workshops"]
