"""What this service keeps of sessions and notifications follows from their events alone, and can be built anew from them."""

import uuid
from collections.abc import Iterable
from typing import cast

from sqlalchemy import Table, select

from lakou.kernel.db import Db
from lakou.kernel.read_models import ReadModel, others
from services.enrollment.model import Base, Beneficiary, KnownHelper, KnownMessage, KnownSession, KnownSupport, Participation

_TABLES = tuple(cast(Table, kind.__table__) for kind in (KnownSession, Participation, KnownSupport, KnownMessage, KnownHelper))


def _gone(live: Db, _aside: Db) -> Iterable[uuid.UUID]:
    return live.scalars(select(Beneficiary.id).where(Beneficiary.erased))


READ_MODEL = ReadModel(_TABLES, _gone, others(Base.metadata, _TABLES))
