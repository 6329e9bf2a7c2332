"""The programs that the hub shares out, and what a node received of them."""

from collections.abc import Sequence

from sqlalchemy import select

from lakou.kernel.db import Db
from services.reporting.model import AdoptedCatalog, CommonProgram

ONLY = 1


def programs(db: Db) -> Sequence[CommonProgram]:
    """Every common program by its code."""
    return db.scalars(select(CommonProgram).order_by(CommonProgram.code)).all()


def adopted(db: Db) -> AdoptedCatalog | None:
    """The catalog that this node last received."""
    return db.get(AdoptedCatalog, ONLY)
