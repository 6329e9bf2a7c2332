"""Fold the days that changed into cells, before a question touches them. Rebuilding is the same over all days.

A day is counted from a snapshot, a little at a time, so that pages and streams go on; what was counted is written only if no mark
came or went meanwhile in its month, else it is counted again. A month is summed again only where its day moved.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping

import eventlet

from lakou.kernel.db import Database, Db
from services.reporting.model import Tally
from services.reporting.storage import cells, ledger
from services.reporting.storage.cells import Key
from services.reporting.use_cases.spans import month_end, month_of
from services.reporting.use_cases.tallying import Tallies, tally_day

PATIENCE = 3  # how often a day may change under the count, before it is counted while nobody writes

Marks = Mapping[dt.date, list[int]]


@dataclasses.dataclass(frozen=True)
class Counted:
    """One day as it should stand. `moved`: which of its cells are not what is written; `month`: the month's tallies of those."""

    day: dt.date
    marks: Marks
    tallies: Tallies
    moved: set[Key]
    month: Tallies


def fold(database: Database) -> int:
    """Fold every day marked so far; how many there were."""
    with database.reading() as db:
        days = sorted(cells.marks(db))
    for day in days:
        fold_day(database, day)
        eventlet.sleep(0)
    return len(days)


def rebuild(database: Database) -> int:
    """Throw the cells away and fold every day again; how many there were."""
    with database.transaction() as db:
        cells.lock(db)
        cells.drop(db)
        ledger.mark_dirty(db, ledger.days(db))
    return fold(database)


def fold_day(database: Database, day: dt.date) -> None:
    """Bring the cells of a day and of its month up to the ledger."""
    for _ in range(PATIENCE):
        with database.reading() as db:
            counted = _count(db, day)
        with database.transaction() as db:
            cells.lock(db)
            if _marks(db, day) == counted.marks:
                _write(db, counted)
                return
    with database.transaction() as db:
        cells.lock(db)
        fold_days(db, [day])


def fold_days(db: Db, days: Iterable[dt.date]) -> None:
    """Fold some days in a transaction that holds the lock; nobody writes meanwhile."""
    for day in days:
        _write(db, _count(db, day))


def _count(db: Db, day: dt.date) -> Counted:
    marks = _marks(db, day)
    if day not in marks:
        return Counted(day, marks, {}, set(), {})  # somebody else has folded it
    before, after = cells.of_day(db, day), tally_day(db, day)
    written = {key: tally.columns() for key, tally in after.items()}
    moved = {key for key in before.keys() | written.keys() if before.get(key) != written.get(key)}
    return Counted(day, marks, after, moved, _month(db, day, after, moved))


def _month(db: Db, day: dt.date, after: Tallies, moved: set[Key]) -> Tallies:
    """The month's tallies of the cells that moved: its other days as they are written, and this one as counted."""
    month: Tallies = {}
    listed = sorted(moved)
    for at in range(0, len(listed), cells.AT_ONCE):
        some = listed[at : at + cells.AT_ONCE]
        month |= cells.summed(db, month_of(day), month_end(day), some, but=day)
        eventlet.sleep(0)
    for key in moved & after.keys():
        month.setdefault(key, Tally()).merge(after[key])
    return month


def _write(db: Db, counted: Counted) -> None:
    if counted.moved:
        cells.replace_day(db, counted.day, counted.tallies)
        cells.replace_month(db, month_of(counted.day), counted.moved, counted.month)
    cells.clear(db, counted.marks.get(counted.day, ()))


def _marks(db: Db, day: dt.date) -> Marks:
    """The marks of the day's month: whoever folds another day of it changes the month as well."""
    return cells.marks(db, month_of(day), month_end(day))
