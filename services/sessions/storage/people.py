"""What is known of beneficiaries and programs here."""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select

from lakou.kernel.db import Db
from lakou.kernel.writing import having
from services.sessions.model import Helper, KnownAttention, KnownMembership, KnownPerson, KnownProgram, Seat, fold
from services.sessions.model.seats import GONE, WAITS

ONLY = 1


def attention(db: Db) -> KnownAttention | None:
    """What waits for the team, as last told."""
    return db.get(KnownAttention, ONLY)


def known(db: Db, beneficiary_id: uuid.UUID) -> KnownPerson | None:
    """A person whose file is open; of merged files, the one that stands for both."""
    person = db.get(KnownPerson, beneficiary_id)
    if person is not None and person.same_as is not None:
        person = db.get(KnownPerson, person.same_as)
    return person if person and not person.removed else None


def files(db: Db, beneficiary_id: uuid.UUID) -> list[uuid.UUID]:
    """The ids under which seats of this person may stand: hers, and those of files that were merged into hers."""
    return [beneficiary_id, *sorted(each.beneficiary_id for each in having(db, KnownPerson.same_as, beneficiary_id))]


def merged_into(db: Db, beneficiary_id: uuid.UUID) -> list[KnownPerson]:
    """The files for which this one stands."""
    return list(db.scalars(select(KnownPerson).where(KnownPerson.same_as == beneficiary_id)))


def by_ids(db: Db, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, KnownPerson]:
    """Those of them who are known, by the id that was asked: a file that was merged is called as the one that stands for it."""
    wanted = set(ids)
    asked = list(db.scalars(select(KnownPerson).where(KnownPerson.beneficiary_id.in_(wanted))))
    others = {each.same_as for each in asked if each.same_as} - wanted
    standing = {each.beneficiary_id: each for each in asked}
    if others:
        standing |= {each.beneficiary_id: each for each in db.scalars(_people(others))}
    found = {each.beneficiary_id: standing.get(each.same_as or each.beneficiary_id, each) for each in asked}
    return {asked_id: person for asked_id, person in found.items() if not person.removed}


def met_at(db: Db, session_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[KnownPerson | None]]:
    """With whom each of these appointments is, by session; None for a name that has not come."""
    if not session_ids:
        return {}
    gone = [state.value for state in (*GONE, *WAITS)]
    query = select(Seat).where(Seat.session_id.in_(session_ids), Seat.state.not_in(gone)).order_by(Seat.ticket)
    found = list(db.scalars(query))
    known_here = by_ids(db, [seat.beneficiary_id for seat in found])
    met: dict[uuid.UUID, list[KnownPerson | None]] = {}
    for seat in found:
        met.setdefault(seat.session_id, []).append(known_here.get(seat.beneficiary_id))
    return met


def _people(ids: Iterable[uuid.UUID]) -> Select[KnownPerson]:
    return select(KnownPerson).where(KnownPerson.beneficiary_id.in_(set(ids)))


def search(db: Db, text: str, limit: int = 20) -> list[KnownPerson]:
    """People whose name holds every word of `text`, whatever the accents; nobody when there is no word."""
    words = fold(text).split()[:5]
    if not words:
        return []
    shown = (KnownPerson.removed.is_(False), KnownPerson.same_as.is_(None))
    query = select(KnownPerson).where(*shown, *(KnownPerson.folded.contains(word) for word in words))
    return list(db.scalars(query.order_by(KnownPerson.folded, KnownPerson.beneficiary_id).limit(limit)))


def program(db: Db, program_id: uuid.UUID) -> KnownProgram | None:
    """A program that enrollment told of."""
    return db.get(KnownProgram, program_id)


def members(db: Db, program_id: uuid.UUID) -> list[tuple[KnownMembership, Helper]]:
    """The helpers of a program, by name."""
    asked = select(KnownMembership, Helper).join(Helper, Helper.id == KnownMembership.helper_id)
    rows = db.execute(asked.where(KnownMembership.program_id == program_id).order_by(Helper.name, KnownMembership.enrollment_id))
    return [(row.KnownMembership, row.Helper) for row in rows]


def programs(db: Db) -> list[KnownProgram]:
    """Every program known, by name."""
    return list(db.scalars(select(KnownProgram).order_by(KnownProgram.name, KnownProgram.program_id)))
