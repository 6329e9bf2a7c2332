"""The programs' door of reporting."""

from services.reporting.api import catalog, figures
from services.reporting.api.doors import ROUTES

__all__ = ["ROUTES", "catalog", "figures"]
