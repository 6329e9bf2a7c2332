"""Five hundred people ask for twelve seats at once, at two copies of a node, on PostgreSQL and RabbitMQ; then a hundred give up."""

import datetime as dt
import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from lakou.kernel import clock
from tests.faults.inside.test_two_copies import Copies, copies
from tests.journeys.federation import Door
from tests.waiting import wait_until

pytestmark = [pytest.mark.timeout(900), pytest.mark.slow, pytest.mark.long, pytest.mark.broker, pytest.mark.postgres]

__all__ = ["copies"]
PEOPLE, SEATS, LEAVING, ASKING_AT_ONCE = 500, 12, 100, 250
TOLD = "SELECT count(*) FROM known_seat WHERE state IN ('inscrit', 'liste_attente', 'desiste')"


def at_once(doors: list[Door], act: Callable[[requests.Session, str, int], Any], number: int) -> list[Any]:
    """Each in a thread with a connection of its own, half of them at each copy, all let go at the same moment."""
    start = threading.Barrier(ASKING_AT_ONCE)

    def one(rank: int) -> Any:
        door = doors[rank % len(doors)]
        with requests.Session() as session:
            session.headers.update(door.session.headers)
            if rank < ASKING_AT_ONCE <= number:
                start.wait(60)
            return act(session, f"{door.base}/sessions/api/v1", rank)

    with ThreadPoolExecutor(ASKING_AT_ONCE) as threads:
        return list(threads.map(one, range(number)))


def again(act: Callable[[], requests.Response], expected: int) -> Any:
    """The answer; who was asked to come back in a minute, on a machine that has other things to do, asks again."""
    for _ in range(10):
        answer = act()
        if answer.status_code != 503:
            break
    assert answer.status_code == expected, answer.text
    return answer.json()


def register(door: Door) -> list[str]:
    """As a sheet, in one go."""
    lines = [f"{_letters(rank)};{_letters(rank + PEOPLE)};{1940 + rank % 60};97302" for rank in range(PEOPLE)]
    sheet = "\n".join(["Nom;Prénom;Année de naissance;Commune", *lines])
    files = {"file": ("liste.csv", sheet.encode(), "text/csv")}
    answer = door.session.post(f"{door.base}/enrollment/api/v1/imports", files=files, timeout=300).json()
    assert answer["created"] == PEOPLE, {name: answer[name] for name in ("created", "known", "to_check", "refused")}
    return [str(line["id"]) for line in answer["lines"] if line["id"]]


def _letters(rank: int) -> str:
    """A name unlike any other."""
    dice = random.Random(rank)
    return "".join(dice.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(12)).title()


def test_twelve_sit_the_others_wait_in_the_order_of_commits_and_a_hundred_may_leave(copies: Copies) -> None:
    for machine in copies.machines:
        machine.start()
    doors = [machine.door("coordinator") for machine in copies.machines]
    workshop = doors[0].post("sessions/workshops", {"title": "Ma boîte e-mail", "themes": ["email"]})
    starts_at = clock.now().replace(microsecond=0) + dt.timedelta(days=7)
    planned = {"workshop_id": workshop["id"], "starts_at": starts_at.isoformat(), "duration_minutes": 120, "capacity": SEATS}
    session_id = doors[0].post("sessions/workshop-sessions", planned)["id"]
    people = register(doors[0])
    known = "SELECT count(*) FROM known_person WHERE revision > 0"
    wait_until(lambda: copies.ask("sessions", known) == [(PEOPLE,)], "sessions knows everybody", 60)

    def ask(session: requests.Session, base: str, rank: int) -> Any:
        body, key = {"beneficiary_id": people[rank]}, {"Idempotency-Key": people[rank]}
        return again(lambda: session.post(f"{base}/workshop-sessions/{session_id}/seats", json=body, headers=key, timeout=300), 201)

    seats = at_once(doors, ask, PEOPLE)
    assert Counter(seat["state"] for seat in seats) == {"inscrit": SEATS, "liste_attente": PEOPLE - SEATS}
    turns = in_order(copies, session_id)
    check(copies, session_id, turns)

    leaving = random.Random(12).sample(turns, LEAVING)

    def leave(session: requests.Session, base: str, rank: int) -> None:
        again(lambda: session.delete(f"{base}/seats/{leaving[rank]}", timeout=300), 200)

    at_once(doors, leave, LEAVING)
    check(copies, session_id, [turn for turn in turns if turn not in set(leaving)])
    wait_until(lambda: copies.ask("reporting", TOLD) == [(PEOPLE,)], "reporting heard of every seat", 60)


def in_order(copies: Copies, session_id: str) -> list[str]:
    """Those who sit or wait, by their turn."""
    query = f"SELECT id FROM seat WHERE session_id = '{session_id}' AND state <> 'desiste' ORDER BY ticket"
    return [str(row[0]) for row in copies.ask("sessions", query)]


def check(copies: Copies, session_id: str, turns: list[str]) -> None:
    """The first twelve of them sit, the others wait, nobody twice; and the events were committed in the order of the turns."""
    found = copies.ask("sessions", f"SELECT id, state FROM seat WHERE session_id = '{session_id}' ORDER BY ticket")
    here = [(str(seat), state) for seat, state in found if state != "desiste"]
    assert here == [(turn, "inscrit" if rank < SEATS else "liste_attente") for rank, turn in enumerate(turns)]
    assert copies.ask("sessions", "SELECT seats_taken, last_ticket FROM workshop_session") == [(SEATS, PEOPLE)]
    assert copies.ask("sessions", "SELECT count(*), count(DISTINCT beneficiary_id) FROM seat") == [(PEOPLE, PEOPLE)]
    body = "convert_from(body, 'UTF8')::json -> 'data'"
    first = f"SELECT {body} ->> 'seat_id', min(seq) FROM outbox WHERE type = 'sessions.seat.changed.v1' GROUP BY 1 ORDER BY 2"
    assert [row[0] for row in copies.ask("sessions", first)] == [str(seat) for seat, _ in found]
