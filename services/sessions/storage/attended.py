"""What somebody really attended."""

import datetime as dt
import uuid
from collections.abc import Collection

from sqlalchemy import select

from lakou.contracts.vocabulary import ActivityKind, SeatState, WorkshopSessionState
from lakou.kernel.db import Db
from services.sessions.model import Seat, Support, WorkshopSession

Files = Collection[uuid.UUID]
"""The ids under which one person stands (see `people.files`)."""


def sessions_of(db: Db, files: Files, since: dt.datetime, until: dt.datetime) -> list[WorkshopSession]:
    """Sessions that start in [since, until) where she was marked present, in order; a cancelled one was attended by nobody.

    What came of an appointment is a support.
    """
    present = select(Seat.session_id).where(Seat.beneficiary_id.in_(files), Seat.state == SeatState.PRESENT.value)
    query = (
        select(WorkshopSession)
        .where(WorkshopSession.id.in_(present))
        .where(WorkshopSession.starts_at >= since, WorkshopSession.starts_at < until)
        .where(WorkshopSession.state != WorkshopSessionState.ANNULEE.value)
        .where(WorkshopSession.kind != ActivityKind.INDIVIDUEL.value)
        .order_by(WorkshopSession.starts_at, WorkshopSession.id)
    )
    return list(db.scalars(query))


def supports_of(db: Db, files: Files, since: dt.date, until: dt.date) -> list[Support]:
    """Individual helps of the days [since, until], without those taken back."""
    query = (
        select(Support)
        .where(Support.beneficiary_id.in_(files), Support.withdrawn.is_(False))
        .where(Support.day.between(since, until))
        .order_by(Support.day, Support.id)
    )
    return list(db.scalars(query))
