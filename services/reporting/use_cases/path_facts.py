"""The facts of a person's way: what was assessed, and by whom she was sent. Codes and a day."""

from lakou.contracts.facts import AssessmentTold, ReferralTold
from lakou.contracts.vocabulary import (
    AssessmentStage,
    Autonomy,
    ReferralDirection,
    ReferralState,
    ReferrerKind,
    RefusalReason,
    Situation,
)
from services.reporting.model import KnownAssessment, KnownReferral
from services.reporting.storage import known
from services.reporting.use_cases.desk import Desk, program_code, program_known, tell
from services.reporting.use_cases.facts import person_facts


def tell_assessment(desk: Desk, assessment: KnownAssessment) -> None:
    """An assessment as it stands."""
    person = known.standing(desk.db, assessment.beneficiary_id)
    if person is None or not program_known(desk, assessment.program_id):
        return
    thing = desk.pseudonym("assessment", assessment.id)
    fact = AssessmentTold(
        assessment=thing,
        version=0,
        program=program_code(desk, assessment.program_id),
        territory=desk.territory,
        stage=AssessmentStage(assessment.stage),
        level=Autonomy(assessment.level) if assessment.level else None,
        situation=Situation(assessment.situation) if assessment.situation else None,
        day=assessment.day,
        withdrawn=assessment.withdrawn,
        **person_facts(desk, person, assessment.day, (AssessmentTold, thing)),
    )
    tell(desk, thing, fact)


def tell_referral(desk: Desk, referral: KnownReferral) -> None:
    """A referral as it stands; about nobody until she has a file."""
    person = known.standing(desk.db, referral.beneficiary_id) if referral.beneficiary_id else None
    if person is None and referral.beneficiary_id:
        return
    thing = desk.pseudonym("referral", referral.id)
    fact = ReferralTold(
        referral=thing,
        version=0,
        direction=ReferralDirection(referral.direction),
        partner=ReferrerKind(referral.partner),
        territory=desk.territory,
        state=ReferralState(referral.state),
        reason=RefusalReason(referral.reason) if referral.reason else None,
        done=referral.done,
        day=referral.day,
        state_day=referral.state_day,
        withdrawn=referral.withdrawn,
        **person_facts(desk, person, referral.day, (ReferralTold, thing)),
    )
    tell(desk, thing, fact)
