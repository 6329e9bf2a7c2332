"""Whose session it is. Somebody who has a file as helper changes her own sessions and those that nobody holds; the rest is for
the coordination. Attendance is everybody's: helpers stand in for each other, and the trail says who did it."""

from sqlalchemy import select

from lakou.kernel.db import Db
from services.sessions.model import Helper, WorkshopSession
from services.sessions.model.rules import NotYourSession


def helper_of(db: Db, account: str) -> Helper | None:
    """The helper that an account is, if it is one."""
    return db.scalars(select(Helper).where(Helper.account == account)).one_or_none() if account else None


def check_hers(db: Db, session: WorkshopSession, account: str) -> None:
    """Raise NotYourSession. `account` is empty for whoever may change every session."""
    helper = helper_of(db, account)
    if helper is not None and session.helper_ids and str(helper.id) not in session.helper_ids:
        raise NotYourSession
