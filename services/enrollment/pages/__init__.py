"""The people's door of enrollment."""

from services.enrollment.pages import enrolling, erasures, imports, lines, merges, people, programs, registering, retention
from services.enrollment.pages.doors import ROUTES

__all__ = ["ROUTES", "enrolling", "erasures", "imports", "lines", "merges", "people", "programs", "registering", "retention"]
