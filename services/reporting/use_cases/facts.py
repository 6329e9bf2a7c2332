"""From what a node knows to the facts that leave it: told when every part is known, and again when something in it changed.

A fact about a seat needs its session, its person and its program, which come from two services in any order. Who objects to
statistics has no pid and no attributes: her contact counts, she does not.
"""

import datetime as dt
import uuid
from typing import Any

import orjson

from lakou.contracts.base import Event
from lakou.contracts.facts import (
    EnrollmentReached,
    HeadsCounted,
    IndividualSupportGiven,
    PersonMerged,
    ProgramAnnounced,
    SeatAttended,
    SessionChanged,
)
from lakou.contracts.vocabulary import (
    ActivityKind,
    AgeBracket,
    Autonomy,
    EnrollmentStage,
    Gender,
    LeavingReason,
    PlaceType,
    ProgramKind,
    Redirection,
    RsaStatus,
    SeatState,
    SocialStatus,
    WorkshopSessionState,
    age_bracket,
)
from lakou.kernel import clock
from services.reporting.model import (
    KnownBeneficiary,
    KnownHeads,
    KnownProgram,
    KnownSeat,
    KnownSession,
    KnownSupport,
    Told,
)
from services.reporting.storage import known
from services.reporting.use_cases.desk import Desk, program_code, program_known, tell

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


def tell_seat(desk: Desk, seat: KnownSeat) -> None:
    """A seat as it stands. A waiting place is no seat, unless it was told as one before; one of an appointment tells a support."""
    session = desk.db.get(KnownSession, seat.session_id)
    if session is not None and session.kind == ActivityKind.INDIVIDUEL:
        return
    person = known.standing(desk.db, seat.beneficiary_id)
    if session is None or person is None or not program_known(desk, session.program_id):
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
        **person_facts(desk, person, session.day, (SeatAttended, contact)),
    )
    tell(desk, contact, fact)


def tell_session(desk: Desk, session: KnownSession) -> None:
    """A dated session as it stands. What is held for helpers and structures is no workshop of beneficiaries: see own_facts."""
    act = desk.pseudonym("session", session.id)
    for_helpers = session.kind != ActivityKind.COLLECTIF and desk.db.get(Told, (SessionChanged.type, act)) is None
    if for_helpers or not program_known(desk, session.program_id):
        return
    fact = SessionChanged(
        act=act,
        version=0,
        state=WorkshopSessionState(session.state),
        capacity=session.capacity,
        withdrawn=session.withdrawn or session.kind != ActivityKind.COLLECTIF,
        **_session_facts(desk, session),
    )
    tell(desk, act, fact)


def tell_heads(desk: Desk, heads: KnownHeads) -> None:
    """The heads without a name of one session."""
    session = desk.db.get(KnownSession, heads.id)
    if session is None or not program_known(desk, session.program_id):
        return
    act = desk.pseudonym("session", session.id)
    margins: dict[str, Any] = {"gender": heads.gender, "age": heads.age, "social_status": heads.social_status}
    tell(desk, act, HeadsCounted(act=act, version=0, total=heads.total, **_session_facts(desk, session), **margins))


def tell_support(desk: Desk, support: KnownSupport) -> None:
    """One individual support. What was done for helpers and structures is no contact of a beneficiary."""
    contact = desk.pseudonym("support", support.id)
    individual = support.kind == ActivityKind.INDIVIDUEL
    if not individual and desk.db.get(Told, (IndividualSupportGiven.type, contact)) is None:
        return
    person = known.standing(desk.db, support.beneficiary_id) if support.beneficiary_id else None
    anonymous = support.beneficiary_id is None
    if (person is None and not anonymous) or not program_known(desk, support.program_id):
        return
    fact = IndividualSupportGiven(
        contact=contact,
        version=0,
        anonymous=anonymous,
        withdrawn=support.withdrawn or not individual,
        day=support.day,
        minutes=support.minutes,
        territory=support.territory,
        program=program_code(desk, support.program_id),
        themes=support.theme_list,
        place_type=PlaceType(support.place_type) if support.place_type else None,
        autonomy=Autonomy(support.autonomy) if support.autonomy else None,
        redirection=Redirection(support.redirection) if support.redirection else None,
        **person_facts(desk, person, support.day, (IndividualSupportGiven, contact)),
    )
    tell(desk, contact, fact)


def tell_merge(desk: Desk, person: KnownBeneficiary, standing: KnownBeneficiary | None) -> None:
    """That two pseudonyms are one person's, or no more. Who objects to statistics has none, and nothing is said."""
    pid = desk.pid(person.id)
    merged = standing is not None and standing is not person
    if merged and (person.objects or (standing is not None and standing.objects)):
        return
    if not merged and desk.db.get(Told, (PersonMerged.type, pid)) is None:
        return
    into = desk.pid(standing.id) if merged and standing else None
    tell(desk, pid, PersonMerged(pid=pid, version=0, into=into, day=clock.today(desk.zone)))


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
    tell(desk, program.code, fact)


def tell_enrollment(desk: Desk, enrollment_id: uuid.UUID) -> None:
    """Each stage not yet told, in order; then the last one again if something was corrected about its person."""
    stages = known.stages(desk.db, enrollment_id)
    if not stages:
        return
    follower = stages[-1].beneficiary_id  # none for a helper or a structure, of whom nothing personal is told
    person = known.standing(desk.db, follower) if follower else None
    if (person is None and follower) or not program_known(desk, stages[-1].program_id):
        return
    enrollment = desk.pseudonym("enrollment", enrollment_id)
    for stage in stages:
        if stage.told and stage is not stages[-1]:
            continue
        fact = EnrollmentReached(
            enrollment=enrollment,
            version=0,
            program=program_code(desk, stage.program_id) or "",
            territory=desk.territory,
            stage=EnrollmentStage(stage.stage),
            day=stage.day,
            reason=LeavingReason(stage.reason) if stage.reason else None,
            **person_facts(desk, person, stage.day, (EnrollmentReached, enrollment)),
        )
        tell(desk, enrollment, fact)
        stage.told = True


def _session_facts(desk: Desk, session: KnownSession) -> dict[str, Any]:
    return {
        "day": session.day,
        "minutes": session.minutes,
        "territory": session.territory,
        "program": program_code(desk, session.program_id),
        "themes": session.theme_list,
    }


def person_facts(desk: Desk, person: KnownBeneficiary | None, day: dt.date, thing: tuple[type[Event], str]) -> dict[str, Any]:
    """What is said of her on that day; of who was erased, what was last said with this `thing`, as nothing else is known."""
    if person is None or person.objects:
        return WITHHELD
    if person.erased:
        told = desk.db.get(Told, (thing[0].type, thing[1]))
        said = thing[0].schema.load({**orjson.loads(told.payload), "version": 0}) if told else {}
        return {name: said.get(name, withheld) for name, withheld in WITHHELD.items()} | {
            "pid": said.get("pid", desk.pid(person.id))
        }
    then = known.situation_on(desk.db, person, day)
    return {
        "pid": desk.pid(person.id),
        "gender": Gender(person.gender),
        "age": age_bracket(day, person.birth_year, person.birth_date),
        "social_status": SocialStatus(then.social_status),
        "rsa": RsaStatus(then.rsa),
        "commune": then.commune,
    }
