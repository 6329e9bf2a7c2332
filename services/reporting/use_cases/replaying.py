"""The state of the ledger and its cells, built anew from the log of facts while new ones come in, then put in their place.

It is what tells that they are right, and what mends them after a mistake of ours. Nothing is said to anybody by it: no event is
recorded, no fact is sent. Persons keep their numbers.
"""

import dataclasses
from typing import cast

import orjson
from sqlalchemy import Table, insert, select

from lakou.contracts.base import EVENTS
from lakou.kernel import shadow
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Database, Db
from lakou.kernel.problems import Unavailable
from lakou.kernel.streams import Origin
from services.reporting.model import Base, Cell, DirtyDay, EnrollmentStep, Person, Swap
from services.reporting.model.ledger import Versioned
from services.reporting.storage import cells, log
from services.reporting.use_cases import fold, ledger

AT_ONCE = 300
LATE_NUMBERS = 1000
TRIES = 3
_STATES = [mapper.local_table for mapper in Base.registry.mappers if issubclass(mapper.class_, Versioned)]
_PERSONS = cast(Table, Person.__table__)
_OTHERS = [EnrollmentStep.__table__, Person.__table__, Cell.__table__]
PROJECTED = [cast(Table, table) for table in (*sorted(_STATES, key=str), *_OTHERS)]
_BUILT = [*PROJECTED, cast(Table, DirtyDay.__table__), cast(Table, Swap.__table__)]


class LogMoved(Unavailable):
    """Raised when facts were taken back, or entered out of their turn, each time that the ledger was read again."""

    slug = "log-moved"
    title = "Le grand livre a bougé pendant la relecture"
    text = "Rien n’a été changé. Recommencez quand les nœuds sont plus calmes."


@dataclasses.dataclass(frozen=True)
class Replayed:
    """How many facts were read, and which tables did not hold what the facts say; they do now."""

    facts: int
    mended: tuple[str, ...]


@dataclasses.dataclass
class _Reading:
    """How far the log was read, by node, and up to which number its persons have one in the shadow."""

    places: dict[str, tuple[int, int]] = dataclasses.field(default_factory=dict)
    numbered: int = 0
    facts: int = 0


def replay(context: ServiceContext) -> Replayed:
    """Build the ledger and its cells anew and put them in place where they differ. Raises LogMoved or AlreadyReplaying."""
    live = context.database
    for _ in range(TRIES):
        with shadow.beside(live, _BUILT, context.settings.data) as aside:
            reading = _Reading()
            with live.reading() as db:
                _number_persons(db, aside, reading)
            _read_on(live, aside, reading)
            fold.fold(aside)
            fold.fold(live)
            if (replayed := _settle(live, aside, reading)) is not None:
                return replayed
    raise LogMoved


def _number_persons(live: Db, aside: Database, reading: _Reading) -> None:
    """Give those who have come since their numbers in the shadow; what was still open last time may have a lower one."""
    asked = select(_PERSONS).where(_PERSONS.c.number >= reading.numbered - LATE_NUMBERS)
    with aside.transaction() as target:
        there = list(target.execute(asked).mappings())
        numbers, names = {row["number"] for row in there}, {(row["node"], row["pid"]) for row in there}
        new = (row for row in live.execute(asked).mappings() if row["number"] not in numbers)
        rows = [{**row, "first_day": None} for row in new if (row["node"], row["pid"]) not in names]
        if rows:
            target.execute(insert(_PERSONS), rows)
            shadow.number_on(target, _PERSONS)
            reading.numbered = max(row["number"] for row in rows)


def _read_on(live: Database, aside: Database, reading: _Reading) -> None:
    """Apply what was logged since; new facts come in meanwhile, so it ends when there are none."""
    moved = True
    while moved:
        with live.reading() as db:
            moved = _read_some(db, aside, reading)


def _read_some(db: Db, aside: Database, reading: _Reading) -> bool:
    before = reading.facts
    for node in log.nodes(db):
        place = reading.places.get(node, (0, 0))
        rows = log.standing_after(db, Origin(node, "reporting", *place), AT_ONCE)
        if rows:
            _number_persons(db, aside, reading)
        with aside.transaction() as target:
            for row in rows:
                fact = EVENTS[row.type].load(orjson.loads(row.payload))
                ledger.apply(target, fact, Origin(node, fact.source, row.epoch, row.seq))
                target.flush()
        if rows:
            reading.places[node], reading.facts = (rows[-1].epoch, rows[-1].seq), reading.facts + len(rows)
    return reading.facts > before


def _settle(live: Database, aside: Database, reading: _Reading) -> Replayed | None:
    """With the door closed for a moment: the last facts, the comparison, the swap. None when the log is not what was read."""
    with live.transaction() as db:
        log.freeze(db)
        cells.lock(db)
        while _read_some(db, aside, reading):
            pass
        if log.count_standing(db) != reading.facts:
            return None
        fold.fold(aside)
        fold.fold_days(db, sorted(cells.marks(db)))
        db.flush()
        with aside.reading() as built:
            wrong = shadow.differing(db, built, PROJECTED)
            shadow.swap(db, built, wrong)
    return Replayed(reading.facts, tuple(table.name for table in wrong))
