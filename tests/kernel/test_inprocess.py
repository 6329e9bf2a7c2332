from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from lakou.contracts.base import Event
from lakou.kernel import outbox
from lakou.kernel.db import Database, Db
from lakou.kernel.streams import Origin
from lakou.kernel.streams_inprocess import InprocessFeed
from tests.kernel.kit import LOCAL, applied, eventually, new_epoch, opened, reader, remember, say, sqlite


@pytest.fixture
def source(tmp_path: Path) -> Database:
    return opened(sqlite(tmp_path, "source"))


@pytest.fixture
def sink(tmp_path: Path) -> Database:
    return opened(sqlite(tmp_path, "inbox"), "/martinique/sessions")


@pytest.fixture
def feed(source: Database, sink: Database) -> Iterator[InprocessFeed]:
    feed = InprocessFeed(source, LOCAL, reader(sink))
    yield feed
    feed.stop()


def sequences(sink: Database) -> list[int]:
    return [seq for _, seq in applied(sink)]


def test_what_is_recorded_arrives_at_once(feed: InprocessFeed, source: Database, sink: Database) -> None:
    feed.start()
    say(source, 3)
    eventually(feed.caught_up, "caught up", within=1.5)  # by the bell, sooner than the poll
    assert sequences(sink) == [1, 2, 3]


def test_a_consumer_that_was_away_catches_up(feed: InprocessFeed, source: Database, sink: Database) -> None:
    feed.start()
    say(source, 2)
    eventually(feed.caught_up, "caught up")
    feed.stop()
    say(source, 700, at_once=True)
    assert not feed.caught_up()
    feed.start()
    eventually(feed.caught_up, "caught up again")
    assert sequences(sink) == list(range(1, 703))


def test_the_last_event_alone_is_found_by_the_poll(feed: InprocessFeed, source: Database, sink: Database) -> None:
    """Another process recorded it and rang no bell here."""
    feed.start()
    eventually(feed.caught_up, "nothing to do")
    elsewhere = Database(source.url, source.source)
    say(elsewhere)
    eventually(lambda: sequences(sink) == [1], "the poll")


def test_a_new_epoch_without_events_is_nothing_to_wait_for(feed: InprocessFeed, source: Database, sink: Database) -> None:
    say(source, 2)
    new_epoch(source)
    feed.start()
    eventually(feed.caught_up, "caught up")
    say(source)
    eventually(lambda: applied(sink) == [(1, 1), (1, 2), (2, 1)], "the new epoch")


def test_the_source_knows_how_far_its_reader_is(feed: InprocessFeed, source: Database) -> None:
    feed.start()
    say(source, 4)

    def known() -> bool:
        with source.reading() as db:
            return [(row["reader"], row["seq"]) for row in outbox.readers(db, LOCAL)] == [("sessions", 4)]

    eventually(known, "the place of the reader")


def test_a_database_that_comes_back_loses_nothing(source: Database, sink: Database) -> None:
    troubles = [OperationalError("COMMIT", {}, Exception("disk")) for _ in range(3)]

    def shaky(db: Db, event: Event, origin: Origin) -> None:
        if origin.seq == 2 and troubles:
            raise troubles.pop()
        remember(db, event, origin)

    feed = InprocessFeed(source, LOCAL, reader(sink, shaky))
    say(source, 3)
    feed.start()
    eventually(lambda: sequences(sink) == [1, 2, 3], "all three")
    feed.stop()
