"""Calendar links, and the sessions that they show."""

import datetime as dt
import uuid

from sqlalchemy import select

from lakou.kernel.db import Db
from services.sessions.model import CalendarFeed, WorkshopSession
from services.sessions.storage.planning import held_by

MOST = 5000


def of_account(db: Db, account: str) -> list[CalendarFeed]:
    """The links of an account that still open."""
    query = select(CalendarFeed).where(CalendarFeed.account == account, CalendarFeed.revoked_at.is_(None))
    return list(db.scalars(query.order_by(CalendarFeed.made_at, CalendarFeed.id)))


def open_links(db: Db, limit: int = 200) -> list[CalendarFeed]:
    """Everybody's links that still open, for the coordination."""
    query = select(CalendarFeed).where(CalendarFeed.revoked_at.is_(None))
    return list(db.scalars(query.order_by(CalendarFeed.owner, CalendarFeed.made_at, CalendarFeed.id).limit(limit)))


def by_secret(db: Db, secret_hash: str) -> CalendarFeed | None:
    """The link with this secret."""
    return db.scalars(select(CalendarFeed).where(CalendarFeed.secret_hash == secret_hash)).one_or_none()


def sessions(db: Db, since: dt.datetime, until: dt.datetime, helper_id: uuid.UUID | None) -> list[WorkshopSession]:
    """The sessions of a helper, or all, that start in [since, until)."""
    query = select(WorkshopSession).where(WorkshopSession.starts_at >= since, WorkshopSession.starts_at < until)
    if helper_id is not None:
        query = query.where(held_by(helper_id))
    return list(db.scalars(query.order_by(WorkshopSession.starts_at, WorkshopSession.id).limit(MOST)))
