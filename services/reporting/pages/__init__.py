"""The people's door of reporting."""

from services.reporting.pages import common_programs, figures, nodes
from services.reporting.pages.doors import ROUTES

__all__ = ["ROUTES", "common_programs", "figures", "nodes"]
