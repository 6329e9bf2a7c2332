"""The directory: by id, by code, by name."""

import uuid
from collections.abc import Iterable

from sqlalchemy import func, or_, select, tuple_

from lakou.kernel.db import Db
from services.enrollment.model import Organization
from services.enrollment.sheets.names import normalise


def by_code(db: Db, code: str) -> Organization | None:
    """The organization of this code."""
    return db.scalar(select(Organization).where(Organization.code == code))


def names(db: Db, codes: Iterable[str]) -> dict[str, str]:
    """Code to name, of those of these codes that are in the directory."""
    found = select(Organization.code, Organization.name).where(Organization.code.in_(list(codes)))
    return {code: name for code, name in db.execute(found)}


def partners(db: Db, limit: int) -> dict[str, str]:
    """Code to name of those who may be told of a person, by name."""
    told = select(Organization.code, Organization.name).where(Organization.active.is_(True), Organization.kind != "entreprise")
    return {code: name for code, name in db.execute(told.order_by(Organization.name).limit(limit))}


def same(db: Db, siret: str | None, rna: str | None, *, beside: uuid.UUID | None = None) -> Organization | None:
    """Another line with one of these numbers."""
    numbers = [column == value for column, value in ((Organization.siret, siret), (Organization.rna, rna)) if value]
    if not numbers:
        return None
    found = select(Organization).where(or_(*numbers))
    return db.scalars(found.where(Organization.id != beside) if beside else found).first()


def called_alike(db: Db, name: str, kind: str) -> Organization | None:
    """A line of the same kind whose name is the same but for case, accents and punctuation."""
    wanted = normalise(name)
    return next(
        (each for each in db.scalars(select(Organization).where(Organization.kind == kind)) if normalise(each.name) == wanted), None
    )


def listed(
    db: Db, *, q: str = "", kind: str | None = None, after: uuid.UUID | None = None, limit: int = 50, active: bool | None = None
) -> tuple[list[Organization], uuid.UUID | None]:
    """A page by name."""
    asked = select(Organization).order_by(Organization.name, Organization.id).limit(limit + 1)
    if q.strip():
        asked = asked.where(func.lower(Organization.name).contains(q.strip().lower(), autoescape=True))
    if kind:
        asked = asked.where(Organization.kind == kind)
    if active is not None:
        asked = asked.where(Organization.active.is_(active))
    last = db.get(Organization, after) if after else None
    if last is not None:
        asked = asked.where(tuple_(Organization.name, Organization.id) > tuple_(last.name, last.id))
    found = list(db.scalars(asked))
    return found[:limit], found[limit - 1].id if len(found) > limit else None
