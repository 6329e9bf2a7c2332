"""Venues, helpers and workshops."""

import uuid
from collections.abc import Iterable

from sqlalchemy import exists, select

from lakou.kernel.db import Db
from services.sessions.model import Helper, PastImport, Venue, Workshop
from services.sessions.storage.paging import page


def venues(db: Db, *, limit: int = 200, after: uuid.UUID | None = None) -> tuple[list[Venue], str | None]:
    """Venues by name."""
    return page(db, select(Venue), (Venue.name, Venue.id), limit=limit, after=after)


def helpers(db: Db, *, limit: int = 200, after: uuid.UUID | None = None) -> tuple[list[Helper], str | None]:
    """Helpers by name."""
    return page(db, select(Helper), (Helper.name, Helper.id), limit=limit, after=after)


def workshops(db: Db, *, limit: int = 200, after: uuid.UUID | None = None) -> tuple[list[Workshop], str | None]:
    """Workshops by title, but those under which an import put the sessions of the past."""
    imported = exists().where(PastImport.workshop_id == Workshop.id)
    return page(db, select(Workshop).where(~imported), (Workshop.title, Workshop.id), limit=limit, after=after)


def helpers_by_ids(db: Db, ids: Iterable[str]) -> dict[str, Helper]:
    """Helpers by the text of their id."""
    wanted = {uuid.UUID(text) for text in ids}
    return {str(helper.id): helper for helper in db.scalars(select(Helper).where(Helper.id.in_(wanted)))}
