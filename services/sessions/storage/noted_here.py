"""What was noted here on a day, and not brought in from a file: what a line of a file may be a double of."""

import datetime as dt
import uuid
from collections.abc import Collection

from sqlalchemy import select

from lakou.contracts.vocabulary import ActivityKind, SeatState, WorkshopSessionState
from lakou.kernel.db import Db
from services.sessions.model import PastAct, Seat, Support, WorkshopSession

_DAY = dt.timedelta(days=1)
_NOON = dt.time(12, tzinfo=dt.UTC)


def supports(db: Db, files: Collection[uuid.UUID], day: dt.date) -> list[Support]:
    """The help that this person was given on that day."""
    imported = select(PastAct.support_id).where(PastAct.support_id.is_not(None))
    query = select(Support).where(Support.beneficiary_id.in_(files), Support.day == day, Support.withdrawn.is_(False))
    return list(db.scalars(query.where(Support.id.not_in(imported)).order_by(Support.id)))


def sessions(db: Db, day: dt.date) -> list[WorkshopSession]:
    """The workshops that were held on that day, of their place."""
    noon = dt.datetime.combine(day, _NOON)
    imported = select(PastAct.session_id).where(PastAct.session_id.is_not(None))
    query = select(WorkshopSession).where(
        WorkshopSession.starts_at.between(noon - _DAY, noon + _DAY),
        WorkshopSession.kind == ActivityKind.COLLECTIF.value,
        WorkshopSession.state == WorkshopSessionState.TENUE.value,
        WorkshopSession.id.not_in(imported),
    )
    return [each for each in db.scalars(query.order_by(WorkshopSession.starts_at, WorkshopSession.id)) if each.day == day]


def present_at(db: Db, session_id: uuid.UUID) -> set[uuid.UUID]:
    """The files under which people came to a session."""
    here = (Seat.session_id == session_id) & (Seat.state == SeatState.PRESENT.value)
    return set(db.scalars(select(Seat.beneficiary_id).where(here)))
