"""A clock that stands before the last commit is refused and said so; when it is right again, everything goes on by itself."""

import datetime as dt
from pathlib import Path

import pytest
import structlog

from lakou.contracts.base import Event
from lakou.kernel import clock, clock_guard, epochs, inbox, outbox
from lakou.kernel.clock_guard import ClockBehind
from lakou.kernel.db import Database, Db
from lakou.kernel.streams import Origin
from tests.kernel.kit import LOCAL, SOURCE, applied, opened, reader, recorded, remember, say, sqlite, stage

DAY = dt.timedelta(days=1)
A_MOMENT = dt.timedelta(minutes=1)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return opened(sqlite(tmp_path, "source"))


def say_at(database: Database, moment: dt.datetime) -> None:
    """As if the machine had believed it to be that moment."""
    with clock.at(moment):
        say(database)


def test_nothing_is_recorded_before_the_last_commit(database: Database) -> None:
    say_at(database, clock.now() + DAY)
    with pytest.raises(ClockBehind) as refused:
        say(database)
    assert len(recorded(database)) == 1
    assert "timedatectl" in refused.value.sentence
    assert f"{clock.now() + DAY:%d/%m/%Y}" in refused.value.sentence


def test_nothing_of_a_refused_act_is_kept(database: Database) -> None:
    say_at(database, clock.now() + DAY)

    def act() -> None:
        with database.transaction() as db:
            remember(db, stage(), Origin("martinique", "enrollment", 1, 1))
            outbox.record(db, stage())

    with pytest.raises(ClockBehind):
        act()
    assert applied(database) == []


def test_a_clock_set_back_a_little_changes_nothing(database: Database) -> None:
    say_at(database, clock.now() + A_MOMENT)
    say(database)
    assert [row.seq for row in recorded(database)] == [1, 2]


def test_a_clock_that_is_right_again_is_no_longer_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    right = clock.now()
    say(database)
    monkeypatch.setattr(clock, "now", lambda: right - DAY)
    with pytest.raises(ClockBehind):
        say(database)
    monkeypatch.setattr(clock, "now", lambda: right + A_MOMENT)
    say(database)
    assert len(recorded(database)) == 2


def test_a_new_epoch_heals_a_machine_that_was_in_advance(database: Database) -> None:
    say_at(database, clock.now() + 300 * DAY)
    with database.transaction() as db:
        epochs.bump(db)
    say(database, 2)
    assert [row.place for row in recorded(database)] == [(1, 1), (2, 1), (2, 2)]
    with database.reading() as db:
        clock_guard.examine(db)


def test_a_consumer_waits_for_the_clock_and_parks_nothing(tmp_path: Path, database: Database) -> None:
    """What it would record in turn is refused: the event stays before it, and is applied once when the clock is right."""
    say(database, 3)
    sink = opened(sqlite(tmp_path, "sink"), "/martinique/enrollment")
    say_at(sink, clock.now() + DAY)

    def echo(db: Db, event: Event, origin: Origin) -> None:
        remember(db, event, origin)
        outbox.record(db, stage(origin.seq))

    consumer = reader(sink, echo, retry_seconds=(0.0,))
    with structlog.testing.capture_logs() as logs:
        for _ in range(5):
            assert consumer.apply(SOURCE, LOCAL, recorded(database)).wait > 0
    assert applied(sink) == []
    with sink.reading() as db:
        assert inbox.parked(db) == []
        with pytest.raises(ClockBehind):
            clock_guard.examine(db)
    assert {line["error"] for line in logs} == {"ClockBehind"}
    with clock.at(clock.now() + DAY):
        assert consumer.apply(SOURCE, LOCAL, recorded(database)).at.applied == 3
    assert applied(sink) == [(1, 1), (1, 2), (1, 3)]


def test_the_order_and_the_duplicates_do_not_depend_on_the_clock(tmp_path: Path, database: Database) -> None:
    """The reader's clock is days away, forward and back: places decide."""
    say(database, 6)
    rows, consumer = recorded(database), reader(opened(sqlite(tmp_path, "sink")))
    for days, batch in ((2, rows[:2]), (-2, rows[1:5]), (1, rows[2:])):
        with clock.at(clock.now() + days * DAY):
            consumer.apply(SOURCE, LOCAL, batch)
    assert applied(consumer.database) == [row.place for row in rows]
