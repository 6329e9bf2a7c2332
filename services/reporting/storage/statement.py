"""Everything that is counted of one node, as two databases can be compared by it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, cast

from pyroaring import BitMap
from sqlalchemy import Table, and_, func, select

from lakou.kernel.db import Db
from services.reporting.model import MEASURES, Cell, EnrollmentState, EnrollmentStep, FactLog, Person, ProgramState
from services.reporting.model.cells import Dimension, Grain

_CELL = cast(Table, Cell.__table__).c
_LOG = cast(Table, FactLog.__table__).c


def facts(db: Db, node: str) -> Iterator[tuple[str, int]]:
    """How many facts of each type stand."""
    where = (_LOG.node == node) & _LOG.taken_back.is_(False)
    yield from ((row[0], row[1]) for row in db.execute(select(_LOG.type, func.count()).where(where).group_by(_LOG.type)))


def months(db: Db, node: str) -> dict[dt.date, tuple[dict[str, int], BitMap]]:
    """Counts and persons of each month, as the pages read them."""
    where = (_CELL.dimension == Dimension.NODE) & (_CELL.grain == Grain.MONTH) & (_CELL.value == node)
    found: dict[dt.date, tuple[dict[str, int], BitMap]] = {}
    for row in db.execute(select(_CELL.start, _CELL.persons, *(_CELL[measure] for measure in MEASURES)).where(where)):
        counts, persons = found.setdefault(row[0], (dict.fromkeys(MEASURES, 0), BitMap()))
        persons |= BitMap.deserialize(row[1])
        for measure, count in zip(MEASURES, row[2:], strict=True):
            counts[measure] += count
    return found


def newcomers(db: Db, node: str) -> Iterator[tuple[dt.date, int]]:
    """How many persons were first met on each day."""
    where = (Person.node == node) & Person.first_day.is_not(None)
    rows = db.execute(select(Person.first_day, func.count()).where(where).group_by(Person.first_day))
    yield from ((day, count) for day, count in rows if day is not None)


def stages(db: Db, node: str) -> dict[tuple[str, str], int]:
    """How many enrollments of each program stand at each stage."""
    state = EnrollmentState
    query = (
        select(state.enrollment, state.program, EnrollmentStep.stage)
        .join(EnrollmentStep, and_(EnrollmentStep.node == state.node, EnrollmentStep.enrollment == state.enrollment))
        .where(state.node == node)
        .order_by(EnrollmentStep.epoch, EnrollmentStep.version)
    )
    last: dict[str, Any] = {row.enrollment: row for row in db.execute(query)}
    found: dict[tuple[str, str], int] = {}
    for row in last.values():
        found[row.program, row.stage] = found.get((row.program, row.stage), 0) + 1
    return found


def targets(db: Db, node: str) -> dict[str, int]:
    """The target of each program of the node, 0 when it has none."""
    rows = db.execute(select(ProgramState.program, ProgramState.target).where(ProgramState.node == node))
    return {row[0]: row[1] or 0 for row in rows}
