"""Whatever a transport loses, repeats or reorders: applied exactly once, in order, and both ends hold the same history."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from lakou.kernel import inbox, outbox
from lakou.kernel.consumer import Consumer
from lakou.kernel.db import Database
from lakou.kernel.outbox import Row
from lakou.kernel.tables import inbox_hold, inbox_parked, inbox_source
from tests.kernel.kit import LOCAL, SOURCE, applied, effect, new_epoch, opened, reader, recorded, say, sqlite
from tests.private.plugin import MakeUrl

COUNT = 70
Source = tuple[Database, list[Row]]


@pytest.fixture(scope="module")
def one_epoch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    database = opened(sqlite(tmp_path_factory.mktemp("one"), "source"))
    say(database, COUNT, at_once=True)
    yield database, recorded(database)
    database.dispose()


@pytest.fixture(scope="module")
def three_epochs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    database = opened(sqlite(tmp_path_factory.mktemp("three"), "source"))
    for count in (25, 1, 20):
        say(database, count, at_once=True)
        new_epoch(database)
    new_epoch(database)  # an epoch in which nothing was said
    say(database, 10, at_once=True)
    yield database, recorded(database)
    database.dispose()


@pytest.fixture(scope="module")
def sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Consumer]]:
    """The same database, emptied: making one for each example would take most of the time."""
    database = opened(sqlite(tmp_path_factory.mktemp("sink"), "inbox"), "/martinique/sessions")

    def fresh() -> Consumer:
        with database.transaction() as db:
            for table in (effect, inbox_source, inbox_hold, inbox_parked):
                db.execute(delete(table))
        return reader(database)

    yield fresh
    database.dispose()


def disturbed(rows: list[Row], chance: random.Random, *, window: int, loss: float, repeats: float) -> list[list[Row]]:
    """The rows as a bad transport brings them, in batches of uneven size."""
    order = sorted(range(len(rows)), key=lambda number: number + chance.uniform(0, window))
    brought: list[Row] = []
    for number in order:
        if chance.random() >= loss:
            brought += [rows[number]] * (1 + (chance.random() < repeats))
        if chance.random() < repeats:
            brought.append(rows[chance.randrange(number + 1)])
    batches = []
    while brought:
        size = chance.randint(1, 20)
        batches.append(brought[:size])
        brought = brought[size:]
    return batches


def ask_until_whole(consumer: Consumer, rows: list[Row], chance: random.Random, loss: float) -> None:
    """What heads and resends do: the source sends again what follows the watermark, over the same bad transport."""
    for _ in range(1000):
        at = consumer.place(SOURCE, LOCAL)
        missing = [row for row in rows if row.place > (at.epoch, at.applied)]
        if not missing:
            return
        for batch in disturbed(missing[:40], chance, window=4, loss=loss, repeats=0.1):
            consumer.apply(SOURCE, LOCAL, batch)
    raise AssertionError("it never caught up")


def assert_same_history(source: Source, consumer: Consumer) -> None:
    database, rows = source
    assert applied(consumer.database) == [row.place for row in rows]
    at = consumer.place(SOURCE, LOCAL)
    with database.reading() as db:
        assert outbox.digest_at(db, LOCAL, at.epoch, at.applied) == at.digest
    with consumer.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(inbox_hold)) == 0
        assert inbox.parked(db) == []


@given(st.randoms(use_true_random=False), st.integers(0, 64), st.floats(0, 0.4), st.floats(0, 0.5))
@settings(max_examples=25, deadline=None)
def test_applied_once_and_in_order_whatever_the_transport_does(
    one_epoch: Source, sink: Callable[[], Consumer], chance: random.Random, window: int, loss: float, repeats: float
) -> None:
    consumer = sink()
    for batch in disturbed(one_epoch[1], chance, window=window, loss=loss, repeats=repeats):
        consumer.apply(SOURCE, LOCAL, batch)
    ask_until_whole(consumer, one_epoch[1], chance, loss)
    assert_same_history(one_epoch, consumer)


@given(st.randoms(use_true_random=False), st.integers(0, 64), st.floats(0, 0.4), st.floats(0, 0.5))
@settings(max_examples=25, deadline=None)
def test_no_row_is_skipped_when_the_epoch_changes(
    three_epochs: Source, sink: Callable[[], Consumer], chance: random.Random, window: int, loss: float, repeats: float
) -> None:
    consumer = sink()
    for batch in disturbed(three_epochs[1], chance, window=window, loss=loss, repeats=repeats):
        consumer.apply(SOURCE, LOCAL, batch)
    ask_until_whole(consumer, three_epochs[1], chance, loss)
    assert_same_history(three_epochs, consumer)


@given(st.randoms(use_true_random=False), st.integers(0, 64))
@settings(max_examples=10, deadline=None)
def test_without_loss_no_question_is_needed(
    one_epoch: Source, sink: Callable[[], Consumer], chance: random.Random, window: int
) -> None:
    consumer = sink()
    for batch in disturbed(one_epoch[1], chance, window=window, loss=0, repeats=0.2):
        consumer.apply(SOURCE, LOCAL, batch)
    assert_same_history(one_epoch, consumer)


def test_the_same_holds_on_postgresql(make_postgres_url: MakeUrl) -> None:
    database = opened(make_postgres_url("source"))
    say(database, 40, at_once=True)
    new_epoch(database)
    say(database, 20, at_once=True)
    source, chance = (database, recorded(database)), random.Random(973)
    consumer = reader(opened(make_postgres_url("inbox"), "/martinique/sessions"))
    for batch in disturbed(source[1], chance, window=30, loss=0.2, repeats=0.3):
        consumer.apply(SOURCE, LOCAL, batch)
    ask_until_whole(consumer, source[1], chance, 0.2)
    assert_same_history(source, consumer)
    database.dispose()
    consumer.database.dispose()


def test_what_is_held_is_bounded_and_asked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "HOLD_LIMIT", 10)
    source = opened(sqlite(tmp_path, "source"))
    say(source, 60, at_once=True)
    rows, consumer = recorded(source), reader(opened(sqlite(tmp_path, "inbox")))
    outcome = consumer.apply(SOURCE, LOCAL, rows[1:])
    assert outcome.behind
    assert outcome.at.applied == 0
    with consumer.database.reading() as db:
        assert [row.seq for row in inbox.held(db, SOURCE, LOCAL)] == list(range(2, 12))
    assert consumer.apply(SOURCE, LOCAL, rows[:1]).at.applied == 11
    assert not consumer.apply(SOURCE, LOCAL, rows[11:]).behind
    assert_same_history((source, rows), consumer)


def test_a_source_restored_from_an_old_backup_goes_on_in_a_new_epoch(tmp_path: Path) -> None:
    """The consumer has applied what the source has lost: the new epoch opens all the same, and nothing is applied twice."""
    source = opened(sqlite(tmp_path, "source"))
    say(source, 10)
    consumer = reader(opened(sqlite(tmp_path, "inbox")))
    consumer.apply(SOURCE, LOCAL, recorded(source))
    restored = opened(sqlite(tmp_path, "restored"))
    say(restored, 6)
    new_epoch(restored)
    say(restored, 2)
    assert consumer.apply(SOURCE, LOCAL, recorded(restored)).at.epoch == 2
    assert applied(consumer.database) == [*((1, seq) for seq in range(1, 11)), (2, 1), (2, 2)]


def test_two_sources_do_not_wait_for_each_other(tmp_path: Path) -> None:
    consumer = reader(opened(sqlite(tmp_path, "inbox")))
    sources = {name: opened(sqlite(tmp_path, name), f"/{name}/enrollment") for name in ("guyane", "martinique")}
    for name, source in sources.items():
        say(source, 3)
        rows = recorded(source)
        outcome = consumer.apply(f"/{name}/enrollment", LOCAL, rows[1:] if name == "guyane" else rows)
        assert outcome.behind is (name == "guyane")
    assert consumer.place("/martinique/enrollment", LOCAL).applied == 3
    assert consumer.place("/guyane/enrollment", LOCAL).applied == 0
