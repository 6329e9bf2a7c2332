"""Assessments of autonomy, by person and by program."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select

from lakou.contracts.vocabulary import AssessmentStage
from lakou.kernel.db import Db
from services.enrollment.model import Assessment
from services.enrollment.storage.merges import group


def of_person(db: Db, beneficiary_id: uuid.UUID) -> list[Assessment]:
    """Hers, the first one first, mistakes left out."""
    mine = Assessment.beneficiary_id.in_(group(db, beneficiary_id)) & Assessment.withdrawn.is_(False)
    return list(db.scalars(select(Assessment).where(mine).order_by(Assessment.on, Assessment.noted_at)))


def same_moment(
    db: Db, beneficiary_id: uuid.UUID, program_id: uuid.UUID | None, stage: str, *, beside: uuid.UUID | None = None
) -> Assessment | None:
    """The one of this stage in this program, or outside of any."""
    hers = Assessment.beneficiary_id.in_(group(db, beneficiary_id))
    mine = hers & (Assessment.stage == stage) & Assessment.withdrawn.is_(False)
    where = Assessment.program_id.is_(None) if program_id is None else Assessment.program_id == program_id
    asked = select(Assessment).where(mine, where)
    return db.scalars(asked.where(Assessment.id != beside) if beside else asked).first()


def listed(
    db: Db,
    *,
    beneficiary_id: uuid.UUID | None = None,
    program_id: uuid.UUID | None = None,
    stage: str | None = None,
    after: uuid.UUID | None = None,
    limit: int = 50,
) -> tuple[list[Assessment], uuid.UUID | None]:
    """A page in a stable order, mistakes included."""
    asked = select(Assessment).order_by(Assessment.id).limit(limit + 1)
    for column, value in (
        (Assessment.beneficiary_id, beneficiary_id),
        (Assessment.program_id, program_id),
        (Assessment.stage, stage),
    ):
        if value:
            asked = asked.where(column == value)
    if after:
        asked = asked.where(Assessment.id > after)
    found = list(db.scalars(asked))
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def levels(
    db: Db, program_id: uuid.UUID, beneficiary_ids: Iterable[uuid.UUID] | None = None
) -> dict[uuid.UUID, dict[str, Assessment]]:
    """By person: her entry, her exit and her last assessment (`last`) in a program."""
    looked_at = (Assessment.program_id == program_id) & Assessment.level.is_not(None) & Assessment.withdrawn.is_(False)
    asked = select(Assessment).where(looked_at).order_by(Assessment.on, Assessment.noted_at)
    if beneficiary_ids is not None:
        asked = asked.where(Assessment.beneficiary_id.in_(list(beneficiary_ids)))
    found: dict[uuid.UUID, dict[str, Assessment]] = {}
    for each in db.scalars(asked):
        hers = found.setdefault(each.beneficiary_id, {})
        hers["last"] = each
        if each.stage in (AssessmentStage.ENTRY, AssessmentStage.EXIT):
            hers[each.stage] = each
    return found
