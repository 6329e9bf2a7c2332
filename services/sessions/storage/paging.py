"""Lists by cursor: the cursor is the id of the last thing seen, so that a list that grows loses nothing."""

import uuid
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, literal, tuple_

from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput
from services.sessions.model import Base

T = TypeVar("T", bound=Base)


def page(
    db: Db, query: Select[T], columns: Sequence[Any], *, limit: int, after: uuid.UUID | None, backward: bool = False
) -> tuple[list[T], str | None]:
    """One page in the order of `columns` (the last one is the id), and the cursor of the next one.

    Raises InvalidInput when `after` is nothing of ours.
    """
    model = columns[-1].class_
    if after is not None:
        last = db.get(model, after)
        if last is None:
            raise InvalidInput({"after": "Ce curseur n’existe plus. Reprenez la liste au début."})
        place = tuple_(*(literal(getattr(last, column.key), column.type) for column in columns))
        here = tuple_(*columns)
        query = query.where(here < place if backward else here > place)
    order = [column.desc() if backward else column for column in columns]
    rows = list(db.scalars(query.order_by(*order).limit(limit + 1)))
    more = len(rows) > limit
    return rows[:limit], str(rows[limit - 1].id) if more else None  # type: ignore[attr-defined]
