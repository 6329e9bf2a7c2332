"""The programs' door of enrollment."""

from services.enrollment.api import (
    assessments,
    beneficiaries,
    enrollments,
    erasures,
    imports,
    merges,
    organizations,
    programs,
    records,
    referrals,
    retention,
    situations,
)
from services.enrollment.api.doors import ROUTES

__all__ = [
    "ROUTES",
    "assessments",
    "beneficiaries",
    "enrollments",
    "erasures",
    "imports",
    "merges",
    "organizations",
    "programs",
    "records",
    "referrals",
    "retention",
    "situations",
]
