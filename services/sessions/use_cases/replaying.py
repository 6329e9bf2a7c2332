"""What this service keeps of enrollment follows from enrollment's events alone, and can be built anew from them."""

import uuid
from collections.abc import Iterable
from typing import cast

from sqlalchemy import Table, select

from lakou.kernel.db import Db
from lakou.kernel.read_models import ReadModel, others
from services.sessions.model import Base, KnownAttention, KnownMembership, KnownPerson, KnownProgram

_PEOPLE = cast(Table, KnownPerson.__table__)
_TABLES = (_PEOPLE, *(cast(Table, kind.__table__) for kind in (KnownProgram, KnownMembership, KnownAttention)))


def _gone(live: Db, aside: Db) -> Iterable[uuid.UUID]:
    gone = live.scalars(select(KnownPerson.beneficiary_id).where(KnownPerson.removed))
    return set(gone) - set(aside.scalars(select(KnownPerson.beneficiary_id)))


READ_MODEL = ReadModel(_TABLES, _gone, others(Base.metadata, _TABLES), people=_PEOPLE)
