"""The programs' door of enrollment."""

from services.enrollment.api import (
    beneficiaries,
    enrollments,
    erasures,
    imports,
    merges,
    programs,
    records,
    retention,
    situations,
)
from services.enrollment.api.doors import ROUTES

__all__ = [
    "ROUTES",
    "beneficiaries",
    "enrollments",
    "erasures",
    "imports",
    "merges",
    "programs",
    "records",
    "retention",
    "situations",
]
