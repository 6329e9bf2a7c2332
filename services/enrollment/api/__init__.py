"""The programs' door of enrollment."""

from services.enrollment.api import assessments, beneficiaries, enrollments, imports, merges, organizations, programs, referrals
from services.enrollment.api.doors import ROUTES

__all__ = ["ROUTES", "assessments", "beneficiaries", "enrollments", "imports", "merges", "organizations", "programs", "referrals"]
