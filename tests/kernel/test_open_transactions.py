"""A transaction that stays open: ours is ended, who waits for that of somebody else is told so, and it is measured."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from lakou.kernel import migrate, open_transactions, outbox
from lakou.kernel.database_trouble import is_trouble
from lakou.kernel.db import Database
from tests.kernel.kit import LOCAL, SOURCE, applied, eventually, opened, reader, recorded, say, sqlite, stage
from tests.private.plugin import MakeUrl

TAKE = text("UPDATE outbox_stream SET last_seq = last_seq")


def impatient(url: str, source: str = SOURCE) -> Database:
    return Database(url, source, idle_seconds=0.3, lock_seconds=0.2)


@pytest.fixture
def database(make_postgres_url: MakeUrl) -> Iterator[Database]:
    made = impatient(make_postgres_url("open"))
    migrate.upgrade_streams(made)
    yield made
    made.dispose()


def age(database: Database) -> float:
    with database.reading() as db:
        return open_transactions.oldest(database, db)


def test_who_waits_for_a_forgotten_transaction_is_told_so_and_goes_on_afterwards(database: Database) -> None:
    say(database)
    assert age(database) == 0.0
    forgotten = create_engine(database.url)
    with forgotten.connect() as tool:
        tool.execute(TAKE)
        with pytest.raises(OperationalError) as told:
            say(database)
        assert is_trouble(told.value), "a person reads that it may be asked again, a stream waits"
        assert age(database) > 0.2, "the gauge shows it"
    assert age(database) == 0.0
    say(database)
    assert [row.seq for row in recorded(database)] == [1, 2], "what was refused left nothing behind"
    forgotten.dispose()


def test_a_consumer_that_waits_for_one_parks_nothing(database: Database, tmp_path: Path) -> None:
    source = opened(sqlite(tmp_path, "source"))
    say(source, 3)
    sink = opened(database.url, "/martinique/sessions")
    sink.dispose()
    consumer = reader(impatient(database.url, "/martinique/sessions"))
    assert consumer.apply(SOURCE, LOCAL, recorded(source)[:1]).at.applied == 1
    forgotten = create_engine(database.url)
    with forgotten.connect() as tool:
        tool.execute(text("UPDATE inbox_source SET applied = applied"))
        assert consumer.apply(SOURCE, LOCAL, recorded(source)).wait > 0
    assert consumer.apply(SOURCE, LOCAL, recorded(source)).at.applied == 3
    assert [seq for _, seq in applied(database)] == [1, 2, 3]
    forgotten.dispose()
    consumer.database.dispose()


def test_one_of_ours_in_which_nothing_happens_is_ended_and_holds_nobody_up(database: Database) -> None:
    other = Database(database.url, SOURCE)

    def forget() -> None:
        with database.transaction() as db:
            db.execute(TAKE)
            eventually(lambda: age(other) == 0.0, "PostgreSQL ends it")
            say(other)
            db.execute(TAKE)

    with pytest.raises(DBAPIError):
        forget()
    say(database)
    assert [row.seq for row in recorded(database)] == [1, 2]
    other.dispose()


def test_on_sqlite_the_age_of_our_own_is_told(tmp_path: Path) -> None:
    database = opened(sqlite(tmp_path, "ours"))
    assert age(database) == 0.0
    with database.transaction() as db:
        outbox.record(db, stage())
        assert age(database) > 0.0
    assert age(database) == 0.0
