"""Put a person, a structure or a helper into a program, and move them along."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lakou.contracts.stages import ENDED
from lakou.contracts.vocabulary import EnrollmentStage as Stage
from lakou.contracts.vocabulary import LeavingReason, ProgramKind
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotFound
from lakou.kernel.writing import fetch
from services.enrollment.model import Enrollment, KnownHelper, Organization, Program
from services.enrollment.model.enrollments import NEEDS_A_REASON, WHO
from services.enrollment.model.rules import AlreadyEnrolled
from services.enrollment.storage import programs as storage
from services.enrollment.use_cases import beneficiaries, places
from services.enrollment.use_cases.drafts import past_day
from services.enrollment.use_cases.stages import BY_ITSELF, advance, flush, note

FOR = {
    ProgramKind.BENEFICIARIES: "beneficiary_id",
    ProgramKind.STRUCTURES: "organization_id",
    ProgramKind.HELPERS: "helper_id",
}
"""Who follows a program of each kind."""


def enroll(context: ServiceContext, given: Mapping[str, Any], by: str, *, to: Stage = Stage.APPLIED) -> Enrollment:
    """A request to follow a program, validated at once when `to` says so. Raises InvalidInput or AlreadyEnrolled."""
    on = past_day(given.get("on"), clock.today(context.site.zone))
    with context.database.transaction() as db:
        enrollment = _apply(db, given, by, on)
        if to is not Stage.APPLIED:
            places.validate(db, enrollment, to, on, by)
        return enrollment


def enroll_all(
    context: ServiceContext, beneficiary_ids: Iterable[uuid.UUID], program_id: uuid.UUID, *, on: dt.date, by: str
) -> list[Enrollment]:
    """Validate many people for a program at once. Raises InvalidInput or AlreadyEnrolled; then nobody is enrolled."""
    on = past_day(on, clock.today(context.site.zone))
    with context.database.transaction() as db:
        made = [_apply(db, {"beneficiary_id": each, "program_id": program_id}, by, on) for each in beneficiary_ids]
        program = storage.locked(db, program_id)
        for enrollment in made:
            places.give(db, program, enrollment, Stage.ENROLLED, on, by)
        return made


def move_all(context: ServiceContext, enrollment_ids: Iterable[uuid.UUID], to: Stage, *, on: dt.date, by: str) -> None:
    """To another stage, many at once. Raises NotFound, InvalidInput or TransitionNotAllowed; then nobody moves."""
    on = past_day(on, clock.today(context.site.zone))
    with context.database.transaction() as db:
        wanted = list(enrollment_ids)
        fetch(db, Enrollment, wanted)
        for each in wanted:
            advance(db, get(db, each), to, on, None, by)


def apply_once(db: Db, given: Mapping[str, Any], by: str, on: dt.date) -> None:
    """The same in a transaction of somebody else's; nothing for who is in the program already. Raises InvalidInput."""
    if storage.open_enrollment(db, "beneficiary_id", given["beneficiary_id"], given["program_id"]) is None:
        _apply(db, given, by, on)


def move(
    context: ServiceContext, enrollment_id: uuid.UUID, given: Mapping[str, Any], by: str, check: Callable[[int], None]
) -> Enrollment:
    """To another stage; validated without a place left, she waits instead, and who leaves makes room for the first who waits.

    Raises NotFound, StaleRevision, InvalidInput, TransitionNotAllowed, AlreadyEnrolled or ProgramFull.
    """
    to, reason = Stage(given["to"]), (given.get("reason") or "").strip() or None
    on = past_day(given.get("on"), clock.today(context.site.zone))
    with context.database.transaction() as db:
        program = storage.locked(db, get(db, enrollment_id).program_id)
        enrollment = get(db, enrollment_id)
        db.refresh(enrollment)
        check(enrollment.revision)
        why = _why(given.get("reason_code"), reason)
        if to in enrollment.allowed and to in NEEDS_A_REASON and why is None:
            raise InvalidInput({"reason": "Dites pourquoi, en quelques mots."})
        if Stage(enrollment.stage) in ENDED and to in enrollment.allowed:
            who = _who(enrollment)
            _refuse_twice(db, who, getattr(enrollment, who), enrollment.program_id)
        if to is Stage.ENROLLED:
            places.validate(db, enrollment, to, on, by)
        else:
            advance(db, enrollment, to, on, reason, by, why)
        flush(db)
        places.fill(db, program, max(on, clock.today(context.site.zone)))
        return enrollment


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


def _why(code: str | None, text: str | None) -> LeavingReason | None:
    """Why she leaves, as a code; a sentence alone is another reason, and a code written as the sentence is that code."""
    known = code or (text if text in set(LeavingReason) else None)
    if known is not None:
        return LeavingReason(known)
    return LeavingReason.AUTRE if text else None


def _apply(db: Db, given: Mapping[str, Any], by: str, on: dt.date) -> Enrollment:
    program = db.get(Program, given["program_id"])
    if program is None:
        raise InvalidInput({"program_id": "Ce programme n’existe pas : prenez un id de la liste des programmes."})
    who, follower = _follower(db, program, given)
    _refuse_twice(db, who, follower, program.id)
    enrollment = Enrollment(id=uuid.uuid4(), program_id=program.id, revision=1, **{who: follower})
    enrollment.stage, enrollment.applied_on, enrollment.stage_on = Stage.APPLIED.value, on, on
    db.add(enrollment)
    flush(db)
    note(db, enrollment, None, by)
    return enrollment


def _follower(db: Db, program: Program, given: Mapping[str, Any]) -> tuple[str, uuid.UUID]:
    """The one of whom the program is for. Raises InvalidInput."""
    kind = ProgramKind(program.kind)
    who = FOR[kind]
    if next((name for name in WHO if given.get(name) is not None), None) != who:
        sentence = f"Ce programme est pour « {kind.label} » : donnez {who}."
        raise InvalidInput({"program_id": sentence})
    follower: uuid.UUID = given[who]
    if kind is ProgramKind.BENEFICIARIES:
        try:
            follower = beneficiaries.get(db, follower).stands_for
        except NotFound as error:
            raise InvalidInput({who: "Cette personne n’a pas de fiche ici : inscrivez-la d’abord."}) from error
    if kind is ProgramKind.STRUCTURES and db.get(Organization, follower) is None:
        raise InvalidInput({who: "Cette structure n’est pas dans l’annuaire : ajoutez-la d’abord."})
    if kind is ProgramKind.HELPERS:
        known = db.get(KnownHelper, follower)
        if known is None or known.ended_on is not None:
            raise InvalidInput({who: "Cet aidant n’est pas au registre, ou l’a quitté : inscrivez-le d’abord parmi les aidants."})
    return who, follower


def _who(enrollment: Enrollment) -> str:
    return next(name for name in WHO if getattr(enrollment, name) is not None)


def _refuse_twice(db: Db, who: str, follower: uuid.UUID, program_id: uuid.UUID) -> None:
    already = storage.open_enrollment(db, who, follower, program_id)
    if already is not None:
        raise AlreadyEnrolled(enrollment=str(already.id))
