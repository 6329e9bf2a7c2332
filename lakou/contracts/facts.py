"""What leaves a node: pseudonymous facts, one schema each, a day and codes, no free text, no staff name.

`pid` is HMAC-SHA-256 of the node's key and a random local id, or empty for who objected to statistics (GDPR art. 21): the contact
still counts, the person does not, and her attributes are withheld. `contact`, `act` and `enrollment` are pseudonyms made in the
same way. A correction is the same fact with a higher `version`: the last one wins.
"""

import datetime as dt

from lakou.contracts.base import Event, Stream, bounded, event, margin
from lakou.contracts.vocabulary import (
    AgeBracket,
    AssessmentStage,
    Autonomy,
    CoordinationKind,
    CoordinationNature,
    CoordinationScale,
    EnrollmentStage,
    Gender,
    LeavingReason,
    PlaceType,
    ProgramKind,
    Redirection,
    ReferralDirection,
    ReferralState,
    ReferrerKind,
    RefusalReason,
    RsaStatus,
    SeatState,
    Situation,
    SocialStatus,
    Theme,
    WorkshopSessionState,
)

PSEUDONYM = 26
SLUG = 60


@event("reporting.seat.attended", stream=Stream.FACT)
class SeatAttended(Event):
    """The state of one person's seat in a session on its day. It is a contact when `state` is `present`."""

    contact: str = bounded(PSEUDONYM)
    version: int
    act: str = bounded(PSEUDONYM)
    pid: str | None = bounded(PSEUDONYM)
    state: SeatState
    day: dt.date
    minutes: int
    territory: str = bounded(3)
    program: str | None = bounded(SLUG)
    themes: tuple[Theme, ...]
    gender: Gender
    age: AgeBracket
    social_status: SocialStatus
    rsa: RsaStatus
    commune: str | None = bounded(5)


@event("reporting.support.given", stream=Stream.FACT)
class IndividualSupportGiven(Event):
    """One individual support. `anonymous` when no name was given: counted in the heads, never in the persons.

    `place_type`, `autonomy` and `redirection` are empty when nobody said, and in facts older than these fields.
    """

    contact: str = bounded(PSEUDONYM)
    version: int
    pid: str | None = bounded(PSEUDONYM)
    anonymous: bool
    withdrawn: bool
    day: dt.date
    minutes: int
    territory: str = bounded(3)
    program: str | None = bounded(SLUG)
    themes: tuple[Theme, ...]
    gender: Gender
    age: AgeBracket
    social_status: SocialStatus
    rsa: RsaStatus
    commune: str | None = bounded(5)
    place_type: PlaceType | None = None
    autonomy: Autonomy | None = None
    redirection: Redirection | None = None


@event("reporting.heads.counted", stream=Stream.FACT)
class HeadsCounted(Event):
    """Heads without a name in one session, with their margins by national code. Each is one contact."""

    act: str = bounded(PSEUDONYM)
    version: int
    day: dt.date
    territory: str = bounded(3)
    program: str | None = bounded(SLUG)
    themes: tuple[Theme, ...]
    minutes: int
    total: int
    gender: dict[str, int] = margin(Gender)
    age: dict[str, int] = margin(AgeBracket)
    social_status: dict[str, int] = margin(SocialStatus)


@event("reporting.session.changed", stream=Stream.FACT)
class SessionChanged(Event):
    """A session was planned, held or cancelled, on its day at the place. `withdrawn`: it never was, and counts nowhere."""

    act: str = bounded(PSEUDONYM)
    version: int
    state: WorkshopSessionState
    day: dt.date
    minutes: int
    capacity: int
    territory: str = bounded(3)
    program: str | None = bounded(SLUG)
    themes: tuple[Theme, ...]
    withdrawn: bool = False


@event("reporting.enrollment.reached", stream=Stream.FACT)
class EnrollmentReached(Event):
    """An enrollment reached a stage of a program on a day. A helper or a structure has no pid and no attribute."""

    enrollment: str = bounded(PSEUDONYM)
    version: int
    pid: str | None = bounded(PSEUDONYM)
    program: str = bounded(SLUG)
    territory: str = bounded(3)
    stage: EnrollmentStage
    day: dt.date
    gender: Gender
    age: AgeBracket
    social_status: SocialStatus
    rsa: RsaStatus
    commune: str | None = bounded(5)
    reason: LeavingReason | None = None


@event("reporting.assessment.made", stream=Stream.FACT)
class AssessmentTold(Event):
    """Somebody's autonomy on a day: at entry, on the way, at exit; or where she stands three or six months after."""

    assessment: str = bounded(PSEUDONYM)
    version: int
    pid: str | None = bounded(PSEUDONYM)
    program: str | None = bounded(SLUG)
    territory: str = bounded(3)
    stage: AssessmentStage
    level: Autonomy | None
    situation: Situation | None
    day: dt.date
    withdrawn: bool
    gender: Gender
    age: AgeBracket
    social_status: SocialStatus
    rsa: RsaStatus
    commune: str | None = bounded(5)


@event("reporting.referral.outcome", stream=Stream.FACT)
class ReferralTold(Event):
    """A referral of `day`, in or out, by the kind of the partner, and where it stood on `state_day`. No pid without a file."""

    referral: str = bounded(PSEUDONYM)
    version: int
    pid: str | None = bounded(PSEUDONYM)
    direction: ReferralDirection
    partner: ReferrerKind
    territory: str = bounded(3)
    state: ReferralState
    reason: RefusalReason | None
    done: bool
    day: dt.date
    state_day: dt.date
    withdrawn: bool
    gender: Gender
    age: AgeBracket
    social_status: SocialStatus
    rsa: RsaStatus
    commune: str | None = bounded(5)


@event("reporting.program.described", stream=Stream.FACT)
class ProgramAnnounced(Event):
    """A node runs a program under this code, with this target of its own."""

    program: str = bounded(SLUG)
    version: int
    kind: ProgramKind
    target: int | None
    starts_on: dt.date | None
    ends_on: dt.date | None


@event("reporting.helper.registered", stream=Stream.FACT)
class HelperRegistered(Event):
    """A digital helper is on the register since `day`, until `ended_on`; entitled by Aidants Connect since `aidants_connect_on`."""

    helper: str = bounded(PSEUDONYM)
    version: int
    territory: str = bounded(3)
    day: dt.date
    ended_on: dt.date | None
    aidants_connect_on: dt.date | None


@event("reporting.helper.trained", stream=Stream.FACT)
class HelperTrained(Event):
    """The place of one helper in a training session. She was trained when `state` is `present`."""

    training: str = bounded(PSEUDONYM)
    version: int
    helper: str = bounded(PSEUDONYM)
    act: str = bounded(PSEUDONYM)
    state: SeatState
    day: dt.date
    minutes: int
    territory: str = bounded(3)
    program: str | None = bounded(SLUG)


@event("reporting.coordination.acted", stream=Stream.FACT)
class CoordinationActed(Event):
    """One act of coordination on its day (a meeting, an event, a partnership), and who took part. `withdrawn` takes it back."""

    act: str = bounded(PSEUDONYM)
    version: int
    withdrawn: bool
    kind: CoordinationKind
    nature: CoordinationNature
    scale: CoordinationScale | None
    day: dt.date
    minutes: int
    territory: str = bounded(3)
    program: str | None = bounded(SLUG)
    mediators: int
    structures: int
    participants: int


@event("reporting.person.merged", stream=Stream.FACT)
class PersonMerged(Event):
    """Two pseudonyms of a node were the same person's, or are not after all (`into` is None).

    Her contacts and enrollments are told again under the pseudonym that stands, with its attributes, beside this fact.
    """

    pid: str = bounded(PSEUDONYM)
    version: int
    into: str | None = bounded(PSEUDONYM)
    day: dt.date


@event("reporting.person.detached", stream=Stream.FACT)
class PersonDetached(Event):
    """A person was erased: whatever was said under `pid` is said under `new_pid`, which no key makes again. No figure moves."""

    pid: str = bounded(PSEUDONYM)
    new_pid: str = bounded(PSEUDONYM)
    day: dt.date
