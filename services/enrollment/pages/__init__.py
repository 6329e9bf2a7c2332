"""The people's door of enrollment."""

from services.enrollment.pages import (
    assessing,
    enrolling,
    erasures,
    imports,
    lines,
    merges,
    organizations,
    partner,
    people,
    programs,
    referrals,
    registering,
    retention,
    sending,
    structures,
)
from services.enrollment.pages.doors import ROUTES

__all__ = [
    "ROUTES",
    "assessing",
    "enrolling",
    "erasures",
    "imports",
    "lines",
    "merges",
    "organizations",
    "partner",
    "people",
    "programs",
    "referrals",
    "registering",
    "retention",
    "sending",
    "structures",
]
