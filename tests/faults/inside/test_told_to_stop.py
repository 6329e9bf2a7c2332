"""SIGTERM while people work: the process ends in time and well, and what was answered is kept, what was not may be asked again."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.faults.test_processes_on_amqp import Split
from tests.journeys.federation import Door
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.broker]

PROGRAMS = 80
STOPPED_AFTER = 25
STOPS_WITHIN = 12.0


class People:
    """Open programs together, each with its key; what failed may be asked again."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.answered: set[int] = set()
        self.some = threading.Event()

    def open(self, number: int) -> None:
        body, key = {"name": f"Atelier {number}", "kind": "beneficiaries"}, {"Idempotency-Key": f"program-{number}"}
        try:
            answer = self.door.call("POST", "enrollment/programs", (201, 409), json=body, headers=key)
        except requests.RequestException:
            return
        assert "id" in answer or answer["type"].endswith("idempotency-answer-lost"), answer
        self.answered.add(number)
        if len(self.answered) >= STOPPED_AFTER:
            self.some.set()

    def open_all(self) -> None:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(self.open, range(PROGRAMS)))


def test_it_ends_in_time_and_nothing_is_lost_or_twice(tmp_path: Path, make_amqp_url: Callable[[str], str]) -> None:
    split = Split(tmp_path, make_amqp_url("martinique"))
    try:
        split.start()
        people = People(split.door())
        working = threading.Thread(target=people.open_all)
        working.start()
        assert people.some.wait(60)
        assert split.speakers.terminate(within=STOPS_WITHIN) == 0
        assert split.listeners.terminate(within=STOPS_WITHIN) == 0
        working.join()
        assert len(people.answered) < PROGRAMS, "it was stopped in the middle"
        kept = {int(name.split()[1]) for (name,) in split.ask("enrollment", "SELECT name FROM program")}
        assert people.answered <= kept, "what was answered is kept"
        split.start()
        people.open_all()
        assert people.answered == set(range(PROGRAMS))
        assert split.ask("enrollment", "SELECT count(*), count(DISTINCT name) FROM program") == [(PROGRAMS, PROGRAMS)]
        wait_until(split.exact, "reporting heard all of it", 20)
        assert split.ask("reporting", "SELECT count(*) FROM known_program") == [(PROGRAMS,)]
    finally:
        split.stop()
