"""Who is reached, and for which seat, follows from the others' events alone. Messages do not: what left has left."""

import uuid
from collections.abc import Iterable
from typing import cast

from sqlalchemy import Table, or_, select

from lakou.kernel.db import Db
from lakou.kernel.read_models import ReadModel, others
from services.notifications.model import Base, Person, Seat, WorkshopSession

_PEOPLE, _SEATS = cast(Table, Person.__table__), cast(Table, Seat.__table__)
_TABLES = (_PEOPLE, cast(Table, WorkshopSession.__table__), _SEATS)
_GONE = or_(Person.removed, Person.forgotten)


def _gone(live: Db, aside: Db) -> Iterable[uuid.UUID]:
    named = or_(_GONE, Person.identity_revision.is_not(None), Person.consent_revision.is_not(None))
    return set(live.scalars(select(Person.id).where(_GONE))) - set(aside.scalars(select(Person.id).where(named)))


READ_MODEL = ReadModel(_TABLES, _gone, others(Base.metadata, _TABLES), people=_PEOPLE, by_history=(_SEATS,))
