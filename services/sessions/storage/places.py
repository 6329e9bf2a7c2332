"""Venues, helpers and workshops."""

import uuid
from collections.abc import Iterable

from sqlalchemy import exists, or_, select

from lakou.kernel import clock
from lakou.kernel.db import Db
from services.sessions.model import Helper, KnownAccount, PastImport, Venue, Workshop
from services.sessions.model.workshops import APPOINTMENTS
from services.sessions.storage.paging import page

MOST_CHOICES = 500
MOST_ON_THE_MAP = 5000


def venues(db: Db, *, limit: int = 200, after: uuid.UUID | None = None) -> tuple[list[Venue], str | None]:
    """Venues by name."""
    return page(db, select(Venue), (Venue.name, Venue.id), limit=limit, after=after)


def venue_choices(db: Db, also: uuid.UUID | None = None) -> list[Venue]:
    """The venues that a form offers: those that are used again, and the one that is chosen already."""
    query = select(Venue).where(or_(Venue.one_off.is_(False), Venue.id == also)).order_by(Venue.name, Venue.id)
    return list(db.scalars(query.limit(MOST_CHOICES)))


def helper_choices(db: Db) -> list[Helper]:
    """The helpers that a form offers: those who are still there."""
    query = select(Helper).where(or_(Helper.ended_on.is_(None), Helper.ended_on >= clock.now().date()))
    return list(db.scalars(query.order_by(Helper.name, Helper.id).limit(MOST_CHOICES)))


def every_venue(db: Db) -> list[Venue]:
    """All that may go on the map."""
    query = select(Venue).where(Venue.one_off.is_(False)).order_by(Venue.name, Venue.id)
    return list(db.scalars(query.limit(MOST_ON_THE_MAP)))


def helpers(db: Db, *, limit: int = 200, after: uuid.UUID | None = None) -> tuple[list[Helper], str | None]:
    """Helpers by name."""
    return page(db, select(Helper), (Helper.name, Helper.id), limit=limit, after=after)


def workshops(db: Db, *, limit: int = 200, after: uuid.UUID | None = None) -> tuple[list[Workshop], str | None]:
    """Workshops by title, but those that only carry sessions: of the past, and appointments."""
    imported = exists().where(PastImport.workshop_id == Workshop.id)
    return page(
        db, select(Workshop).where(~imported, Workshop.id != APPOINTMENTS), (Workshop.title, Workshop.id), limit=limit, after=after
    )


def helpers_by_ids(db: Db, ids: Iterable[str]) -> dict[str, Helper]:
    """Helpers by the text of their id."""
    wanted = {uuid.UUID(text) for text in ids}
    return {str(helper.id): helper for helper in db.scalars(select(Helper).where(Helper.id.in_(wanted)))}


def account_names(db: Db, accounts: Iterable[str]) -> dict[str, str]:
    """The names of accounts of the staff, as far as they are known here."""
    query = select(KnownAccount).where(KnownAccount.account.in_(set(accounts)))
    return {known.account: known.name for known in db.scalars(query)}
