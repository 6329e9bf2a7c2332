"""The nouns of enrollment and their rules."""

from services.enrollment.model.assessments import Assessment
from services.enrollment.model.attention import AttentionTold
from services.enrollment.model.beneficiaries import Beneficiary, Consent, NameKey, Note
from services.enrollment.model.declarative import Base
from services.enrollment.model.enrollments import Enrollment, StageChange
from services.enrollment.model.erasures import Erasure
from services.enrollment.model.imports import Import, ImportLine, ImportState, Outcome
from services.enrollment.model.merges import Distinct, Merge
from services.enrollment.model.neighbors import KnownHelper, KnownMessage, KnownSession, KnownSupport, Participation
from services.enrollment.model.organizations import Organization
from services.enrollment.model.programs import Program
from services.enrollment.model.records import RecordPart, RecordRequest
from services.enrollment.model.referrals import Referral
from services.enrollment.model.retention import RetentionNotice, RetentionRule
from services.enrollment.model.search import SearchWord
from services.enrollment.model.situation import OtherPhone, Situation

__all__ = [
    "Assessment",
    "AttentionTold",
    "Base",
    "Beneficiary",
    "Consent",
    "Distinct",
    "Enrollment",
    "Erasure",
    "Import",
    "ImportLine",
    "ImportState",
    "KnownHelper",
    "KnownMessage",
    "KnownSession",
    "KnownSupport",
    "Merge",
    "NameKey",
    "Note",
    "Organization",
    "OtherPhone",
    "Outcome",
    "Participation",
    "Program",
    "RecordPart",
    "RecordRequest",
    "Referral",
    "RetentionNotice",
    "RetentionRule",
    "SearchWord",
    "Situation",
    "StageChange",
]
