"""What is known of beneficiaries and programs here."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select

from lakou.kernel.db import Db
from services.sessions.model import KnownPerson, KnownProgram, fold


def known(db: Db, beneficiary_id: uuid.UUID) -> KnownPerson | None:
    """A person whose file is open."""
    person = db.get(KnownPerson, beneficiary_id)
    return person if person and not person.removed else None


def by_ids(db: Db, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, KnownPerson]:
    """Those of them who are known, by id."""
    rows = db.scalars(select(KnownPerson).where(KnownPerson.beneficiary_id.in_(set(ids)), KnownPerson.removed.is_(False)))
    return {person.beneficiary_id: person for person in rows}


def search(db: Db, text: str, limit: int = 20) -> list[KnownPerson]:
    """People whose name holds every word of `text`, whatever the accents; nobody when there is no word."""
    words = fold(text).split()[:5]
    if not words:
        return []
    query = select(KnownPerson).where(KnownPerson.removed.is_(False), *(KnownPerson.folded.contains(word) for word in words))
    return list(db.scalars(query.order_by(KnownPerson.folded, KnownPerson.beneficiary_id).limit(limit)))


def programs(db: Db) -> list[KnownProgram]:
    """Every program known, by name."""
    return list(db.scalars(select(KnownProgram).order_by(KnownProgram.name, KnownProgram.program_id)))
