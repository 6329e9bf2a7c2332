"""The people's door of enrollment."""

from services.enrollment.pages import (
    enrolling,
    imports,
    lines,
    merges,
    organizations,
    partner,
    people,
    programs,
    referrals,
    registering,
    sending,
)
from services.enrollment.pages.doors import ROUTES

__all__ = [
    "ROUTES",
    "enrolling",
    "imports",
    "lines",
    "merges",
    "organizations",
    "partner",
    "people",
    "programs",
    "referrals",
    "registering",
    "sending",
]
