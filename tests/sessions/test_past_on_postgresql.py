"""The same import on PostgreSQL, where two people really bring the same file in at once."""

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from lakou.contracts.vocabulary import AttendanceStatus, Theme
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.sessions import use_cases
from services.sessions.model import AnonymousCount, PastAct, Seat, Support, WorkshopSession
from services.sessions.storage import seats
from services.sessions.use_cases import past
from services.sessions.use_cases.past import receiving
from tests.sessions.coop import FIRST, export, individual
from tests.sessions.factories import NINE, make_context, make_person
from tests.sessions.past_kit import BY, FOUR, NAME, counts, how_many, rows, the_id


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


@pytest.mark.postgres
def test_what_an_appointment_came_to_is_not_brought_in_a_second_time(postgres: ServiceContext) -> None:
    starts_at = dt.datetime(2026, 2, 3, 14, tzinfo=dt.UTC)
    person = make_person(postgres, "Ketty", "Sorbier")
    with clock.at(starts_at - dt.timedelta(days=1)):
        made = use_cases.make_appointment(
            postgres, beneficiary_id=person, starts_at=starts_at, duration_minutes=45, themes=[Theme.EMAIL]
        )
    with postgres.database.reading() as db:
        (seat,) = seats.of_session(db, made.id)
    with clock.at(NINE):
        use_cases.record_attendance(postgres, seat.id, AttendanceStatus.PRESENT)
        done = past.bring_in(postgres, export(individual(FOUR[0], "Ketty Sorbier")), NAME, BY)
        assert counts(done) == (0, 0, 1, 0)
        past.decide(postgres, the_id(done), FIRST, {"decision": "double"}, BY)
        assert counts(past.bring_in(postgres, export(individual(FOUR[0], "Ketty Sorbier")), NAME, BY)) == (0, 1, 0, 0)
    assert how_many(postgres, Support) == [1]
