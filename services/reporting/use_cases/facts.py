"""From what a node knows to the facts that leave it: told when every part is known, and again when something in it changed.

A fact about a seat needs its session, its person and its program, which come from two services in any order. Who objects to
statistics has no pid and no attributes: her contact counts, she does not.
"""

import base64
import dataclasses
import datetime as dt
import hashlib
import hmac
import uuid
from typing import Any

import orjson

from lakou.contracts.base import Event
from lakou.contracts.facts import (
    AssessmentTold,
    EnrollmentReached,
    HeadsCounted,
    IndividualSupportGiven,
    PersonMerged,
    ProgramAnnounced,
    ReferralTold,
    SeatAttended,
    SessionChanged,
)
from lakou.contracts.vocabulary import (
    ActivityKind,
    AgeBracket,
    AssessmentStage,
    Autonomy,
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
    WorkshopSessionState,
    age_bracket,
)
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.reporting.model import (
    KnownAssessment,
    KnownBeneficiary,
    KnownHeads,
    KnownProgram,
    KnownReferral,
    KnownSeat,
    KnownSession,
    KnownSupport,
    Told,
)
from services.reporting.storage import known

PSEUDONYM_LENGTH = 26  # 130 bits: two things never share one by chance

_NEAREST = (
    SeatState.PRESENT,
    SeatState.EXCUSE,
    SeatState.ABSENT,
    SeatState.A_RENSEIGNER,
    SeatState.INSCRIT,
    SeatState.OFFRE_EN_COURS,
    SeatState.LISTE_ATTENTE,
    SeatState.ANNULE_SERVICE,
    SeatState.DESISTE,
)
"""The seat that says most of whether she came, first."""

WITHHELD: dict[str, Any] = {
    "pid": None,
    "gender": Gender.NON_COMMUNIQUE,
    "age": AgeBracket.NON_COMMUNIQUE,
    "social_status": SocialStatus.NON_COMMUNIQUE,
    "rsa": RsaStatus.NON_COMMUNIQUE,
    "commune": None,
}


@dataclasses.dataclass(frozen=True)
class Desk:
    """Where facts are written: the open transaction, the key of this node's pseudonyms, its territory and zone."""

    db: Db
    key: bytes
    territory: str
    zone: str
    programs: dict[uuid.UUID, str | None] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, context: ServiceContext, db: Db) -> "Desk":
        """The desk of a service on its node."""
        return cls(db, context.keys.secret("pseudonym"), context.site.territory, context.site.zone)

    def pseudonym(self, kind: str, local_id: uuid.UUID) -> str:
        """26 lower-case letters and digits that say nothing without the key of the node."""
        mac = hmac.new(self.key, f"lakou:{kind}:{local_id}".encode(), hashlib.sha256).digest()
        return base64.b32encode(mac).decode().lower()[:PSEUDONYM_LENGTH]


def tell_seat(desk: Desk, seat: KnownSeat) -> None:
    """A seat as it stands. A waiting place is no seat, unless it was told as one before."""
    session = desk.db.get(KnownSession, seat.session_id)
    person = known.standing(desk.db, seat.beneficiary_id)
    if session is None or person is None or not _program_known(desk, session.program_id):
        return
    hers = known.seats_of_files(desk.db, session.id, known.files(desk.db, person)) if person.took_in else [seat]
    counted = min(hers, key=lambda each: (_NEAREST.index(SeatState(each.state)), each.id))
    for each in hers:
        _tell_one_seat(desk, each, session, person, counts=each is counted)


def _tell_one_seat(desk: Desk, seat: KnownSeat, session: KnownSession, person: KnownBeneficiary, *, counts: bool) -> None:
    """Of several seats of one person in one session, one counts: a person is one contact of a session."""
    contact = desk.pseudonym("seat", seat.id)
    if seat.waits and desk.db.get(Told, (SeatAttended.type, contact)) is None:
        return
    fact = SeatAttended(
        contact=contact,
        version=0,
        act=desk.pseudonym("session", session.id),
        state=SeatState(seat.state) if counts else SeatState.DESISTE,
        **_session_facts(desk, session),
        **_person_facts(desk, person, session.day),
    )
    _tell(desk, contact, fact)


def tell_session(desk: Desk, session: KnownSession) -> None:
    """A dated session as it stands."""
    if not _program_known(desk, session.program_id):
        return
    act = desk.pseudonym("session", session.id)
    fact = SessionChanged(
        act=act,
        version=0,
        state=WorkshopSessionState(session.state),
        capacity=session.capacity,
        withdrawn=session.withdrawn,
        **_session_facts(desk, session),
    )
    _tell(desk, act, fact)


def tell_heads(desk: Desk, heads: KnownHeads) -> None:
    """The heads without a name of one session."""
    session = desk.db.get(KnownSession, heads.id)
    if session is None or not _program_known(desk, session.program_id):
        return
    act = desk.pseudonym("session", session.id)
    margins: dict[str, Any] = {"gender": heads.gender, "age": heads.age, "social_status": heads.social_status}
    _tell(desk, act, HeadsCounted(act=act, version=0, total=heads.total, **_session_facts(desk, session), **margins))


def tell_support(desk: Desk, support: KnownSupport) -> None:
    """One individual support. What was done for helpers and structures is no contact of a beneficiary."""
    contact = desk.pseudonym("support", support.id)
    individual = support.kind == ActivityKind.INDIVIDUEL
    if not individual and desk.db.get(Told, (IndividualSupportGiven.type, contact)) is None:
        return
    person = known.standing(desk.db, support.beneficiary_id) if support.beneficiary_id else None
    anonymous = support.beneficiary_id is None
    if (person is None and not anonymous) or not _program_known(desk, support.program_id):
        return
    fact = IndividualSupportGiven(
        contact=contact,
        version=0,
        anonymous=anonymous,
        withdrawn=support.withdrawn or not individual,
        day=support.day,
        minutes=support.minutes,
        territory=support.territory,
        program=_program_code(desk, support.program_id),
        themes=support.theme_list,
        place_type=PlaceType(support.place_type) if support.place_type else None,
        autonomy=Autonomy(support.autonomy) if support.autonomy else None,
        redirection=Redirection(support.redirection) if support.redirection else None,
        **_person_facts(desk, person, support.day),
    )
    _tell(desk, contact, fact)


def tell_merge(desk: Desk, person: KnownBeneficiary, standing: KnownBeneficiary | None) -> None:
    """That two pseudonyms are one person's, or no more. Who objects to statistics has none, and nothing is said."""
    pid = desk.pseudonym("beneficiary", person.id)
    merged = standing is not None and standing is not person
    if merged and (person.objects or (standing is not None and standing.objects)):
        return
    if not merged and desk.db.get(Told, (PersonMerged.type, pid)) is None:
        return
    into = desk.pseudonym("beneficiary", standing.id) if merged and standing else None
    _tell(desk, pid, PersonMerged(pid=pid, version=0, into=into, day=clock.today(desk.zone)))


def tell_program(desk: Desk, program: KnownProgram) -> None:
    """A program of this node."""
    fact = ProgramAnnounced(
        program=program.code,
        version=0,
        kind=ProgramKind(program.kind),
        target=program.target,
        starts_on=program.starts_on,
        ends_on=program.ends_on,
    )
    _tell(desk, program.code, fact)


def tell_enrollment(desk: Desk, enrollment_id: uuid.UUID) -> None:
    """Each stage not yet told, in order; then the last one again if something was corrected about its person."""
    stages = known.stages(desk.db, enrollment_id)
    if not stages:
        return
    follower = stages[-1].beneficiary_id  # none for a helper or a structure, of whom nothing personal is told
    person = known.standing(desk.db, follower) if follower else None
    if (person is None and follower) or not _program_known(desk, stages[-1].program_id):
        return
    enrollment = desk.pseudonym("enrollment", enrollment_id)
    for stage in stages:
        if stage.told and stage is not stages[-1]:
            continue
        fact = EnrollmentReached(
            enrollment=enrollment,
            version=0,
            program=_program_code(desk, stage.program_id) or "",
            territory=desk.territory,
            stage=EnrollmentStage(stage.stage),
            day=stage.day,
            reason=LeavingReason(stage.reason) if stage.reason else None,
            **_person_facts(desk, person, stage.day),
        )
        _tell(desk, enrollment, fact)
        stage.told = True


def tell_assessment(desk: Desk, assessment: KnownAssessment) -> None:
    """An assessment as it stands."""
    person = known.standing(desk.db, assessment.beneficiary_id)
    if person is None or not _program_known(desk, assessment.program_id):
        return
    thing = desk.pseudonym("assessment", assessment.id)
    fact = AssessmentTold(
        assessment=thing,
        version=0,
        program=_program_code(desk, assessment.program_id),
        territory=desk.territory,
        stage=AssessmentStage(assessment.stage),
        level=Autonomy(assessment.level) if assessment.level else None,
        situation=Situation(assessment.situation) if assessment.situation else None,
        day=assessment.day,
        withdrawn=assessment.withdrawn,
        **_person_facts(desk, person, assessment.day),
    )
    _tell(desk, thing, fact)


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
        **_person_facts(desk, person, referral.day),
    )
    _tell(desk, thing, fact)


def _session_facts(desk: Desk, session: KnownSession) -> dict[str, Any]:
    return {
        "day": session.day,
        "minutes": session.minutes,
        "territory": session.territory,
        "program": _program_code(desk, session.program_id),
        "themes": session.theme_list,
    }


def _person_facts(desk: Desk, person: KnownBeneficiary | None, day: dt.date) -> dict[str, Any]:
    if person is None or person.objects:
        return WITHHELD
    return {
        "pid": desk.pseudonym("beneficiary", person.id),
        "gender": Gender(person.gender),
        "age": age_bracket(day, person.birth_year, person.birth_date),
        "social_status": SocialStatus(person.social_status),
        "rsa": RsaStatus(person.rsa),
        "commune": person.commune,
    }


def _program_known(desk: Desk, program_id: uuid.UUID | None) -> bool:
    return program_id is None or _program_code(desk, program_id) is not None


def _program_code(desk: Desk, program_id: uuid.UUID | None) -> str | None:
    if program_id is not None and program_id not in desk.programs:
        program = desk.db.get(KnownProgram, program_id)
        desk.programs[program_id] = program.code if program else None
    return desk.programs[program_id] if program_id else None


def _tell(desk: Desk, thing: str, fact: Event) -> None:
    """Record the fact with its next version, unless the same was told last."""
    said = {name: value for name, value in fact.schema.dump(fact).items() if name != "version"}
    payload = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    told = desk.db.get(Told, (fact.type, thing))
    if told is None:
        told = Told(type=fact.type, thing=thing, version=0, payload=b"")
        desk.db.add(told)
    if told.payload == payload:
        return
    told.version += 1
    told.payload = payload
    versioned: Any = fact
    outbox.record(desk.db, dataclasses.replace(versioned, version=told.version))
