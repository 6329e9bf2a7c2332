"""What enrollment said of assessments and referrals: kept as codes, then told as facts."""

from lakou.contracts.enrollment import AssessmentMade, ReferralChanged
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.reporting.model import KnownAssessment, KnownReferral
from services.reporting.use_cases import path_facts
from services.reporting.use_cases.desk import Desk
from services.reporting.use_cases.hearing import keep


def assessment_made(context: ServiceContext, db: Db, event: AssessmentMade) -> None:
    """Somebody was assessed, or it was corrected."""
    assessment = keep(
        db,
        KnownAssessment,
        event.assessment_id,
        event.revision,
        beneficiary_id=event.beneficiary_id,
        program_id=event.program_id,
        stage=event.stage.value,
        level=event.level.value if event.level else None,
        situation=event.situation.value if event.situation else None,
        day=event.day,
        withdrawn=event.withdrawn,
    )
    if assessment is not None:
        path_facts.tell_assessment(Desk.of(context, db), assessment)


def referral_changed(context: ServiceContext, db: Db, event: ReferralChanged) -> None:
    """Somebody was sent, or it was answered."""
    referral = keep(
        db,
        KnownReferral,
        event.referral_id,
        event.revision,
        beneficiary_id=event.beneficiary_id,
        direction=event.direction.value,
        partner=event.partner_kind.value,
        state=event.state.value,
        reason=event.reason.value if event.reason else None,
        done=event.done,
        day=event.day,
        state_day=event.state_day,
        withdrawn=event.withdrawn,
    )
    if referral is not None:
        path_facts.tell_referral(Desk.of(context, db), referral)
