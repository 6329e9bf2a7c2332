"""A source that records, a consumer that remembers what it applied, and waiting that lets greenlets run."""

import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

import eventlet
from sqlalchemy import Column, Integer, MetaData, Table, Text, event, insert, select, text

from lakou.contracts.base import Event, Stream
from lakou.contracts.enrollment import StageReached
from lakou.contracts.vocabulary import EnrollmentStage
from lakou.kernel import clock, migrate, outbox
from lakou.kernel.consumer import Consumer
from lakou.kernel.db import Database, Db
from lakou.kernel.metrics import Metrics
from lakou.kernel.outbox import Row
from lakou.kernel.streams import Handler, Origin

SOURCE = "/martinique/enrollment"
ROOT = Path(__file__).parents[2]
LOCAL = Stream.LOCAL
KIND = StageReached.type

EFFECTS = MetaData()
effect = Table(
    "effect",
    EFFECTS,
    Column("id", Integer, primary_key=True),
    Column("source", Text),
    Column("epoch", Integer),
    Column("seq", Integer),
)


def sqlite(folder: Path, name: str) -> str:
    return f"sqlite:///{folder / name}.sqlite3"


def opened(url: str, source: str = SOURCE) -> Database:
    """A database with the streams' tables, and one for effects."""
    database = Database(url, source)
    if database.is_sqlite:  # no power is cut in these tests: do not wait for the disk
        event.listen(database.engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
    migrate.upgrade_streams(database)
    with database.transaction() as db:
        EFFECTS.create_all(db.connection())
    return database


def stage(revision: int = 1) -> StageReached:
    return StageReached(
        enrollment_id=uuid.uuid4(),
        revision=revision,
        beneficiary_id=uuid.uuid4(),
        program_id=uuid.uuid4(),
        stage=EnrollmentStage.ENROLLED,
        day=clock.today("America/Martinique"),
    )


def say(database: Database, count: int = 1, *, at_once: bool = False) -> None:
    """Record `count` events, one a transaction or all in one."""
    for _ in range(1 if at_once else count):
        with database.transaction() as db:
            for number in range(count if at_once else 1):
                outbox.record(db, stage(number))


def recorded(database: Database, stream: Stream = LOCAL) -> list[Row]:
    with database.reading() as db:
        return outbox.rows_after(db, stream, 0, 0, 1_000_000)


def new_epoch(database: Database, stream: Stream = LOCAL) -> None:
    """What an operator does after the source was restored from a backup."""
    with database.transaction() as db:
        db.execute(
            text("UPDATE outbox_stream SET epoch = epoch + 1, last_seq = 0, digest = :none WHERE stream = :stream"),
            {"none": b"", "stream": stream.value},
        )


def remember(db: Db, _event: Event, origin: Origin) -> None:
    """The handler of these tests."""
    source = f"/{origin.node}/{origin.service}"
    db.execute(insert(effect).values(source=source, epoch=origin.epoch, seq=origin.seq))


def reader(
    database: Database, handler: Handler = remember, *, name: str = "sessions", retry_seconds: Sequence[float] = (0.0, 0.0, 0.0)
) -> Consumer:
    return Consumer(name, database, {KIND: handler}, Metrics(), retry_seconds=retry_seconds)


def applied(database: Database) -> list[tuple[int, int]]:
    """The places whose effects are there, in the order in which they were applied."""
    with database.reading() as db:
        return [(row.epoch, row.seq) for row in db.execute(select(effect).order_by(effect.c.id))]


def eventually(condition: Callable[[], bool], what: str, within: float = 15.0) -> None:
    """Wait, letting the greenlets of this process run."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {within:g} s")
        eventlet.sleep(0.02)
