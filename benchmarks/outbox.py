"""A transaction that changes the state and records an event, beside one that only changes the state."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import insert

from benchmarks.measuring import Line, beside
from benchmarks.streams import kept, opened, stage
from lakou.kernel import outbox
from lakou.kernel.db import Database


def measure(folder: Path, scale: float) -> Iterator[Line]:
    """One event a transaction, then fifty."""
    database = opened(folder, "outbox")
    for events, count in ((1, max(5, int(400 * scale))), (50, max(2, int(40 * scale)))):
        said, silent = partial(_work, database, events, count, events), partial(_work, database, events, count, 0)
        ours, theirs = beside(said, silent, count)
        words = "an event" if events == 1 else f"{events} events"
        yield Line(f"a transaction with {words}", ours, "the same without", theirs, "tx/s")
    database.dispose()


def _work(database: Database, rows: int, transactions: int, events: int) -> None:
    for number in range(transactions):
        with database.transaction() as db:
            db.execute(insert(kept), [{"what": "x", "seq": number}] * rows)
            for _ in range(events):
                outbox.record(db, stage(number))
