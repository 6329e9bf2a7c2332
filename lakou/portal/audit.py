"""Reading the audit log."""

import datetime as dt
import uuid
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lakou.kernel.db import Db
from lakou.portal.model import Account, AuditEntry

PAGE = 50


def entries(db: Db, *, day: dt.date | None, zone: str, account: str, before: int | None) -> Sequence[AuditEntry]:
    """One page, the latest first; `day` is a day at the place. One more than a page when others follow."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(PAGE + 1)
    if day:
        start = dt.datetime.combine(day, dt.time.min, ZoneInfo(zone))
        query = query.where(AuditEntry.at >= start, AuditEntry.at < start + dt.timedelta(days=1))
    if account:
        query = query.where(AuditEntry.account == account)
    if before:
        query = query.where(AuditEntry.id < before)
    return db.scalars(query).all()


def names(db: Db) -> dict[str, str]:
    """The name behind each account that may be in the log."""
    return {str(account.id): account.name for account in db.scalars(select(Account))}


def subject_name(known: dict[str, str], subject: str) -> str:
    """The name of an account that was acted on; any other subject as its first letters."""
    try:
        uuid.UUID(subject)
    except ValueError:
        return subject
    return known.get(subject, subject[:8])
