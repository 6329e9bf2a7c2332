"""The programs' door of sessions."""

from services.sessions.api import heads, papers, past, places, planning, seats, supports
from services.sessions.api.doors import ROUTES

__all__ = ["ROUTES", "heads", "papers", "past", "places", "planning", "seats", "supports"]
