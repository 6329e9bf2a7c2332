"""Imports of past activities: their lines, and the acts that they became."""

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy import case, delete, func, or_, select, text

from lakou.contracts.vocabulary import SeatState, WorkshopSessionState
from lakou.kernel.db import Db
from services.sessions.model import (
    AnonymousCount,
    PastAct,
    PastImport,
    PastLine,
    PastOutcome,
    PastState,
    Seat,
    Support,
    WorkshopSession,
)

_ORDER = case(
    (PastLine.outcome == PastOutcome.TO_CHECK.value, 1),
    (PastLine.outcome == PastOutcome.REFUSED.value, 2),
    (PastLine.message != "", 3),
    else_=4,
)


def hold(db: Db) -> None:
    """Let no other import write meanwhile, so that an act of two files is taken once. SQLite has one writer anyway."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("LOCK TABLE past_act IN SHARE ROW EXCLUSIVE MODE"))


def interrupted(db: Db, digest: str) -> PastImport | None:
    """An import of the same file that was begun and has not ended."""
    return db.scalar(select(PastImport).where(PastImport.digest == digest, PastImport.state == PastState.RUNNING.value))


def forget_abandoned(db: Db, before: dt.datetime) -> None:
    """Drop the files that were sent and never imported."""
    db.execute(delete(PastImport).where(PastImport.state == PastState.UPLOADED.value, PastImport.created_at < before))


def latest(db: Db, limit: int = 50) -> list[PastImport]:
    """The latest imports, those never begun left out."""
    begun = select(PastImport).where(PastImport.state != PastState.UPLOADED.value)
    return list(db.scalars(begun.order_by(PastImport.created_at.desc()).limit(limit)))


def counts(db: Db, import_id: uuid.UUID) -> dict[str, int]:
    """How many lines of each outcome; every outcome is there."""
    asked = select(PastLine.outcome, func.count()).where(PastLine.import_id == import_id).group_by(PastLine.outcome)
    found = {outcome: number for outcome, number in db.execute(asked)}
    return {outcome.value: found.get(outcome.value, 0) for outcome in PastOutcome}


def lines(db: Db, import_id: uuid.UUID) -> list[PastLine]:
    """All lines in the order of the file."""
    return list(db.scalars(select(PastLine).where(PastLine.import_id == import_id).order_by(PastLine.line)))


def lines_to_look_at(db: Db, import_id: uuid.UUID, *, skip: int, limit: int) -> list[PastLine]:
    """A page of lines, those that ask for a decision first."""
    mine = select(PastLine).where(PastLine.import_id == import_id)
    return list(db.scalars(mine.order_by(_ORDER, PastLine.line).offset(skip).limit(limit)))


def waiting(db: Db, import_id: uuid.UUID) -> list[PastLine]:
    """The lines on which somebody must decide."""
    wanted = (PastLine.import_id == import_id) & (PastLine.outcome == PastOutcome.TO_CHECK.value)
    return list(db.scalars(select(PastLine).where(wanted).order_by(PastLine.line)))


def taken(db: Db, import_id: uuid.UUID, numbers: Iterable[int]) -> set[int]:
    """Which of these lines have been dealt with."""
    asked = select(PastLine.line).where(PastLine.import_id == import_id, PastLine.line.in_(list(numbers)))
    return set(db.scalars(asked))


def nameless(db: Db, key: str) -> list[str]:
    """The names of this act that were counted without a name, by decision."""
    return list(db.scalars(select(PastLine.label).where(PastLine.key == key, PastLine.nameless.is_(True))))


def said_twice(db: Db, key: str) -> list[str]:
    """The names of this act, or what stands for one, that somebody said are noted here already."""
    said = (PastLine.key == key) & PastLine.double.is_(True) & (PastLine.outcome == PastOutcome.KNOWN.value)
    return list(db.scalars(select(PastLine.label).where(said)))


def act_of_session(db: Db, session_id: uuid.UUID) -> PastAct | None:
    """The act of a file that a session stands for; None when it was planned here."""
    return db.scalar(select(PastAct).where(PastAct.session_id == session_id))


def acts_of(db: Db, import_id: uuid.UUID, limit: int) -> list[PastAct]:
    """Some of the acts that this import brought in."""
    return list(db.scalars(select(PastAct).where(PastAct.import_id == import_id).order_by(PastAct.key).limit(limit)))


def lines_of_act(db: Db, key: str) -> list[PastLine]:
    """The lines of every import that became part of this act."""
    made = or_(PastLine.seat_id.is_not(None), PastLine.support_id.is_not(None), PastLine.nameless.is_(True))
    return list(db.scalars(select(PastLine).where(PastLine.key == key, made)))


def touched(db: Db, import_id: uuid.UUID) -> int:
    """How many acts of this import somebody has worked with since, or another import has added to."""
    mine = select(PastAct).where(PastAct.import_id == import_id)
    return sum(_is_touched(db, act) for act in db.scalars(mine))


def _is_touched(db: Db, act: PastAct) -> bool:
    made = lines_of_act(db, act.key)
    if any(line.import_id != act.import_id for line in made):
        return True
    if act.support_id is not None:
        support = db.get(Support, act.support_id)
        return support is None or support.revision != 1
    session = db.get(WorkshopSession, act.session_id) if act.session_id else None
    seats = list(db.scalars(select(Seat).where(Seat.session_id == act.session_id)))
    changed = any(seat.revision != 1 or seat.state != SeatState.PRESENT for seat in seats)
    heads = db.get(AnonymousCount, act.session_id)
    counted = heads.total if heads else 0
    known = {line.seat_id for line in made if line.seat_id}
    expected = act.heads + sum(line.nameless for line in made)
    held = session is not None and session.state == WorkshopSessionState.TENUE
    return not held or changed or counted != expected or {seat.id for seat in seats} != known


def others_acts(db: Db, import_id: uuid.UUID) -> list[PastAct]:
    """Acts that earlier imports brought in and this one added people to."""
    keys = select(PastLine.key).where(PastLine.import_id == import_id, PastLine.outcome == PastOutcome.CREATED.value)
    return list(db.scalars(select(PastAct).where(PastAct.key.in_(keys), PastAct.import_id != import_id)))


def heads_of(db: Db, import_id: uuid.UUID, key: str) -> int:
    """How many without a name this import added to an act that another one brought in: a line is one participant there."""
    mine = (PastLine.import_id == import_id) & (PastLine.key == key) & (PastLine.outcome == PastOutcome.CREATED.value)
    nobody = mine & PastLine.seat_id.is_(None) & PastLine.nameless.is_(False)
    return db.scalar(select(func.count()).select_from(PastLine).where(nobody)) or 0
