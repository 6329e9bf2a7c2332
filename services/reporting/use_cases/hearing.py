"""What the other services of the node said: kept as codes, then told as facts. Older revisions than the kept one are ignored."""

import uuid
from typing import Any, TypeVar

from lakou.contracts.enrollment import (
    BeneficiaryDescribed,
    BeneficiaryMerged,
    BeneficiaryRemoved,
    MembershipReached,
    ProgramDescribed,
    StageReached,
)
from lakou.contracts.sessions import AnonymousCounted, SeatChanged, SupportGiven, WorkshopSessionDescribed
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.reporting.model import (
    KnownBeneficiary,
    KnownCoordination,
    KnownHeads,
    KnownProgram,
    KnownSeat,
    KnownSession,
    KnownStage,
    KnownSupport,
)
from services.reporting.model.columns import Revised, words
from services.reporting.storage import known
from services.reporting.use_cases import facts, own_facts, path_facts, situations
from services.reporting.use_cases.desk import Desk

K = TypeVar("K", bound=Revised)


def beneficiary_described(context: ServiceContext, db: Db, event: BeneficiaryDescribed) -> None:
    """Her codes, and every fact about her that they change."""
    before = db.get(KnownBeneficiary, event.beneficiary_id)
    if before is not None and event.revision > before.revision:
        situations.archive(db, before, event)
    person = keep(
        db,
        KnownBeneficiary,
        event.beneficiary_id,
        event.revision,
        gender=event.gender.value,
        birth_year=event.birth_year,
        birth_date=event.birth_date,
        social_status=event.social_status.value,
        rsa=event.rsa.value,
        commune=event.commune,
        situation_since=event.situation_since,
        statistics=event.statistics,
    )
    if person is not None:
        _tell_all_of_person(Desk.of(context, db), person)


def _tell_all_of_person(desk: Desk, person: KnownBeneficiary) -> None:
    """All that was done with her, under any of her files."""
    for file_id in known.files(desk.db, person):
        for seat in known.seats_of_beneficiary(desk.db, file_id):
            facts.tell_seat(desk, seat)
        for support in known.supports_of_beneficiary(desk.db, file_id):
            facts.tell_support(desk, support)
        for enrollment_id in known.enrollments_of_beneficiary(desk.db, file_id):
            facts.tell_enrollment(desk, enrollment_id)
        for assessment in known.assessments_of_beneficiary(desk.db, file_id):
            path_facts.tell_assessment(desk, assessment)
        for referral in known.referrals_of_beneficiary(desk.db, file_id):
            path_facts.tell_referral(desk, referral)


def beneficiary_merged(context: ServiceContext, db: Db, event: BeneficiaryMerged) -> None:
    """Two files are one person's, or two again: what was done under them is told again, of whom it is true now."""
    person = db.get(KnownBeneficiary, event.beneficiary_id)
    if person is None or event.revision <= person.same_revision:
        return
    before = known.standing(db, person.id)
    person.same_as, person.same_revision = event.into, event.revision
    db.flush()
    after = known.standing(db, person.id)
    desk = Desk.of(context, db)
    if after is not None and after is not person:
        after.took_in = True
    facts.tell_merge(desk, person, after)
    for each in {one.id: one for one in (before, after, person) if one is not None}.values():
        _tell_all_of_person(desk, each)


def beneficiary_removed(db: Db, event: BeneficiaryRemoved) -> None:
    """Forget her codes. An import is only undone while nobody touched its people: there is no contact to take back."""
    person = db.get(KnownBeneficiary, event.beneficiary_id)
    if person is not None:
        situations.forget(db, person)
        db.delete(person)


def program_described(context: ServiceContext, db: Db, event: ProgramDescribed) -> None:
    """A program, and what waited for its code."""
    before = db.get(KnownProgram, event.program_id)
    code_before = before.code if before else None
    program = keep(
        db,
        KnownProgram,
        event.program_id,
        event.revision,
        code=event.code,
        kind=event.kind.value,
        target=event.target,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
    )
    if program is None:
        return
    desk = Desk.of(context, db)
    facts.tell_program(desk, program)
    if code_before != program.code:
        _tell_all_of_program(desk, program.id)


def _tell_all_of_program(desk: Desk, program_id: uuid.UUID) -> None:
    for session in known.sessions_of_program(desk.db, program_id):
        _tell_all_of_session(desk, session)
    for support in known.supports_of_program(desk.db, program_id):
        facts.tell_support(desk, support)
    for enrollment_id in known.enrollments_of_program(desk.db, program_id):
        facts.tell_enrollment(desk, enrollment_id)
    for assessment in known.assessments_of_program(desk.db, program_id):
        path_facts.tell_assessment(desk, assessment)


def stage_reached(context: ServiceContext, db: Db, event: StageReached | MembershipReached) -> None:
    """One more stage of an enrollment; that of a helper or a structure is nobody's."""
    if db.get(KnownStage, (event.enrollment_id, event.revision)) is not None:
        return
    stage = KnownStage(
        enrollment_id=event.enrollment_id,
        revision=event.revision,
        beneficiary_id=event.beneficiary_id if isinstance(event, StageReached) else None,
        program_id=event.program_id,
        stage=event.stage.value,
        day=event.day,
        reason=event.reason.value if event.reason else None,
        told=False,
    )
    db.add(stage)
    facts.tell_enrollment(Desk.of(context, db), event.enrollment_id)


def session_described(context: ServiceContext, db: Db, event: WorkshopSessionDescribed) -> None:
    """A dated session, on its calendar day at the place, and the seats that waited for it."""
    session = keep(
        db,
        KnownSession,
        event.session_id,
        event.revision,
        program_id=event.program_id,
        day=clock.local(event.starts_at, event.zone).date(),
        minutes=event.duration_minutes,
        capacity=event.capacity,
        territory=event.territory,
        themes=words(event.themes),
        state=event.state.value,
        withdrawn=event.withdrawn,
        kind=event.kind.value,
    )
    if session is not None:
        _tell_all_of_session(Desk.of(context, db), session)


def _tell_all_of_session(desk: Desk, session: KnownSession) -> None:
    facts.tell_session(desk, session)
    for seat in known.seats_of_session(desk.db, session.id):
        facts.tell_seat(desk, seat)
    if heads := desk.db.get(KnownHeads, session.id):
        facts.tell_heads(desk, heads)
    for training in known.trainings_of_session(desk.db, session.id):
        own_facts.tell_training(desk, training)
    if report := desk.db.get(KnownCoordination, session.id):
        own_facts.tell_coordination(desk, report)


def seat_changed(context: ServiceContext, db: Db, event: SeatChanged) -> None:
    """A seat was taken, given up or marked."""
    seat = keep(
        db,
        KnownSeat,
        event.seat_id,
        event.revision,
        session_id=event.session_id,
        beneficiary_id=event.beneficiary_id,
        state=event.state.value,
    )
    if seat is not None:
        facts.tell_seat(Desk.of(context, db), seat)


def anonymous_counted(context: ServiceContext, db: Db, event: AnonymousCounted) -> None:
    """Heads without a name in a session."""
    heads = keep(
        db,
        KnownHeads,
        event.session_id,
        event.revision,
        total=event.total,
        gender=event.gender,
        age=event.age,
        social_status=event.social_status,
    )
    if heads is not None:
        facts.tell_heads(Desk.of(context, db), heads)


def support_given(context: ServiceContext, db: Db, event: SupportGiven) -> None:
    """Somebody was helped alone."""
    support = keep(
        db,
        KnownSupport,
        event.support_id,
        event.revision,
        beneficiary_id=event.beneficiary_id,
        program_id=event.program_id,
        kind=event.kind.value,
        day=event.day,
        minutes=event.duration_minutes,
        territory=event.territory,
        themes=words(event.themes),
        withdrawn=event.withdrawn,
        place_type=event.place_type.value,
        autonomy=event.autonomy and event.autonomy.value,
        redirection=event.redirection and event.redirection.value,
    )
    if support is not None:
        facts.tell_support(Desk.of(context, db), support)


def keep(db: Db, kind: type[K], thing: uuid.UUID, revision: int, /, **values: Any) -> K | None:
    """The row as it stands now; None when a newer revision is kept already."""
    row = db.get(kind, thing)
    if row is None:
        row = kind()
        row.id = thing
        db.add(row)
    elif row.revision > revision:
        return None
    row.revision = revision
    for name, value in values.items():
        setattr(row, name, value)
    return row
