"""The same import on PostgreSQL, where two people really bring the same file in at once."""

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.sessions.model import AnonymousCount, PastAct, Seat, Support, WorkshopSession
from services.sessions.use_cases import past
from services.sessions.use_cases.past import receiving
from tests.sessions.coop import export
from tests.sessions.factories import NINE, make_context, make_person
from tests.sessions.past_kit import BY, NAME, counts, how_many, rows, the_id


@pytest.fixture
def postgres(tmp_path: Path, postgres_url: str) -> Iterator[ServiceContext]:
    made = make_context(tmp_path, postgres_url)
    make_person(made)
    make_person(made, "Josette", "Valmond")
    yield made
    made.database.dispose()


@pytest.mark.postgres
def test_two_who_bring_the_same_file_in_at_once_create_each_act_once(
    postgres: ServiceContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = SimpleNamespace(execute=lambda read, *given: read(*given))  # eventlet's pool is for the one thread of a node
    monkeypatch.setattr(receiving, "tpool", at_once)
    data, failed = export(rows()), list[BaseException]()

    def bring_in() -> None:
        try:
            with clock.at(NINE):
                past.bring_in(postgres, data, NAME, BY)
        except BaseException as error:  # noqa: BLE001 - told below, by the thread of the test
            failed.append(error)

    threads = [threading.Thread(target=bring_in) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed
    assert how_many(postgres, WorkshopSession, Seat, Support, PastAct) == [1, 2, 2, 3]


@pytest.mark.postgres
def test_what_came_in_is_taken_back(postgres: ServiceContext) -> None:
    with clock.at(NINE):
        done = past.bring_in(postgres, export(rows()), NAME, BY)
        assert counts(done) == (6, 0, 2, 0)
        assert past.nameless_all(postgres, the_id(done), BY) == 2
        assert counts(past.bring_in(postgres, export(rows()), NAME, BY)) == (0, 8, 0, 0)
        past.undo(postgres, the_id(done))
    assert how_many(postgres, WorkshopSession, Seat, Support, PastAct, AnonymousCount) == [0] * 5
