import datetime as dt
import hashlib
import subprocess
import sys
from pathlib import Path

import eventlet
import orjson
import pytest

from lakou.contracts.base import Stream
from lakou.contracts.enrollment import IdentityDescribed, StageReached
from lakou.contracts.facts import HeadsCounted
from lakou.contracts.sessions import WorkshopSessionDescribed
from lakou.contracts.vocabulary import ContactChannel, Language, Theme, WorkshopSessionState
from lakou.kernel import outbox
from lakou.kernel.db import Database, NestedTransaction
from tests.kernel.kit import LOCAL, ROOT, SOURCE, new_epoch, opened, recorded, say, sqlite, stage
from tests.private.plugin import MakeUrl


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return opened(sqlite(tmp_path, "source"))


def assert_whole(database: Database, count: int) -> None:
    """Numbered without a gap, each row with its hash, each digest made of the one before."""
    rows = recorded(database)
    assert [row.seq for row in rows] == list(range(1, count + 1))
    digest = b""
    for row in rows:
        assert row.hash == hashlib.sha256(row.body).digest()
        digest = outbox.chained(digest, row.hash)
        assert row.digest == digest
        assert orjson.loads(row.body)["sequence"] == row.seq
    with database.reading() as db:
        assert outbox.head(db, LOCAL) == outbox.Head(1, count, digest)


def record_with_some_rollbacks(database: Database, rounds: int) -> None:
    for number in range(rounds):
        try:
            with database.transaction() as db:
                outbox.record(db, stage())
                eventlet.sleep(0)  # let the others in, as no use case ever does
                outbox.record(db, stage())
                if number % 3 == 0:
                    raise LookupError
        except LookupError:
            continue


def test_rows_are_numbered_and_chained(database: Database) -> None:
    say(database, 3)
    say(database, 4, at_once=True)
    assert_whole(database, 7)


def test_a_rolled_back_transaction_leaves_no_row_and_no_gap(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as db:
            outbox.record(db, stage())
            raise LookupError

    say(database)
    with pytest.raises(LookupError):
        fail()
    say(database)
    assert_whole(database, 2)


def test_greenlets_that_write_together_leave_no_gap(database: Database) -> None:
    pool = eventlet.GreenPool()
    for _ in range(8):
        pool.spawn(record_with_some_rollbacks, database, 6)
    pool.waitall()
    assert_whole(database, 8 * 4 * 2)


WRITER = """
import sys
import eventlet
eventlet.monkey_patch()
from lakou.kernel.db import Database
from tests.kernel.kit import SOURCE, say
say(Database(sys.argv[1], SOURCE), int(sys.argv[2]))
"""


def write_from_two_processes(url: str, count: int) -> None:
    command = [sys.executable, "-W", "ignore", "-c", WRITER, url, str(count)]
    writers = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    assert [writer.wait(60) for writer in writers] == [0, 0]


def test_two_processes_on_one_sqlite_file_leave_no_gap(database: Database) -> None:
    write_from_two_processes(database.url, 60)
    assert_whole(database, 120)


def test_two_processes_on_postgresql_leave_no_gap(make_postgres_url: MakeUrl) -> None:
    database = opened(make_postgres_url("outbox"))
    write_from_two_processes(database.url, 60)
    assert_whole(database, 120)
    database.dispose()


def test_the_order_is_the_order_of_commits(make_postgres_url: MakeUrl) -> None:
    """A transaction that began first and commits last comes last: nobody who reads in order can miss it."""
    database = opened(make_postgres_url("order"))
    with database.transaction() as slow:
        outbox.record(slow, stage(1))
        say(database)
        assert [row.seq for row in recorded(database)] == [1]
    bodies = [orjson.loads(row.body)["data"]["revision"] for row in recorded(database)]
    assert bodies == [0, 1]
    database.dispose()


def test_an_event_that_is_too_large_is_refused_and_nothing_is_kept(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "MAX_EVENT_BYTES", 1500)
    session = WorkshopSessionDescribed(
        session_id=stage().program_id,
        revision=1,
        workshop_id=stage().program_id,
        title="é" * 200,
        program_id=None,
        themes=tuple(Theme),
        territory="972",
        venue="é" * 200,
        zone="America/Martinique",
        starts_at=dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC),
        duration_minutes=60,
        capacity=8,
        state=WorkshopSessionState.PLANIFIEE,
    )

    def record_both() -> None:
        with database.transaction() as db:
            outbox.record(db, stage())
            outbox.record(db, session)

    with pytest.raises(outbox.EventTooLarge):
        record_both()
    assert recorded(database) == []
    say(database)
    assert_whole(database, 1)


def test_each_stream_has_its_own_numbers(database: Database) -> None:
    said = stage()
    with database.transaction() as db:
        outbox.record(db, said)
        outbox.record(
            db,
            IdentityDescribed(
                beneficiary_id=said.beneficiary_id,
                revision=1,
                family_name="Orvil",
                given_name="Rosalie",
                phone=None,
                email=None,
                language=Language.FR,
                channel=ContactChannel.SMS,
            ),
        )
        outbox.record(db, said)
    assert [row.seq for row in recorded(database)] == [1, 2]
    assert [row.seq for row in recorded(database, Stream.IDENTITY)] == [1]


def test_the_first_row_of_a_later_epoch_says_where_the_history_before_it_ended(database: Database) -> None:
    say(database, 3)
    new_epoch(database)
    say(database, 2)
    assert [(row.place, row.after) for row in recorded(database)] == [
        ((1, 1), None),
        ((1, 2), None),
        ((1, 3), None),
        ((2, 1), (1, 3)),
        ((2, 2), None),
    ]
    with database.reading() as db:
        assert outbox.end(db, LOCAL) == (2, 2)
        assert outbox.end(db, Stream.FACT) == (1, 0)
        assert outbox.passed(db, LOCAL, (2, 2))
        assert not outbox.passed(db, LOCAL, (1, 3))


def test_a_transaction_inside_another_is_refused_at_once_rather_than_waiting_for_itself(database: Database) -> None:
    twin = Database(database.url, SOURCE)
    for other in (database, twin):
        with pytest.raises(NestedTransaction), database.transaction(), other.transaction():
            pass
    say(database)
    assert_whole(database, 1)


def test_a_reader_s_place_is_kept(database: Database) -> None:
    with database.transaction() as db:
        outbox.note_reader(db, LOCAL, "sessions", 1, 4)
        outbox.note_reader(db, LOCAL, "sessions", 1, 5, same_history=True)
        outbox.note_reader(db, LOCAL, "reporting", 1, 2)
    with database.reading() as db:
        kept = {row["reader"]: (row["epoch"], row["seq"], row["same_history"]) for row in outbox.readers(db, LOCAL)}
    assert kept == {"sessions": (1, 5, True), "reporting": (1, 2, None)}


def test_facts_recorded_together_tell_nothing_by_their_order() -> None:
    """A roll call goes by the alphabet; what has an order of its own keeps it."""
    heads = [HeadsCounted(act=f"{number:02}", version=1, day=dt.date(2026, 3, 10), territory="972", program=None, themes=(),
                          minutes=60, total=1, gender={}, age={}, social_status={}) for number in range(60)]  # fmt: skip
    recorded_together: list[outbox.Recorded] = [(each, {}) for each in (*heads[:40], stage(), *heads[40:])]
    left = [event for event, _ in outbox._shuffled(recorded_together)]
    assert isinstance(left[40], StageReached)
    first = [each.act for each in left[:40] if isinstance(each, HeadsCounted)]
    assert sorted(first) == [each.act for each in heads[:40]] != first, "one chance in 40! that the order is the same"
