"""What cannot be applied: poison is parked at once, the rest is tried again in place, then parked; the stream moves on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
import structlog
from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from lakou.contracts.base import Event, Stream
from lakou.contracts.vocabulary import Gender
from lakou.kernel import consumer as consumer_module
from lakou.kernel import inbox, outbox, parking
from lakou.kernel.consumer import Consumer
from lakou.kernel.db import Database, Db
from lakou.kernel.metrics import Metrics
from lakou.kernel.outbox import Row
from lakou.kernel.streams import Batch, Origin, Poison
from lakou.kernel.tables import inbox_parked
from tests.kernel.kit import KIND, LOCAL, SOURCE, applied, opened, reader, recorded, remember, say, sqlite, stage
from tests.kernel.poison import POISON, SECRET, with_body, with_data


@pytest.fixture
def rows(tmp_path: Path) -> list[Row]:
    source = opened(sqlite(tmp_path, "source"))
    say(source, 5)
    return recorded(source)


@pytest.fixture
def sink(tmp_path: Path) -> Database:
    return opened(sqlite(tmp_path, "inbox"), "/martinique/sessions")


@pytest.mark.parametrize("kind", POISON)
def test_poison_is_parked_at_once_and_the_stream_moves_on(rows: list[Row], sink: Database, kind: str) -> None:
    poisoned = with_body(rows[2], POISON[kind](rows[2]))
    consumer = reader(sink, retry_seconds=(300.0,))
    with structlog.testing.capture_logs() as logs:
        outcome = consumer.apply(SOURCE, LOCAL, [*rows[:2], poisoned, *rows[3:]])
    assert outcome.at.applied == 5
    assert outcome.wait == 0
    assert applied(sink) == [(1, 1), (1, 2), (1, 4), (1, 5)]
    with sink.reading() as db:
        (kept,) = inbox.parked(db)
    assert (kept["source"], kept["seq"], kept["attempts"], kept["state"]) == (SOURCE, 3, 1, "parked")
    assert len(kept["body"]) <= outbox.MAX_EVENT_BYTES + 1
    told = f"{logs} {kept['error']} {kept['type']}"
    assert "Mélissa" not in told
    assert "0696" not in told
    assert consumer.apply(SOURCE, LOCAL, rows).at.applied == 5, "the tombstone holds: the row does not come back"


def test_an_unknown_field_on_a_fact_is_parked_and_its_name_is_not_written_down(sink: Database) -> None:
    from lakou.contracts.facts import HeadsCounted

    source = "/martinique/reporting"
    fact: dict[str, Any] = {
        "act": "a", "version": 1, "day": "2026-11-22", "territory": "972", "program": None, "themes": [], "minutes": 60,
        "total": 1, "gender": {Gender.FEMININ.value: 1}, "age": {}, "social_status": {}, SECRET: SECRET,
    }  # fmt: skip
    sealed = {
        "specversion": "1.0", "id": str(stage().program_id), "source": source, "type": HeadsCounted.type,
        "time": "2026-11-22T00:00:00+00:00", "dataschema": "x", "datacontenttype": "application/json",
        "sequence": 1, "epoch": 1, "data": fact,
    }  # fmt: skip
    consumer = Consumer("reporting", sink, {}, Metrics())
    with structlog.testing.capture_logs() as logs:
        assert consumer.apply(source, Stream.FACT, [Row(1, 1, "", orjson.dumps(sealed))]).at.applied == 1
    with sink.reading() as db:
        (kept,) = inbox.parked(db)
    assert kept["error"] == f"Poison: {HeadsCounted.type}: unknown fields"
    assert kept["type"] == HeadsCounted.type
    assert SECRET not in str(logs)
    del fact[SECRET]
    assert consumer.apply(source, Stream.FACT, [Row(1, 2, "", orjson.dumps({**sealed, "sequence": 2}))]).at.applied == 2


def test_an_unknown_field_on_a_local_event_is_ignored(rows: list[Row], sink: Database) -> None:
    later = with_body(rows[0], with_data(rows[0], added_in_a_later_version=1))
    reader(sink).apply(SOURCE, LOCAL, [later])
    assert applied(sink) == [(1, 1)]


def test_poison_that_was_held_is_parked_when_its_turn_comes(rows: list[Row], sink: Database) -> None:
    consumer = reader(sink)
    consumer.apply(SOURCE, LOCAL, [with_body(rows[1], b"{"), rows[2]])
    assert applied(sink) == []
    assert consumer.apply(SOURCE, LOCAL, rows[:1]).at.applied == 3
    assert applied(sink) == [(1, 1), (1, 3)]


def test_a_thousand_poisons_do_not_stop_a_stream(tmp_path: Path, sink: Database) -> None:
    source = opened(sqlite(tmp_path, "many"))
    say(source, 100, at_once=True)
    rows = [with_body(row, b"[]") if row.seq % 10 else row for row in recorded(source)]
    consumer = reader(sink)
    assert consumer.apply(SOURCE, LOCAL, rows).at.applied == 100
    assert not consumer.paused
    assert [seq for _, seq in applied(sink)] == list(range(10, 101, 10))


class Stubborn:
    """A handler that fails on one sequence, as often as told."""

    def __init__(self, seq: int, times: int, error: Exception | None = None) -> None:
        self.seq, self.times, self.error, self.calls = seq, times, error or ValueError(SECRET), 0

    def __call__(self, db: Db, event: Event, origin: Origin) -> None:
        remember(db, event, origin)
        if origin.seq == self.seq and self.calls < self.times:
            self.calls += 1
            raise self.error


def test_what_fails_is_tried_again_in_place_and_nothing_overtakes_it(rows: list[Row], sink: Database) -> None:
    consumer = reader(sink, Stubborn(3, times=2))
    for _ in range(2):
        outcome = consumer.apply(SOURCE, LOCAL, rows)
        assert outcome.wait > 0
        assert applied(sink) == [(1, 1), (1, 2)]
    assert consumer.apply(SOURCE, LOCAL, rows).at.applied == 5
    assert [seq for _, seq in applied(sink)] == [1, 2, 3, 4, 5]


def test_what_fails_to_the_end_is_parked_and_its_effects_are_undone(rows: list[Row], sink: Database) -> None:
    consumer = reader(sink, Stubborn(3, times=99))
    with structlog.testing.capture_logs() as logs:
        outcomes = [consumer.apply(SOURCE, LOCAL, rows) for _ in range(4)]
    assert [bool(outcome.wait) for outcome in outcomes] == [True, True, True, False]
    assert outcomes[-1].at.applied == 5
    assert [seq for _, seq in applied(sink)] == [1, 2, 4, 5]
    with sink.reading() as db:
        (kept,) = inbox.parked(db)
    assert (kept["seq"], kept["attempts"], kept["error"], kept["type"]) == (3, 4, "ValueError", KIND)
    assert SECRET not in str(logs)


def test_the_digest_is_the_source_s_whatever_was_parked(tmp_path: Path, sink: Database) -> None:
    source = opened(sqlite(tmp_path, "source2"))
    say(source, 5)
    consumer = reader(sink, Stubborn(2, times=99, error=Poison("no")))
    at = consumer.apply(SOURCE, LOCAL, recorded(source)).at
    with source.reading() as db:
        assert outbox.digest_at(db, LOCAL, 1, 5) == at.digest


def test_nothing_is_tried_before_its_time(rows: list[Row], sink: Database) -> None:
    stubborn = Stubborn(1, times=99)
    consumer = reader(sink, stubborn, retry_seconds=(300.0,))
    for _ in range(3):
        assert 290 < consumer.apply(SOURCE, LOCAL, rows).wait <= 300
    assert stubborn.calls == 1
    assert consumer.metrics.registry.get_sample_value("lakou_retry_depth", {"service": "sessions"}) == 1
    other = consumer.apply("/guyane/enrollment", LOCAL, [])
    assert other.wait == 0, "another source keeps its own pace"


def test_events_recorded_by_a_failed_handler_are_not_said(rows: list[Row], sink: Database) -> None:
    def answer(db: Db, event: Event, origin: Origin) -> None:
        outbox.record(db, stage(origin.seq))
        if origin.seq == 2:
            raise Poison("no")

    reader(sink, answer).apply(SOURCE, LOCAL, rows[:3])
    said = [orjson.loads(row.body)["data"]["revision"] for row in recorded(sink)]
    assert said == [1, 3]


def test_a_mass_failure_pauses_the_consumer_which_says_so_and_parks_no_more(
    tmp_path: Path, sink: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer_module, "MASS_FAILURE", 5)
    source = opened(sqlite(tmp_path, "many"))
    say(source, 30, at_once=True)

    def broken(_db: Db, _event: Event, _origin: Origin) -> None:
        raise RuntimeError

    consumer = reader(sink, broken, retry_seconds=())
    assert consumer.apply(SOURCE, LOCAL, recorded(source)).wait > 0
    assert consumer.paused
    assert consumer.metrics.registry.get_sample_value("lakou_consumer_paused", {"service": "sessions"}) == 1
    with sink.reading() as db:
        assert len(inbox.parked(db)) == 5
    assert consumer.apply(SOURCE, LOCAL, recorded(source)).wait > 0
    assert consumer.place(SOURCE, LOCAL).applied == 5
    consumer.paused = False
    consumer.handlers = {KIND: remember}
    assert consumer.apply(SOURCE, LOCAL, recorded(source)).at.applied == 30
    assert len(applied(sink)) == 25


@pytest.mark.parametrize("trouble", [OperationalError, InterfaceError])
def test_trouble_of_the_database_parks_nothing(
    rows: list[Row], sink: Database, trouble: Callable[[str, object, Exception], Exception]
) -> None:
    error = trouble("SELECT", {}, Exception(SECRET))
    consumer = reader(sink, Stubborn(2, times=50, error=error), retry_seconds=(0.0,))
    with structlog.testing.capture_logs() as logs:
        for _ in range(50):
            assert consumer.apply(SOURCE, LOCAL, rows).wait > 0
    assert applied(sink) == []
    with sink.reading() as db:
        assert inbox.parked(db) == []
    assert SECRET not in str(logs)
    assert consumer.apply(SOURCE, LOCAL, rows).at.applied == 5


def test_an_operator_tries_a_parked_event_again_or_drops_it(rows: list[Row], sink: Database) -> None:
    stubborn = Stubborn(1, times=2, error=Poison("no"))
    consumer = reader(sink, stubborn)
    consumer.apply(SOURCE, LOCAL, [rows[0], with_body(rows[1], b"{}")])
    first, second = parking.waiting(consumer)
    with pytest.raises(parking.StillFailing):
        parking.retry(consumer, first.id)
    parking.retry(consumer, first.id)
    assert applied(sink) == [(1, 1)]
    parking.drop(consumer, second.id)
    assert parking.waiting(consumer) == []
    with sink.reading() as db:
        assert db.scalar(select(inbox_parked.c.body).where(inbox_parked.c.id == second.id)) == b""


class Kept(DeclarativeBase):
    """The table that a handler of these tests adds to."""


class Once(Kept):
    """A place that may be kept once, as the database alone knows."""

    __tablename__ = "once"

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(unique=True)


def test_of_rows_written_together_the_one_that_the_database_refuses_is_parked_alone(rows: list[Row], sink: Database) -> None:
    def keep(db: Db, event: Event, origin: Origin) -> None:
        db.add(Once(seq=1 if origin.seq == 4 else origin.seq))
        remember(db, event, origin)

    with sink.transaction() as db:
        Kept.metadata.create_all(db.connection())
    consumer = reader(sink, keep, retry_seconds=())
    assert consumer.apply(SOURCE, LOCAL, rows).at.applied == 5
    assert [seq for _, seq in applied(sink)] == [1, 2, 3, 5]
    with sink.reading() as db:
        assert [(row["seq"], row["error"]) for row in inbox.parked(db)] == [(4, "IntegrityError")]
        assert sorted(db.scalars(select(Once.seq))) == [1, 2, 3, 5]


def test_what_a_batch_needs_is_read_ahead_and_poison_is_not_part_of_it(rows: list[Row], sink: Database) -> None:
    seen: list[list[int]] = []

    def ahead(_db: Db, batch: Batch) -> None:
        seen.append([origin.seq for _, origin in batch])

    consumer = Consumer("sessions", sink, {KIND: remember}, Metrics(), read_ahead=ahead, retry_seconds=())
    consumer.apply(SOURCE, LOCAL, [rows[0], with_body(rows[1], b"{"), *rows[2:]])
    assert seen[0] == [1, 3, 4, 5]
    assert [seq for _, seq in applied(sink)] == [1, 3, 4, 5]
