"""Individual supports."""

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy import select

from lakou.kernel.db import Db
from services.sessions.model import Seat, Support
from services.sessions.storage.paging import page


def of_anyone(db: Db, beneficiary_id: uuid.UUID) -> list[Support]:
    """Every support of a person."""
    return list(db.scalars(select(Support).where(Support.beneficiary_id == beneficiary_id).order_by(Support.id)))


def of_seats_in(db: Db, session_id: uuid.UUID) -> list[Support]:
    """The supports that were given at an appointment, taken back or not."""
    return list(db.scalars(select(Support).join(Seat, Support.seat_id == Seat.id).where(Seat.session_id == session_id)))


def appointments_of(db: Db, found: Iterable[Support]) -> dict[uuid.UUID, uuid.UUID]:
    """The appointments at which these were given, by the id of the support."""
    ids = [support.id for support in found if support.seat_id is not None]
    query = select(Support.id, Seat.session_id).join(Seat, Support.seat_id == Seat.id).where(Support.id.in_(ids))
    return {support: session for support, session in db.execute(query)} if ids else {}


def between(
    db: Db,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    beneficiary: uuid.UUID | None = None,
    limit: int = 200,
    after: uuid.UUID | None = None,
) -> tuple[list[Support], str | None]:
    """Supports of the days [since, until], the latest first, without the mistaken ones."""
    query = select(Support).where(Support.withdrawn.is_(False))
    if since is not None:
        query = query.where(Support.day >= since)
    if until is not None:
        query = query.where(Support.day <= until)
    if beneficiary is not None:
        query = query.where(Support.beneficiary_id == beneficiary)
    return page(db, query, (Support.day, Support.id), limit=limit, after=after, backward=True)
