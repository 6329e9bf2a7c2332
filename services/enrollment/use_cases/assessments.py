"""Assess somebody's autonomy; correct an assessment."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from lakou.contracts.vocabulary import AssessmentStage as Stage
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotFound
from services.enrollment.model import Assessment, Program
from services.enrollment.model.rules import AlreadyAssessed
from services.enrollment.storage import assessments as storage
from services.enrollment.use_cases import beneficiaries
from services.enrollment.use_cases.drafts import past_day

COPIED = ("level", "situation", "pix", "remark")


def assess(context: ServiceContext, given: Mapping[str, Any], by: str) -> Assessment:
    """Note where she stands. Raises InvalidInput or AlreadyAssessed."""
    with context.database.transaction() as db:
        return _assess(db, given, by, clock.today(context.site.zone))


def assess_all(context: ServiceContext, everyone: Iterable[Mapping[str, Any]], by: str) -> list[Assessment]:
    """Note many at once. Raises InvalidInput or AlreadyAssessed; then nothing is noted."""
    with context.database.transaction() as db:
        return [_assess(db, given, by, clock.today(context.site.zone)) for given in everyone]


def _assess(db: Db, given: Mapping[str, Any], by: str, today: dt.date) -> Assessment:
    on = past_day(given.get("on"), today)
    assessment = Assessment(id=uuid.uuid4(), revision=1, stage=given["stage"], on=on, noted_by=by, noted_at=clock.now())
    assessment.beneficiary_id = _known(db, given["beneficiary_id"])
    assessment.program_id = _in_program(db, given.get("program_id"))
    assessment.pix, assessment.remark, assessment.withdrawn = {}, "", False
    _fill(assessment, given)
    _check(db, assessment)
    db.add(assessment)
    _flush(db)
    outbox.record(db, assessment.made())
    return assessment


def correct(
    context: ServiceContext, assessment_id: uuid.UUID, given: Mapping[str, Any], check: Callable[[int], None]
) -> Assessment:
    """Correct an assessment, or take it back (`withdrawn`). Raises NotFound, StaleRevision, InvalidInput or AlreadyAssessed."""
    with context.database.transaction() as db:
        assessment = get(db, assessment_id)
        check(assessment.revision)
        if given.get("on") is not None:
            assessment.on = past_day(given["on"], clock.today(context.site.zone))
        if "withdrawn" in given:
            assessment.withdrawn = given["withdrawn"]
        _fill(assessment, given)
        if not assessment.withdrawn:
            _check(db, assessment)
        assessment.revision += 1
        _flush(db)
        outbox.record(db, assessment.made())
        return assessment


def get(db: Db, assessment_id: uuid.UUID) -> Assessment:
    """The assessment. Raises NotFound."""
    found = db.get(Assessment, assessment_id)
    if found is None:
        raise NotFound("Cette évaluation n’existe pas. Repartez de la fiche de la personne.")
    return found


def _fill(assessment: Assessment, given: Mapping[str, Any]) -> None:
    for name in COPIED:
        if name in given:
            setattr(assessment, name, given[name] if given[name] is not None or name in ("level", "situation") else _nothing(name))


def _nothing(name: str) -> Any:
    return {} if name == "pix" else ""


def _check(db: Db, assessment: Assessment) -> None:
    """What one assessment must hold, and how it fits with the others."""
    stage = Stage(assessment.stage)
    if assessment.level is None and not stage.follows:
        raise InvalidInput({"level": "Choisissez un des trois niveaux."})
    if assessment.situation is None and stage.follows:
        raise InvalidInput({"situation": "Dites où elle en est."})
    if stage is Stage.PROGRESS:
        return
    twin = storage.same_moment(db, assessment.beneficiary_id, assessment.program_id, stage.value, beside=assessment.id)
    if twin is not None:
        raise AlreadyAssessed(assessment=str(twin.id))
    _check_order(db, assessment, stage)


def _check_order(db: Db, assessment: Assessment, stage: Stage) -> None:
    before = {Stage.EXIT: Stage.ENTRY, Stage.FOLLOW_UP_3: Stage.EXIT, Stage.FOLLOW_UP_6: Stage.EXIT}.get(stage)
    if before is None:
        return
    earlier = storage.same_moment(db, assessment.beneficiary_id, assessment.program_id, before.value)
    if earlier is None and stage.follows:
        raise InvalidInput({"stage": "Notez d’abord l’évaluation de sortie."})
    if earlier is not None and assessment.on < earlier.on:
        raise InvalidInput({"on": f"C’est avant l’évaluation « {before.label} » : vérifiez la date."})


def _known(db: Db, beneficiary_id: uuid.UUID) -> uuid.UUID:
    try:
        return beneficiaries.get(db, beneficiary_id).stands_for
    except NotFound as error:
        raise InvalidInput({"beneficiary_id": "Cette personne n’a pas de fiche ici : inscrivez-la d’abord."}) from error


def _in_program(db: Db, program_id: uuid.UUID | None) -> uuid.UUID | None:
    if program_id is not None and db.get(Program, program_id) is None:
        raise InvalidInput({"program_id": "Ce programme n’existe pas : prenez un id de la liste des programmes."})
    return program_id


def _flush(db: Db) -> None:
    try:
        db.flush()
    except IntegrityError as error:
        raise AlreadyAssessed from error


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months on, or the last of that month."""
    index = day.month - 1 + months
    first = dt.date(day.year + index // 12, index % 12 + 1, 1)
    following = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))
