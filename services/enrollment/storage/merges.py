"""Files that are the same person's, that were merged, or that may be."""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from lakou.kernel.db import Db
from services.enrollment.model import Beneficiary, Distinct, Enrollment, Merge

MOST_SHARING = 20
"""A number or a sound that more people have says nothing of any two of them."""

Pair = tuple[Beneficiary, Beneficiary]


def group(db: Db, beneficiary_id: uuid.UUID) -> list[uuid.UUID]:
    """The file and every file that it stands for, itself first."""
    mine = or_(Beneficiary.id == beneficiary_id, Beneficiary.root_id == beneficiary_id)
    found = db.scalars(select(Beneficiary.id).where(mine))
    return sorted(found, key=lambda each: (each != beneficiary_id, each))


def taken_in(db: Db, beneficiary_id: uuid.UUID) -> list[tuple[Merge, Beneficiary]]:
    """The merges that hold and made this file what it is, directly or through another, the latest first."""
    asked = (
        select(Merge, Beneficiary)
        .join(Beneficiary, Beneficiary.id == Merge.absorbed_id)
        .where(Beneficiary.root_id == beneficiary_id, Merge.undone_at.is_(None))
        .order_by(Merge.at.desc(), Merge.id)
    )
    return [(row.Merge, row.Beneficiary) for row in db.execute(asked)]


def trail(db: Db, ids: Iterable[uuid.UUID]) -> list[Merge]:
    """Every merge that these files were ever part of."""
    wanted = list(ids)
    return list(db.scalars(select(Merge).where(or_(Merge.absorbed_id.in_(wanted), Merge.kept_id.in_(wanted))).order_by(Merge.at)))


def past(db: Db, limit: int = 50) -> list[Merge]:
    """The latest merges."""
    return list(db.scalars(select(Merge).order_by(Merge.at.desc(), Merge.id).limit(limit)))


def below(db: Db, beneficiary_id: uuid.UUID) -> list[Beneficiary]:
    """The files that were merged into this one, and those merged into them."""
    found: list[Beneficiary] = []
    ids = [beneficiary_id]
    while ids:
        step = list(db.scalars(select(Beneficiary).where(Beneficiary.merged_into.in_(ids)).order_by(Beneficiary.id)))
        found += step
        ids = [each.id for each in step]
    return found


def enrollments_to_move(db: Db, absorbed_id: uuid.UUID, kept_id: uuid.UUID) -> list[Enrollment]:
    """Her enrollments in programs where the other file has none."""
    theirs = select(Enrollment.program_id).where(Enrollment.beneficiary_id == kept_id)
    mine = select(Enrollment).where(Enrollment.beneficiary_id == absorbed_id, Enrollment.program_id.not_in(theirs))
    return list(db.scalars(mine.order_by(Enrollment.id)))


def enrollments(db: Db, ids: Sequence[uuid.UUID]) -> list[Enrollment]:
    """Several enrollments."""
    return list(db.scalars(select(Enrollment).where(Enrollment.id.in_(ids)).order_by(Enrollment.id)))


def sounding_alike(db: Db, limit: int) -> list[Pair]:
    """Two files whose names sound alike, in whatever order they were written, born at most a year apart."""
    one, other = aliased(Beneficiary), aliased(Beneficiary)
    many = select(Beneficiary.sound).group_by(Beneficiary.sound).having(func.count().between(2, MOST_SHARING))
    same = and_(one.sound == other.sound, one.id < other.id, func.abs(one.birth_year - other.birth_year) <= 1)
    asked = select(one, other).join(other, same).where(one.sound.in_(many), *_open(one, other))
    return [(row[0], row[1]) for row in db.execute(asked.order_by(one.folded, one.id, other.id).limit(limit))]


def sharing_a_phone(db: Db, limit: int) -> list[Pair]:
    """Two files with the same number; whether they are one person's is for `likeness` to say."""
    one, other = aliased(Beneficiary), aliased(Beneficiary)
    many = (
        select(Beneficiary.phone)
        .where(Beneficiary.phone.is_not(None))
        .group_by(Beneficiary.phone)
        .having(func.count().between(2, MOST_SHARING))
    )
    same = and_(one.phone == other.phone, one.id < other.id)
    asked = select(one, other).join(other, same).where(one.phone.in_(many), *_open(one, other))
    return [(row[0], row[1]) for row in db.execute(asked.order_by(one.folded, one.id, other.id).limit(limit))]


def _open(one: type[Beneficiary], other: type[Beneficiary]) -> tuple[ColumnElement[bool], ...]:
    said = select(Distinct.one_id).where(Distinct.one_id == one.id, Distinct.other_id == other.id).exists()
    alone = (one.root_id.is_(None), other.root_id.is_(None), one.erased.is_(False), other.erased.is_(False))
    return (*alone, ~said)
