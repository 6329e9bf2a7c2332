"""What stands in the calendar at a moment, and who is away."""

import datetime as dt
import uuid
from collections.abc import Collection

from sqlalchemy import select

from lakou.contracts.vocabulary import WorkshopSessionState
from lakou.kernel.db import Db
from services.sessions.model import Absence, WorkshopSession
from services.sessions.storage.planning import LONGEST


def going_on(db: Db, starts_at: dt.datetime, ends_at: dt.datetime, *, but: uuid.UUID | None) -> list[WorkshopSession]:
    """The sessions that are not cancelled and overlap [starts_at, ends_at), in order."""
    query = (
        select(WorkshopSession)
        .where(WorkshopSession.starts_at < ends_at, WorkshopSession.starts_at > starts_at - LONGEST)
        .where(WorkshopSession.state != WorkshopSessionState.ANNULEE.value)
        .order_by(WorkshopSession.starts_at, WorkshopSession.id)
    )
    return [session for session in db.scalars(query) if session.ends_at > starts_at and session.id != but]


def away(db: Db, helpers: Collection[uuid.UUID], first: dt.date, last: dt.date) -> list[Absence]:
    """The absences of these helpers that touch these days."""
    query = select(Absence).where(Absence.helper_id.in_(helpers), Absence.first_day <= last, Absence.last_day >= first)
    return list(db.scalars(query.order_by(Absence.first_day, Absence.id)))


def absences(db: Db, helper_id: uuid.UUID, since: dt.date, limit: int = 50) -> list[Absence]:
    """When a helper is away, from a day on."""
    query = select(Absence).where(Absence.helper_id == helper_id, Absence.last_day >= since)
    return list(db.scalars(query.order_by(Absence.first_day, Absence.id).limit(limit)))


def away_on(db: Db, day: dt.date) -> list[Absence]:
    """Who is away on a day, the one who comes back last counting."""
    return list(db.scalars(select(Absence).where(Absence.first_day <= day, Absence.last_day >= day).order_by(Absence.last_day)))
