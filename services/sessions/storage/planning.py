"""Dated sessions, and how full they are."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, select

from lakou.contracts.vocabulary import SeatState, WorkshopSessionState
from lakou.kernel import clock
from lakou.kernel.db import Db
from lakou.kernel.problems import NotFound
from services.sessions.model import AnonymousCount, Seat, Series, WorkshopSession
from services.sessions.model.series import Skipped
from services.sessions.storage.paging import page

LONGEST = dt.timedelta(days=1)


@dataclasses.dataclass(frozen=True)
class Fullness:
    """Who is where in one session. `anonymous` are heads without a name."""

    waiting: int = 0
    present: int = 0
    marked: int = 0
    anonymous: int = 0

    @property
    def came(self) -> int:
        """Contacts: named and not."""
        return self.present + self.anonymous


def locked(db: Db, session_id: uuid.UUID) -> WorkshopSession:
    """The session, its row locked until the transaction ends (SQLite: the writer lock does). Raises NotFound."""
    found = db.scalars(select(WorkshopSession).where(WorkshopSession.id == session_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound
    return found


def locked_after(db: Db, session: WorkshopSession) -> list[WorkshopSession]:
    """The later sessions of its series that are still planned and to come, locked, in order."""
    if session.series_id is None:
        return []
    query = (
        select(WorkshopSession)
        .where(WorkshopSession.series_id == session.series_id, WorkshopSession.state == WorkshopSessionState.PLANIFIEE.value)
        .where(WorkshopSession.starts_at > max(session.starts_at, clock.now()), WorkshopSession.id != session.id)
        .order_by(WorkshopSession.starts_at, WorkshopSession.id)
        .with_for_update()
    )
    return list(db.scalars(query))


def rank(db: Db, session: WorkshopSession) -> tuple[int, int]:
    """Which one of how many it is in its series, the cancelled ones counted."""
    query = select(func.count()).where(WorkshopSession.series_id == session.series_id)
    before = query.where(WorkshopSession.starts_at <= session.starts_at)
    return db.scalar(before) or 0, db.scalar(query) or 0


def skipped(db: Db, series_id: uuid.UUID) -> list[Skipped]:
    """The dates that a series leaves out."""
    series = db.get(Series, series_id)
    return series.skipped if series else []


def between(
    db: Db,
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    workshop: uuid.UUID | None = None,
    venue: uuid.UUID | None = None,
    series: uuid.UUID | None = None,
    helper: uuid.UUID | None = None,
    to_fill: bool = False,
    limit: int = 200,
    after: uuid.UUID | None = None,
) -> tuple[list[WorkshopSession], str | None]:
    """Sessions that start in [since, until), in order. `to_fill`: that have begun and are not held; ask each whether it is over."""
    query: Select[WorkshopSession] = select(WorkshopSession)
    wanted: list[tuple[Any, Any]] = [(WorkshopSession.workshop_id, workshop), (WorkshopSession.venue_id, venue)]
    wanted.append((WorkshopSession.series_id, series))
    for column, value in wanted:
        if value is not None:
            query = query.where(column == value)
    if since is not None:
        query = query.where(WorkshopSession.starts_at >= since)
    if until is not None:
        query = query.where(WorkshopSession.starts_at < until)
    if helper is not None:
        query = query.where(held_by(helper))
    if to_fill:
        query = query.where(WorkshopSession.state == WorkshopSessionState.PLANIFIEE.value, WorkshopSession.starts_at < clock.now())
    return page(db, query, (WorkshopSession.starts_at, WorkshopSession.id), limit=limit, after=after)


def held_by(helper: uuid.UUID) -> ColumnElement[bool]:
    """The condition that a helper holds a session."""
    return cast(WorkshopSession.helper_ids, String).contains(str(helper))


def next_one(db: Db, before: dt.datetime, helper: uuid.UUID | None = None) -> WorkshopSession | None:
    """The session that runs now or comes next, when it starts before `before`; of one helper when asked."""
    now = clock.now()
    query = (
        select(WorkshopSession)
        .where(WorkshopSession.state != WorkshopSessionState.ANNULEE.value)
        .where(WorkshopSession.starts_at > now - LONGEST, WorkshopSession.starts_at < before)
        .order_by(WorkshopSession.starts_at, WorkshopSession.id)
    )
    if helper is not None:
        query = query.where(held_by(helper))
    return next((session for session in db.scalars(query) if session.ends_at > now), None)


def to_fill(db: Db, limit: int, helper: uuid.UUID | None = None) -> list[WorkshopSession]:
    """Sessions that are over and have no attendance, the latest first; of one helper when asked."""
    now = clock.now()
    query = (
        select(WorkshopSession)
        .where(WorkshopSession.state == WorkshopSessionState.PLANIFIEE.value, WorkshopSession.starts_at < now)
        .order_by(WorkshopSession.starts_at.desc(), WorkshopSession.id)
        .limit(limit + 20)
    )
    if helper is not None:
        query = query.where(held_by(helper))
    return [session for session in db.scalars(query) if session.ends_at <= now][:limit]


def fullness(db: Db, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Fullness]:
    """How full these sessions are, by id."""
    wanted = set(ids)
    counted: dict[uuid.UUID, dict[str, int]] = {session_id: {} for session_id in wanted}
    for session_id, state, number in db.execute(
        select(Seat.session_id, Seat.state, func.count()).where(Seat.session_id.in_(wanted)).group_by(Seat.session_id, Seat.state)
    ):
        counted[session_id][state] = number
    query = select(AnonymousCount.session_id, AnonymousCount.total).where(AnonymousCount.session_id.in_(wanted))
    heads = {row.session_id: row.total for row in db.execute(query)}
    return {session_id: _fullness(states, heads.get(session_id, 0)) for session_id, states in counted.items()}


def _fullness(states: dict[str, int], heads: int) -> Fullness:
    present = states.get(SeatState.PRESENT, 0)
    marked = present + states.get(SeatState.EXCUSE, 0) + states.get(SeatState.ABSENT, 0)
    return Fullness(states.get(SeatState.LISTE_ATTENTE, 0), present, marked, heads)
