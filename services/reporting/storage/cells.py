"""Cells: read for a question, compared and written by the fold."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, delete, func, insert, select, tuple_

from lakou.kernel.db import Db
from services.reporting.model import MEASURES, Cell, DirtyDay, Tally
from services.reporting.model.cells import NOBODY, Dimension, Grain, Span

_TABLE = cast(Table, Cell.__table__)  # cells are many: no objects are made of them
_CELL = _TABLE.c
_COUNTS = [_CELL[measure] for measure in MEASURES]
_KEY = (_CELL.dimension, _CELL.territory, _CELL.program, _CELL.value)
AT_ONCE = 200


class Key(NamedTuple):
    """Which cell of a day or a month."""

    dimension: str
    territory: str
    program: str
    value: str


def read(db: Db, dimension: Dimension, group: str, span: Span, territory: str | None, program: str | None) -> dict[Any, Tally]:
    """The cells of one dimension within a span, together by one of their columns (`value`, `territory`, `program`, `start`)."""
    by = _CELL[group]
    where = [_CELL.dimension == dimension, _CELL.grain == span.grain, _CELL.start.between(span.first, span.last)]
    where += [column == wanted for column, wanted in ((_CELL.territory, territory), (_CELL.program, program)) if wanted is not None]
    sums = db.execute(select(by, *(func.sum(count) for count in _COUNTS)).where(*where).group_by(by))
    found = {row[0]: Tally(int(count) for count in row[1:]) for row in sums}
    for value, persons in db.execute(select(by, _CELL.persons).where(*where, _CELL.persons != NOBODY)):
        found[value].meet(persons)
    return found


def timeline(
    db: Db, dimension: Dimension, span: Span, territory: str | None, program: str | None
) -> dict[str, dict[dt.date, Tally]]:
    """The cells of one dimension within a span: by value, then by the day or the month in which they start."""
    where = [_CELL.dimension == dimension, _CELL.grain == span.grain, _CELL.start.between(span.first, span.last)]
    where += [column == wanted for column, wanted in ((_CELL.territory, territory), (_CELL.program, program)) if wanted is not None]
    found: dict[str, dict[dt.date, Tally]] = {}
    for value, start, persons, *counts in db.execute(select(_CELL.value, _CELL.start, _CELL.persons, *_COUNTS).where(*where)):
        tally = found.setdefault(value, {}).setdefault(start, Tally())
        tally.add(dict(zip(MEASURES, counts, strict=True)))
        tally.meet(persons)
    return found


def of_day(db: Db, day: dt.date) -> dict[Key, Mapping[str, Any]]:
    """The cells of one day, as columns."""
    query = select(*_KEY, _CELL.persons, *_COUNTS)
    rows = db.execute(query.where(_CELL.dimension.in_(list(Dimension)), _CELL.grain == Grain.DAY, _CELL.start == day))
    return {Key(*row[:4]): dict(zip(("persons", *MEASURES), row[4:], strict=True)) for row in rows}


def replace_day(db: Db, day: dt.date, tallies: Mapping[Key, Tally]) -> None:
    """Write the cells of one day anew."""
    db.execute(delete(_TABLE).where(_CELL.dimension.in_(list(Dimension)), _CELL.grain == Grain.DAY, _CELL.start == day))
    _write(db, Grain.DAY, day, tallies)


def replace_month(db: Db, month: dt.date, keys: Collection[Key], tallies: Mapping[Key, Tally]) -> None:
    """Write some cells of one month anew; those without a tally are gone."""
    for some in _portions(keys):
        db.execute(delete(_TABLE).where(_CELL.grain == Grain.MONTH, _CELL.start == month, _among(some)))
    _write(db, Grain.MONTH, month, tallies)


def summed(db: Db, first: dt.date, last: dt.date, keys: Collection[Key], *, but: dt.date) -> dict[Key, Tally]:
    """The tallies of some keys over the days from first to last, all but one."""
    tallies: dict[Key, Tally] = {}
    query = select(*_KEY, _CELL.persons, *_COUNTS)
    for some in _portions(keys):
        days = (_CELL.start.between(first, last), _CELL.start != but)
        rows = db.execute(query.where(_CELL.grain == Grain.DAY, *days, _among(some)))
        for row in rows:
            tally = tallies.setdefault(Key(*row[:4]), Tally())
            tally.add(dict(zip(MEASURES, row[5:], strict=True)))
            tally.meet(row[4])
    return tallies


def marks(db: Db, first: dt.date = dt.date.min, last: dt.date = dt.date.max) -> dict[dt.date, list[int]]:
    """The days to fold again from first to last, each with its marks."""
    found: dict[dt.date, list[int]] = {}
    wanted = select(DirtyDay.mark, DirtyDay.day).where(DirtyDay.day.between(first, last))
    for mark, day in db.execute(wanted.order_by(DirtyDay.day, DirtyDay.mark)):
        found.setdefault(day, []).append(mark)
    return found


def last_mark(db: Db) -> int | None:
    """The latest of the marks that wait; None when no day is to be folded."""
    return db.execute(select(func.max(DirtyDay.mark))).scalar_one()


def drop(db: Db) -> None:
    """No cell is left."""
    db.execute(delete(_TABLE))


def clear(db: Db, taken: Iterable[int]) -> None:
    """Take marks away; those that came since stay."""
    for some in _portions(list(taken)):
        db.execute(delete(DirtyDay).where(DirtyDay.mark.in_(some)))


def lock(db: Db) -> None:
    """One fold at a time in a schema, so that a shadow is folded while the cells that serve are held.

    On SQLite a write transaction is alone already.
    """
    if db.get_bind().dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(0x1A_C0_0F, func.hashtext(func.current_schema()))))


def _among(keys: Collection[Key]) -> Any:
    dimensions = sorted({key.dimension for key in keys})
    exact = tuple_(*_KEY).in_([tuple(key) for key in keys])
    return _CELL.dimension.in_(dimensions) & exact


def _portions(things: Collection[Any]) -> Iterable[list[Any]]:
    listed = list(things)
    return (listed[at : at + AT_ONCE] for at in range(0, len(listed), AT_ONCE))


def _write(db: Db, grain: Grain, start: dt.date, tallies: Mapping[Key, Tally]) -> None:
    rows = [{**key._asdict(), "grain": grain, "start": start, **tally.columns()} for key, tally in tallies.items()]
    if rows:
        db.execute(insert(_TABLE), rows)
