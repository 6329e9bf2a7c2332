"""Many ask at once: never a seat too many, nobody twice, and the waiting list in the order of commits."""

import random
import subprocess
import sys
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.sessions import use_cases
from services.sessions.model import WorkshopSession
from services.sessions.model.rules import AlreadySeated
from services.sessions.storage import seats
from tests.sessions.factories import DAYS_BEFORE, fresh, make_context, make_people, make_session, recorded

ROOT = Path(__file__).parents[2]
PEOPLE, SEATS, PROCESSES = 50, 12, 5


def check(context: ServiceContext, session: WorkshopSession) -> None:
    """Twelve sit, thirty-eight wait, in the order their events were committed in."""
    with context.database.reading() as db:
        found = seats.of_session(db, session.id)
    assert Counter(seat.state for seat in found) == {"inscrit": SEATS, "liste_attente": PEOPLE - SEATS}
    assert fresh(context, session).seats_taken == SEATS
    assert [seat.ticket for seat in found] == list(range(1, PEOPLE + 1))
    told = [(event["seat_id"], event["state"]) for event in recorded(context, "sessions.seat.changed.v1")]
    assert told == [(str(seat.id), seat.state) for seat in found]


def test_fifty_requests_from_five_processes_for_twelve_seats(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    session, people = make_session(context, capacity=SEATS), make_people(context, PEOPLE)
    racers = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.sessions.racers", str(tmp_path), context.database.url, str(session.id)]
            + [str(person) for person in people[rank::PROCESSES]],
            cwd=ROOT,
            stdin=subprocess.PIPE,
        )
        for rank in range(PROCESSES)
    ]
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write(b"go\n")
        racer.stdin.flush()
    assert [racer.wait(120) for racer in racers] == [0] * PROCESSES
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.close()
    check(context, session)


def test_a_hundred_random_cancellations_leave_no_gap_and_overtake_nobody(tmp_path: Path) -> None:
    context, dice = make_context(tmp_path), random.Random(2026)
    session, people = make_session(context, capacity=SEATS), make_people(context, SEATS + 100)
    with clock.at(DAYS_BEFORE):
        turns = [place.seat.id for place in use_cases.hold_seats(context, session.id, people)]
        for left in dice.sample(turns, 100):
            use_cases.withdraw_seat(context, left)
            turns.remove(left)
            with context.database.reading() as db:
                found = [seat for seat in seats.of_session(db, session.id) if seat.state != "desiste"]
            assert [seat.id for seat in found] == turns
            assert [seat.state for seat in found] == ["inscrit"] * SEATS + ["liste_attente"] * (len(turns) - SEATS)
    assert fresh(context, session).seats_taken == SEATS
    places = [(each["seat_id"], each["state"]) for each in recorded(context, "sessions.seat.changed.v1")]
    assert len(places) == len(set(places)), "nobody is told the same thing twice"


@pytest.mark.postgres
def test_fifty_threads_for_twelve_seats_on_postgresql(tmp_path: Path, make_postgres_url: Callable[[str], str]) -> None:
    context = make_context(tmp_path, make_postgres_url("sessions"))
    session, people = make_session(context, capacity=SEATS), make_people(context, PEOPLE)
    _all_at_once(lambda person: use_cases.hold_seat(context, session.id, person), people)
    check(context, session)
    context.database.dispose()


@pytest.mark.postgres
def test_one_person_asked_for_by_many_threads_sits_once_on_postgresql(
    tmp_path: Path, make_postgres_url: Callable[[str], str]
) -> None:
    context = make_context(tmp_path, make_postgres_url("sessions"))
    session, person = make_session(context), make_people(context, 1)[0]
    refused = _all_at_once(lambda each: use_cases.hold_seat(context, session.id, each), [person] * 10)
    assert [type(error) for error in refused] == [AlreadySeated] * 9
    assert fresh(context, session).seats_taken == 1
    context.database.dispose()


def _all_at_once(act: Callable[[uuid.UUID], object], people: list[uuid.UUID]) -> list[Exception]:
    """Each in a thread of its own; what was raised."""
    start = threading.Barrier(len(people))
    raised: list[Exception] = []

    def run(person: uuid.UUID) -> None:
        start.wait(30)
        with clock.at(DAYS_BEFORE):
            try:
                act(person)
            except Exception as error:  # noqa: BLE001 - the test looks at them
                raised.append(error)

    threads = [threading.Thread(target=run, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised
