"""kill -9 in the middle of a thousand attendances; nothing is said afterwards; after the next start the figures are exact."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.journeys.federation import Door, Federation
from tests.journeys.test_sheet_to_hub import figures, hold_seat, plan_session
from tests.waiting import wait_until

PEOPLE = 100
SESSIONS = 10
KILLED_AFTER = 600
WITHIN_SECONDS = 10.0

pytestmark = pytest.mark.slow


def test_the_figures_are_exact_within_ten_seconds_of_the_next_start(embedded_or_real: Federation) -> None:
    federation = embedded_or_real
    door = federation.door("martinique", "coordinator")
    people = [register(door, number) for number in range(PEOPLE)]
    sessions = [plan_session(door, None, PEOPLE)["id"] for _ in range(SESSIONS)]
    with ThreadPoolExecutor(4) as pool:
        pairs = [(session, person) for session in sessions for person in people]
        seats = list(pool.map(lambda pair: hold_seat(door, *pair)["id"], pairs))
    sure, unsure = mark_until_killed(federation, door, seats)
    assert len(sure) >= KILLED_AFTER
    federation.program.start()
    federation.wait_ready()
    hub = federation.door("hub", "analyst")

    def exact() -> bool:
        marked = count_present(door, sessions)
        assert len(sure) <= marked <= len(sure) + len(unsure)
        return figures(hub)["I2"] == marked and figures(door)["I2"] == marked

    wait_until(exact, "node and hub count every attendance that was recorded, once", WITHIN_SECONDS)
    assert figures(hub)["I1"] <= PEOPLE


def register(door: Door, number: int) -> str:
    names = {"family_name": f"Famille{chr(65 + number // 26)}{chr(65 + number % 26)}", "given_name": f"Prénom{number * 7919}"}
    answer = door.post("enrollment/beneficiaries", names | {"birth_year": 1950 + number % 50, "commune": "97209"})
    return str(answer["id"])


def mark_until_killed(federation: Federation, door: Door, seats: list[str]) -> tuple[set[str], set[str]]:
    """Mark everybody present from four threads, kill the program in the middle: who surely was, who may have been."""
    sure: set[str] = set()
    unsure: set[str] = set()
    enough = threading.Event()

    def mark(seat: str) -> None:
        if enough.is_set() and not federation.program.alive:
            return
        try:
            door.put(f"sessions/seats/{seat}/attendance", {"status": "present"})
            sure.add(seat)
        except (requests.RequestException, AssertionError):
            unsure.add(seat)
        if len(sure) >= KILLED_AFTER and not enough.is_set():
            enough.set()
            federation.program.kill()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(mark, seats))
    return sure, unsure


def count_present(door: Door, sessions: list[str]) -> int:
    seats: list[dict[str, Any]] = []
    for session in sessions:
        seats += door.get(f"sessions/workshop-sessions/{session}/seats", params={"limit": 200})["items"]
    return sum(seat["state"] == "present" for seat in seats)
