"""The programs' door of sessions."""

from services.sessions.api import captures, heads, notebook, places, planning, seats, supports
from services.sessions.api.doors import ROUTES

__all__ = ["ROUTES", "captures", "heads", "notebook", "places", "planning", "seats", "supports"]
