"""A database that is full, read-only or gone: who asks reads what to do, nothing is half done, and all goes on afterwards."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, InternalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from werkzeug.wrappers import Response

from lakou.kernel import inbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.database_trouble import ReadOnly, StorageFull, is_trouble, problem
from lakou.kernel.problems import Unavailable
from lakou.kernel.web.app import Mount
from lakou.kernel.web.call import Call
from lakou.kernel.web.routes import Routes
from tests.kernel.kit import LOCAL, SOURCE, applied, opened, reader, recorded, say, sqlite
from tests.kernel.web_kit import HELPER, Yard
from tests.private.cluster import Cluster
from tests.private.plugin import MakeUrl


class Limited:
    """An SQLite database whose disk is as full as told."""

    def __init__(self, folder: Path) -> None:
        self.pages = 0
        self.database = opened(sqlite(folder, "limited"), "/martinique/sessions")
        event.listen(self.database.engine, "checkout", self._limit)

    def _limit(self, connection: Any, *_more: Any) -> None:
        cursor = connection.cursor()
        used = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {used + self.pages}")


@pytest.fixture
def limited(tmp_path: Path) -> Limited:
    return Limited(tmp_path)


def test_a_consumer_on_a_full_disk_parks_nothing_and_goes_on_when_there_is_room(limited: Limited, tmp_path: Path) -> None:
    source = opened(sqlite(tmp_path, "source"))
    say(source, 400, at_once=True)
    consumer, sink = reader(limited.database, retry_seconds=(0.0,)), limited.database
    for _ in range(30):
        assert consumer.apply(SOURCE, LOCAL, recorded(source)).wait > 0
    with sink.reading() as db:
        assert inbox.parked(db) == []
    assert [seq for _, seq in applied(sink)] == list(range(1, consumer.place(SOURCE, LOCAL).applied + 1)), "no half state"
    assert not consumer.paused
    limited.pages = 10_000
    assert consumer.apply(SOURCE, LOCAL, recorded(source)).at.applied == 400
    assert len(applied(sink)) == 400


def test_who_records_on_a_full_disk_reads_what_to_do_and_nothing_is_kept(limited: Limited, tmp_path: Path) -> None:
    yard = Yard(tmp_path)
    doors = Routes("full")

    @doors.api("POST", "/acts", roles=HELPER, summary="Record much")
    def act(call: Call) -> Response:
        say(limited.database, 100, at_once=True)
        return call.answer({})

    given = yard.app._mounts["/yard"].context
    context = ServiceContext("full", given.site, limited.database, given.settings, given.metrics, given.keys)
    yard.app._mounts["/full"] = Mount("/full", context, (doors,))
    answer = yard.ask("POST", "/full/api/v1/acts", "helper bearer", json={})
    assert (answer.status_code, answer.get_json()["type"]) == (503, "urn:lakou:problem:storage-full")
    assert "libéré de la place" in answer.get_json()["detail"]
    assert recorded(limited.database) == []
    limited.pages = 10_000
    assert yard.ask("POST", "/full/api/v1/acts", "helper bearer", json={}).status_code == 200
    assert len(recorded(limited.database)) == 100


def test_a_consumer_on_a_read_only_database_parks_nothing_and_goes_on(
    cluster: Cluster, make_postgres_url: MakeUrl, tmp_path: Path
) -> None:
    url = make_postgres_url("frozen")
    sink, name = opened(url, "/martinique/sessions"), url.rsplit("/", 1)[-1]
    source = opened(sqlite(tmp_path, "source"))
    say(source, 5)
    consumer = reader(sink, retry_seconds=())
    consumer.apply(SOURCE, LOCAL, recorded(source)[:2])
    cluster.set_read_only(name, True)
    for _ in range(25):
        assert consumer.apply(SOURCE, LOCAL, recorded(source)).wait > 0
    assert not consumer.paused
    assert consumer.place(SOURCE, LOCAL).applied == 2, "it can still be read"
    with pytest.raises(InternalError) as refused:
        say(sink)
    assert isinstance(problem(refused.value), ReadOnly)
    cluster.set_read_only(name, False)
    assert consumer.apply(SOURCE, LOCAL, recorded(source)).at.applied == 5
    assert [seq for _, seq in applied(sink)] == [1, 2, 3, 4, 5]
    with sink.reading() as db:
        assert inbox.parked(db) == []
    sink.dispose()


class _FromPostgreSQL(Exception):
    def __init__(self, state: str) -> None:
        super().__init__("could not extend file")
        self.pgcode = state


def test_a_full_postgresql_is_known_by_its_state() -> None:
    error = InternalError("INSERT", {}, _FromPostgreSQL("53100"))
    assert isinstance(problem(error), StorageFull)


def test_the_rest_is_named_as_it_is() -> None:
    assert is_trouble(PoolExhausted())
    assert type(problem(PoolExhausted())) is Unavailable
    errors: list[SQLAlchemyError] = [IntegrityError("INSERT", {}, Exception("twice")), InternalError("SELECT", {}, Exception("x"))]
    assert not any(is_trouble(error) for error in errors), "what will never succeed must not be tried for ever"


def test_a_lost_connection_is_trouble_whatever_its_class() -> None:
    assert is_trouble(InternalError("SELECT", {}, Exception("gone"), connection_invalidated=True))
