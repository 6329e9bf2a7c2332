"""The people's door of enrollment."""

from services.enrollment.pages import (
    consents,
    enrolling,
    erasures,
    imports,
    lines,
    merges,
    people,
    programs,
    records,
    registering,
    retention,
    situations,
)
from services.enrollment.pages.doors import ROUTES

__all__ = [
    "ROUTES",
    "consents",
    "enrolling",
    "erasures",
    "imports",
    "lines",
    "merges",
    "people",
    "programs",
    "records",
    "registering",
    "retention",
    "situations",
]
