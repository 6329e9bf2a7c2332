"""A source that records events, and a reader that keeps one row of each: what the subjects about streams stand on."""

import uuid
from pathlib import Path

from sqlalchemy import Column, Integer, MetaData, Table, Text, insert

from lakou.contracts.base import Event, Stream
from lakou.contracts.enrollment import StageReached
from lakou.contracts.vocabulary import EnrollmentStage
from lakou.kernel import clock, migrate, outbox
from lakou.kernel.consumer import Consumer
from lakou.kernel.db import Database, Db
from lakou.kernel.metrics import Metrics
from lakou.kernel.outbox import Row
from lakou.kernel.streams import Origin

SOURCE = "/martinique/enrollment"
METADATA = MetaData()
kept = Table("kept", METADATA, Column("id", Integer, primary_key=True), Column("what", Text), Column("seq", Integer))


def opened(folder: Path, name: str, source: str = SOURCE) -> Database:
    """A database as a service has it: durable, with the tables of the streams, and one more."""
    database = Database(f"sqlite:///{folder / name}.sqlite3", source)
    migrate.upgrade_streams(database)
    with database.transaction() as db:
        METADATA.create_all(db.connection())
    return database


def stage(number: int = 1) -> StageReached:
    """An event of the usual size."""
    return StageReached(
        enrollment_id=uuid.uuid4(),
        revision=number,
        beneficiary_id=uuid.uuid4(),
        program_id=uuid.uuid4(),
        stage=EnrollmentStage.ENROLLED,
        day=clock.today("America/Martinique"),
    )


def recorded(database: Database, count: int) -> list[Row]:
    """So many events, recorded at once."""
    with database.transaction() as db:
        for number in range(count):
            outbox.record(db, stage(number))
    with database.reading() as db:
        return outbox.rows_after(db, Stream.LOCAL, 0, 0, count)


def keep(db: Db, event: Event, origin: Origin) -> None:
    """What the reader does with an event."""
    db.execute(insert(kept).values(what=event.type, seq=origin.seq))


def reader(database: Database, name: str = "sessions") -> Consumer:
    """A consumer of the source."""
    return Consumer(name, database, {StageReached.type: keep}, Metrics())
