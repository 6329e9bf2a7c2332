"""What a service keeps of the others' events, and how it is built anew from them: aside, by the same handlers, then compared.

Nothing ever leaves the shadow: what the handlers record, plan or change there beside is thrown away with it.
"""

import dataclasses
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import MetaData, Table, delete, insert, select

from lakou.contracts.base import ABOUT
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db

Gone = Callable[[Db, Db], Iterable[uuid.UUID]]
"""Of the live database and of the shadow: the ids under which erased people stand, whom no event names any more."""

AndThen = Callable[[ServiceContext, Db, Db], None]
"""What follows, in the live transaction, when something had to be mended."""


@dataclasses.dataclass(frozen=True)
class ReadModel:
    """`tables` follow from the events of others alone; `beside` is what the handlers look at.

    `people`, one of the tables, has a row for each person, by her id; the other ones name her in the column `ABOUT`. In the tables
    of `by_history` a row is what became of it event by event, and not what was last said.
    """

    tables: tuple[Table, ...]
    gone: Gone
    beside: tuple[Table, ...] = ()
    people: Table | None = None
    by_history: tuple[Table, ...] = ()
    and_then: AndThen | None = None


def others(metadata: MetaData, tables: Sequence[Table]) -> tuple[Table, ...]:
    """The tables of a service that are not among these."""
    return tuple(table for table in metadata.sorted_tables if table not in tables)


def keep_the_gone(model: ReadModel, live: Db, aside: Db) -> None:
    """What is known of erased people and was not said again is left as it is: what had been said before was blanked."""
    gone = set(model.gone(live, aside))
    for table in model.tables if gone else ():
        about = next(iter(table.primary_key)) if table is model.people else table.c.get(ABOUT)
        if about is not None:
            hers = [dict(row) for row in live.execute(select(table)).mappings() if row[about.name] in gone]
            _keep(aside, table, hers, instead=table is model.people or table in model.by_history)


def _keep(aside: Db, table: Table, rows: Iterable[dict[str, Any]], *, instead: bool) -> None:
    for row in rows:
        here = [key == row[key.name] for key in table.primary_key]
        if instead:
            aside.execute(delete(table).where(*here))
        if instead or aside.execute(select(table).where(*here)).one_or_none() is None:
            aside.execute(insert(table).values(**row))
