"""A statement: all that one end counts of a node, at one place of its history. Node and hub make it in the same way, so that two
statements at the same place must be equal to the last figure.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from lakou.contracts.base import Stream
from lakou.kernel import inbox
from lakou.kernel.db import Database, Db
from services.reporting.storage import statement as storage
from services.reporting.use_cases.fold import fold
from services.reporting.use_cases.spans import month_of

ATTEMPTS = 5
MOST_FIGURES = 20_000
Figures = dict[str, int]


class KeepsMoving(RuntimeError):
    """Raised when facts arrive faster than they can be summed up."""


@dataclasses.dataclass(frozen=True)
class Statement:
    """`digest` is that of the history up to `applied` (hexadecimal); a figure that is not there is 0."""

    epoch: int
    applied: int
    digest: str
    figures: Figures

    @property
    def place(self) -> tuple[int, int]:
        """Where in the history it was made."""
        return self.epoch, self.applied


@dataclasses.dataclass(frozen=True)
class Difference:
    """A figure that the two ends do not count alike."""

    figure: str
    node: int
    hub: int


def make(database: Database, node: str) -> Statement:
    """What this end counts of a node. Raises KeepsMoving."""
    source = f"/{node}/reporting"
    for _ in range(ATTEMPTS):
        with database.reading() as db:
            before = inbox.place(db, source, Stream.FACT)
        fold(database)
        with database.reading() as db:
            figures = {name: count for name, count in _figures(db, node) if count}
            at = inbox.place(db, source, Stream.FACT)
        if at == before:
            return Statement(at.epoch, at.applied, at.digest.hex(), figures)
    raise KeepsMoving


def as_sent(made: Statement) -> dict[str, Any]:
    """As it travels."""
    return dataclasses.asdict(made)


def read(given: Any) -> Statement | None:
    """A statement that came from the other end; None when it is none."""
    if not isinstance(given, Mapping):
        return None
    epoch, applied, digest, figures = (given.get(name) for name in ("epoch", "applied", "digest", "figures"))
    if not isinstance(epoch, int) or not isinstance(applied, int) or not isinstance(digest, str):
        return None
    if not isinstance(figures, Mapping) or len(figures) > MOST_FIGURES:
        return None
    counts = {str(name)[:200]: count for name, count in figures.items() if isinstance(count, int)}
    return Statement(epoch, applied, digest, counts)


def differences(node: Statement, hub: Statement) -> list[Difference]:
    """The figures that differ, in their order: first what was received, then each month."""
    names = sorted(node.figures.keys() | hub.figures.keys())
    pairs = [(name, node.figures.get(name, 0), hub.figures.get(name, 0)) for name in names]
    return [Difference(name, ours, theirs) for name, ours, theirs in pairs if ours != theirs]


def _figures(db: Db, node: str) -> Iterator[tuple[str, int]]:
    for kind, count in storage.facts(db, node):
        yield f"facts/{kind}", count
    months = storage.months(db, node)
    for month, (counts, persons) in months.items():
        yield f"{month:%Y-%m}/persons", len(persons)
        for measure, count in counts.items():
            yield f"{month:%Y-%m}/{measure}", count
    fresh: dict[dt.date, int] = {}
    for day, count in storage.newcomers(db, node):
        fresh[month_of(day)] = fresh.get(month_of(day), 0) + count
    for month, count in fresh.items():
        yield f"{month:%Y-%m}/new_persons", count
    yield "ever/persons", sum(fresh.values())
    for (program, stage), count in storage.stages(db, node).items():
        yield f"program/{program}/{stage}", count
    for program, target in storage.targets(db, node).items():
        yield f"program/{program}/target", target
