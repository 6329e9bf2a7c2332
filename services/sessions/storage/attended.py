"""What somebody really attended."""

import datetime as dt
import uuid

from sqlalchemy import select

from lakou.contracts.vocabulary import SeatState, WorkshopSessionState
from lakou.kernel.db import Db
from services.sessions.model import Seat, Support, WorkshopSession


def sessions_of(db: Db, beneficiary_id: uuid.UUID, since: dt.datetime, until: dt.datetime) -> list[WorkshopSession]:
    """Sessions that start in [since, until) where she was marked present, in order; a cancelled one was attended by nobody."""
    query = (
        select(WorkshopSession)
        .join(Seat, Seat.session_id == WorkshopSession.id)
        .where(Seat.beneficiary_id == beneficiary_id, Seat.state == SeatState.PRESENT.value)
        .where(WorkshopSession.starts_at >= since, WorkshopSession.starts_at < until)
        .where(WorkshopSession.state != WorkshopSessionState.ANNULEE.value)
        .order_by(WorkshopSession.starts_at, WorkshopSession.id)
    )
    return list(db.scalars(query))


def supports_of(db: Db, beneficiary_id: uuid.UUID, since: dt.date, until: dt.date) -> list[Support]:
    """Individual helps of the days [since, until], without those taken back."""
    query = (
        select(Support)
        .where(Support.beneficiary_id == beneficiary_id, Support.withdrawn.is_(False))
        .where(Support.day.between(since, until))
        .order_by(Support.day, Support.id)
    )
    return list(db.scalars(query))
