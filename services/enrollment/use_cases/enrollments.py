"""Put a person into a program, and move her along."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from lakou.contracts.vocabulary import EnrollmentStage as Stage
from lakou.contracts.vocabulary import ProgramKind
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotFound
from lakou.kernel.writing import fetch
from services.enrollment.model import Enrollment, Program, StageChange
from services.enrollment.model.enrollments import ENDED, NEEDS_A_REASON
from services.enrollment.model.rules import AlreadyEnrolled
from services.enrollment.storage import programs as storage
from services.enrollment.use_cases import beneficiaries
from services.enrollment.use_cases.drafts import past_day

BY_ITSELF = "Lakou"  # who notes a move that follows from another service's word


def enroll(context: ServiceContext, given: Mapping[str, Any], by: str, *, to: Stage = Stage.APPLIED) -> Enrollment:
    """A request to follow a program, validated at once when `to` says so. Raises InvalidInput or AlreadyEnrolled."""
    today = clock.today(context.site.zone)
    on = past_day(given.get("on"), today)
    with context.database.transaction() as db:
        return _enroll(db, _followed(db, given["program_id"]), given["beneficiary_id"], on, by, to=to)


def _enroll(db: Db, program: Program, beneficiary_id: uuid.UUID, on: dt.date, by: str, *, to: Stage) -> Enrollment:
    _refuse_twice(db, _followed_by(db, beneficiary_id), program.id)
    enrollment = Enrollment(id=uuid.uuid4(), beneficiary_id=beneficiary_id, program_id=program.id, revision=1)
    enrollment.stage, enrollment.applied_on, enrollment.stage_on = Stage.APPLIED.value, on, on
    db.add(enrollment)
    _flush(db)
    _note(db, enrollment, None, by)
    if to is not Stage.APPLIED:
        advance(db, enrollment, to, on, None, by)
    return enrollment


def enroll_all(
    context: ServiceContext, beneficiary_ids: Iterable[uuid.UUID], program_id: uuid.UUID, *, on: dt.date, by: str
) -> list[Enrollment]:
    """Validate many people for a program at once. Raises InvalidInput or AlreadyEnrolled; then nobody is enrolled."""
    on = past_day(on, clock.today(context.site.zone))
    with context.database.transaction() as db:
        program = _followed(db, program_id)
        return [_enroll(db, program, each, on, by, to=Stage.ENROLLED) for each in beneficiary_ids]


def move_all(context: ServiceContext, enrollment_ids: Iterable[uuid.UUID], to: Stage, *, on: dt.date, by: str) -> None:
    """To another stage, many at once. Raises NotFound, InvalidInput or TransitionNotAllowed; then nobody moves."""
    on = past_day(on, clock.today(context.site.zone))
    with context.database.transaction() as db:
        wanted = list(enrollment_ids)
        fetch(db, Enrollment, wanted)
        for each in wanted:
            advance(db, get(db, each), to, on, None, by)


def move(
    context: ServiceContext, enrollment_id: uuid.UUID, given: Mapping[str, Any], by: str, check: Callable[[int], None]
) -> Enrollment:
    """To another stage. Raises NotFound, StaleRevision, InvalidInput, TransitionNotAllowed or AlreadyEnrolled."""
    to, reason = Stage(given["to"]), (given.get("reason") or "").strip() or None
    on = past_day(given.get("on"), clock.today(context.site.zone))
    with context.database.transaction() as db:
        enrollment = get(db, enrollment_id)
        check(enrollment.revision)
        if to in enrollment.allowed and to in NEEDS_A_REASON and reason is None:
            raise InvalidInput({"reason": "Dites pourquoi, en quelques mots."})
        if Stage(enrollment.stage) in ENDED and to in enrollment.allowed:
            _refuse_twice(db, enrollment.beneficiary_id, enrollment.program_id)
        advance(db, enrollment, to, on, reason, by)
        _flush(db)
        return enrollment


def advance(db: Db, enrollment: Enrollment, to: Stage, on: dt.date, reason: str | None, by: str) -> None:
    """Move in a transaction, with the history and the event. Raises TransitionNotAllowed."""
    enrollment.move(to, on)
    _note(db, enrollment, reason, by)


def begin_where_present(db: Db, session_id: uuid.UUID, program_id: uuid.UUID, day: dt.date) -> None:
    """Who was validated and came to a session of the program has begun it; not before the day she was validated."""
    for enrollment in storage.present_and_enrolled(db, session_id, program_id):
        advance(db, enrollment, Stage.ACTIVE, max(day, enrollment.stage_on), None, BY_ITSELF)


def get(db: Db, enrollment_id: uuid.UUID) -> Enrollment:
    """The enrollment. Raises NotFound."""
    enrollment = db.get(Enrollment, enrollment_id)
    if enrollment is None:
        raise NotFound("Cette inscription n’existe pas. Repartez de la fiche de la personne.")
    return enrollment


def _followed(db: Db, program_id: uuid.UUID) -> Program:
    program = db.get(Program, program_id)
    if program is None:
        raise InvalidInput({"program_id": "Ce programme n’existe pas : prenez un id de la liste des programmes."})
    if program.kind != ProgramKind.BENEFICIARIES:
        sentence = (
            f"Pas encore : ce programme est pour « {ProgramKind(program.kind).label} ». Choisissez-en un pour les bénéficiaires."
        )
        raise InvalidInput({"program_id": sentence})
    return program


def _followed_by(db: Db, beneficiary_id: uuid.UUID) -> uuid.UUID:
    try:
        return beneficiaries.get(db, beneficiary_id).stands_for
    except NotFound as error:
        raise InvalidInput({"beneficiary_id": "Cette personne n’a pas de fiche ici : inscrivez-la d’abord."}) from error


def _refuse_twice(db: Db, beneficiary_id: uuid.UUID, program_id: uuid.UUID) -> None:
    already = storage.open_enrollment(db, beneficiary_id, program_id)
    if already is not None:
        raise AlreadyEnrolled(enrollment=str(already.id))


def _flush(db: Db) -> None:
    try:
        db.flush()
    except IntegrityError as error:
        raise AlreadyEnrolled from error


def _note(db: Db, enrollment: Enrollment, reason: str | None, by: str) -> None:
    line = StageChange(enrollment_id=enrollment.id, stage=enrollment.stage, on=enrollment.stage_on, reason=reason)
    line.noted_by, line.noted_at = by, clock.now()
    db.add(line)
    outbox.record(db, enrollment.reached())
