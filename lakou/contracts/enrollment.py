"""What enrollment publishes: who is accompanied (as codes), who they are (identity), and where they stand in a program."""

import datetime as dt
import uuid

from lakou.contracts.base import Event, Stream, event, margin, personal
from lakou.contracts.vocabulary import (
    AssessmentStage,
    Attention,
    Autonomy,
    ContactChannel,
    EnrollmentStage,
    Gender,
    Language,
    LeavingReason,
    PixDomain,
    ProgramKind,
    ReferralDirection,
    ReferralState,
    ReferrerKind,
    RefusalReason,
    RsaStatus,
    Situation,
    SocialStatus,
)


@event("enrollment.beneficiary.described", stream=Stream.LOCAL)
class BeneficiaryDescribed(Event):
    """A beneficiary was registered or her file changed. Codes only; the whole state, the last revision wins.

    `statistics` and `messages` are her consents: True given, False refused or withdrawn, None not asked. `situation_since`: the
    first day on which her social status, RSA and commune were these; None when they always were, as far as is known.
    """

    beneficiary_id: uuid.UUID
    revision: int
    gender: Gender
    birth_year: int | None
    birth_date: dt.date | None
    social_status: SocialStatus
    rsa: RsaStatus
    commune: str
    referrer: ReferrerKind | None
    statistics: bool | None
    messages: bool | None
    registered_on: dt.date
    situation_since: dt.date | None = None


@event("enrollment.beneficiary.removed", stream=Stream.LOCAL)
class BeneficiaryRemoved(Event):
    """The file of a beneficiary was taken away, as when an import is undone."""

    beneficiary_id: uuid.UUID


@event("enrollment.beneficiary.merged", stream=Stream.LOCAL)
class BeneficiaryMerged(Event):
    """Two files are the same person's, or are hers no more. The whole state; the last revision of the file wins.

    `into` is the file that stands for this one, never itself merged; None when this file stands for itself again. What was
    said of either id stays true: who counts people counts them once.
    """

    beneficiary_id: uuid.UUID
    revision: int
    into: uuid.UUID | None


@event("enrollment.beneficiary.erased", stream=Stream.LOCAL)
class BeneficiaryErased(Event):
    """A person is to be no more here. What she did stays counted, under `new_id`, of which nothing else is known.

    Each service puts the new id in the place of the old one, forgets the rest, and answers with its own `erasure.done`.
    """

    beneficiary_id: uuid.UUID
    new_id: uuid.UUID
    request_id: uuid.UUID


@event("enrollment.identity.erased", stream=Stream.IDENTITY)
class IdentityErased(Event):
    """The same on the stream of names: after both, nothing will speak of the old id again."""

    beneficiary_id: uuid.UUID
    new_id: uuid.UUID
    request_id: uuid.UUID


@event("enrollment.record.requested", stream=Stream.LOCAL)
class RecordRequested(Event):
    """A person asks for all that is held about her. One for each of her files; each service answers with its own part."""

    request_id: uuid.UUID
    beneficiary_id: uuid.UUID


@event("enrollment.identity.described", stream=Stream.IDENTITY)
class IdentityDescribed(Event):
    """How a beneficiary is called and reached. Only sessions and notifications may listen."""

    beneficiary_id: uuid.UUID
    revision: int
    family_name: str = personal()
    given_name: str = personal()
    phone: str | None = personal()
    email: str | None = personal()
    language: Language
    channel: ContactChannel


@event("enrollment.identity.removed", stream=Stream.IDENTITY)
class IdentityRemoved(Event):
    """Whatever was kept of this person's name and addresses must be forgotten."""

    beneficiary_id: uuid.UUID


@event("enrollment.program.described", stream=Stream.LOCAL)
class ProgramDescribed(Event):
    """A program was opened or changed. `code` is its slug, the same at every node; `target` a number of beneficiaries."""

    program_id: uuid.UUID
    revision: int
    code: str
    name: str
    kind: ProgramKind
    target: int | None
    starts_on: dt.date | None
    ends_on: dt.date | None


@event("enrollment.stage.reached", stream=Stream.LOCAL)
class StageReached(Event):
    """An enrollment of a beneficiary moved to a stage on a day. `revision` grows with each move; `reason` is why she left."""

    enrollment_id: uuid.UUID
    revision: int
    beneficiary_id: uuid.UUID
    program_id: uuid.UUID
    stage: EnrollmentStage
    day: dt.date
    reason: LeavingReason | None = None


@event("enrollment.membership.reached", stream=Stream.LOCAL)
class MembershipReached(Event):
    """The enrollment of a helper or of an organization moved to a stage on a day: one of the two ids is given."""

    enrollment_id: uuid.UUID
    revision: int
    helper_id: uuid.UUID | None
    organization_id: uuid.UUID | None
    program_id: uuid.UUID
    stage: EnrollmentStage
    day: dt.date
    reason: LeavingReason | None


@event("enrollment.assessment.made", stream=Stream.LOCAL)
class AssessmentMade(Event):
    """Somebody's autonomy was assessed, or the assessment was corrected; the whole state, the last revision wins.

    `level` is None after she left, when only her situation is asked; `pix` holds levels 1 to 8 by domain.
    """

    assessment_id: uuid.UUID
    revision: int
    beneficiary_id: uuid.UUID
    program_id: uuid.UUID | None
    stage: AssessmentStage
    level: Autonomy | None
    situation: Situation | None
    day: dt.date
    pix: dict[str, int] = margin(PixDomain)
    withdrawn: bool


@event("enrollment.referral.changed", stream=Stream.LOCAL)
class ReferralChanged(Event):
    """A referral came, went, was answered or ended; the whole state, the last revision wins.

    `beneficiary_id` is None as long as she has no file here. `done`: what she was sent for came to its end. `withdrawn`: it counts
    no more.
    """

    referral_id: uuid.UUID
    revision: int
    direction: ReferralDirection
    partner_kind: ReferrerKind
    beneficiary_id: uuid.UUID | None
    state: ReferralState
    reason: RefusalReason | None
    done: bool
    day: dt.date
    state_day: dt.date
    withdrawn: bool


@event("enrollment.attention.described", stream=Stream.LOCAL)
class AttentionDescribed(Event):
    """What waits for somebody of the team, for the page of the day: how much of each, and the most pressing of them.

    `reasons`, `subjects` and `days` go together. The subject is a beneficiary; for a late referral, the referral.
    """

    revision: int
    counts: dict[str, int] = margin(Attention)
    reasons: tuple[Attention, ...]
    subjects: tuple[uuid.UUID, ...]
    days: tuple[int, ...]
