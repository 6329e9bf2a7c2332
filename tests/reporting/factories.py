"""What the neighbors of a reporting say; with its houses and its facts, all that a test of it begins with."""

import datetime as dt
import uuid
from typing import Any

from lakou.contracts.enrollment import AssessmentMade, BeneficiaryDescribed, ProgramDescribed, ReferralChanged, StageReached
from lakou.contracts.sessions import AnonymousCounted, SeatChanged, SupportGiven, WorkshopSessionDescribed
from lakou.contracts.vocabulary import (
    ActivityKind,
    AssessmentStage,
    Autonomy,
    EnrollmentStage,
    Gender,
    LeavingReason,
    PlaceType,
    ProgramKind,
    ReferralDirection,
    ReferralState,
    ReferrerKind,
    RsaStatus,
    SeatState,
    SocialStatus,
    Theme,
    WorkshopSessionState,
)
from tests.reporting.days import AT_NINE, DAY
from tests.reporting.facts_given import attended, counted, held
from tests.reporting.houses import House, carry

__all__ = [
    "AT_NINE",
    "DAY",
    "NO_OUTCOME",
    "House",
    "assessment",
    "attended",
    "carry",
    "counted",
    "heads",
    "held",
    "new_id",
    "program",
    "referral",
    "seat",
    "session",
    "stage",
    "support",
    "woman",
]


def new_id() -> uuid.UUID:
    return uuid.uuid4()


def woman(beneficiary_id: uuid.UUID, revision: int = 1, **changed: Any) -> BeneficiaryDescribed:
    """A woman of the Lamentin on RSA, born in 1984, who was asked nothing."""
    usual: dict[str, Any] = {
        "gender": Gender.FEMININ,
        "birth_year": 1984,
        "birth_date": None,
        "social_status": SocialStatus.SANS_EMPLOI,
        "rsa": RsaStatus.OUI,
        "commune": "97213",
        "referrer": None,
        "statistics": None,
        "messages": None,
        "registered_on": dt.date(2026, 1, 5),
    }
    return BeneficiaryDescribed(beneficiary_id=beneficiary_id, revision=revision, **(usual | changed))


NO_OUTCOME: dict[str, Any] = {"I9": None, "I10": 0, "I11": 0, "I12": 0}
"""What the figures of waiting, autonomy, exits and referrals say of a story without any."""


def session(session_id: uuid.UUID, revision: int = 1, day: dt.date = DAY, **changed: Any) -> WorkshopSessionDescribed:
    """Two hours on e-mail at nine in the morning, in Martinique, twelve seats, held."""
    usual: dict[str, Any] = {
        "workshop_id": session_id,
        "title": "Ma boîte e-mail",
        "program_id": None,
        "themes": (Theme.EMAIL,),
        "territory": "972",
        "venue": None,
        "zone": "America/Martinique",
        "starts_at": dt.datetime.combine(day, AT_NINE),
        "duration_minutes": 120,
        "capacity": 12,
        "state": WorkshopSessionState.TENUE,
    }
    return WorkshopSessionDescribed(session_id=session_id, revision=revision, **(usual | changed))


def seat(
    seat_id: uuid.UUID,
    session_id: uuid.UUID,
    beneficiary_id: uuid.UUID,
    state: SeatState = SeatState.PRESENT,
    revision: int = 1,
) -> SeatChanged:
    """A seat in some state."""
    moment = dt.datetime.combine(DAY, AT_NINE)
    return SeatChanged(
        seat_id=seat_id,
        revision=revision,
        session_id=session_id,
        beneficiary_id=beneficiary_id,
        state=state,
        walk_in=False,
        changed_at=moment,
    )


def heads(session_id: uuid.UUID, total: int, revision: int = 1, **margins: dict[str, int]) -> AnonymousCounted:
    """Heads without a name."""
    usual: dict[str, Any] = {"gender": {}, "age": {}, "social_status": {}}
    return AnonymousCounted(session_id=session_id, revision=revision, total=total, **(usual | margins))


def support(support_id: uuid.UUID, beneficiary_id: uuid.UUID | None, revision: int = 1, **changed: Any) -> SupportGiven:
    """Half an hour of help with papers, in Martinique."""
    usual: dict[str, Any] = {
        "kind": ActivityKind.INDIVIDUEL,
        "day": DAY,
        "duration_minutes": 30,
        "themes": (Theme.AIDE_AUX_DEMARCHES_ADMINISTRATIVES,),
        "territory": "972",
        "place_type": PlaceType.LIEU_ACTIVITE,
        "program_id": None,
        "withdrawn": False,
    }
    return SupportGiven(support_id=support_id, revision=revision, beneficiary_id=beneficiary_id, **(usual | changed))


def program(
    program_id: uuid.UUID, code: str = "inclusion-numerique", revision: int = 1, target: int | None = 40
) -> ProgramDescribed:
    """The program of the hub."""
    return ProgramDescribed(
        program_id=program_id,
        revision=revision,
        code=code,
        name="Inclusion Numérique",
        kind=ProgramKind.BENEFICIARIES,
        target=target,
        starts_on=None,
        ends_on=None,
    )


def stage(
    enrollment_id: uuid.UUID,
    beneficiary_id: uuid.UUID,
    program_id: uuid.UUID,
    reached: EnrollmentStage,
    revision: int = 1,
    day: dt.date = DAY,
    reason: LeavingReason | None = None,
) -> StageReached:
    """A stage of an enrollment."""
    return StageReached(
        enrollment_id=enrollment_id,
        revision=revision,
        beneficiary_id=beneficiary_id,
        program_id=program_id,
        stage=reached,
        day=day,
        reason=reason,
    )


def assessment(
    beneficiary_id: uuid.UUID,
    program_id: uuid.UUID | None,
    made: AssessmentStage,
    level: Autonomy | None = None,
    day: dt.date = DAY,
    **changed: Any,
) -> AssessmentMade:
    """Where somebody stands on a day."""
    usual: dict[str, Any] = {"assessment_id": new_id(), "revision": 1, "situation": None, "pix": {}, "withdrawn": False}
    return AssessmentMade(
        beneficiary_id=beneficiary_id, program_id=program_id, stage=made, level=level, day=day, **(usual | changed)
    )


def referral(beneficiary_id: uuid.UUID | None, state: ReferralState, **changed: Any) -> ReferralChanged:
    """Sent by the CAF, and where it stands."""
    usual: dict[str, Any] = {
        "referral_id": new_id(),
        "revision": 1,
        "direction": ReferralDirection.IN,
        "partner_kind": ReferrerKind.CAF,
        "reason": None,
        "done": False,
        "day": DAY,
        "state_day": DAY,
        "withdrawn": False,
    }
    return ReferralChanged(beneficiary_id=beneficiary_id, state=state, **(usual | changed))
