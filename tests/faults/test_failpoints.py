"""kill -9 wherever state, events and acknowledgements could come apart; after the next start nothing is lost, nothing twice."""

from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from tests.faults.test_processes_on_amqp import Split
from tests.journeys.federation import Door
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.long]

POINTS = [
    ("speakers", "enrollment.before_commit=4"),
    ("speakers", "enrollment.after_commit=4"),
    ("speakers", "relay.after_confirm=3"),
    ("listeners", "reporting.before_commit=4"),
    ("listeners", "reporting.after_commit=2"),
    ("listeners", "receiver.before_ack=3"),
]
PROGRAMS = 12


def try_to_open(door: Door, number: int) -> None:
    """As a person would who sees an error and tries again later: the same key never opens two."""
    body = {"name": f"Atelier {number}", "kind": "beneficiaries"}
    try:
        key = {"Idempotency-Key": f"program-{number}"}
        answer = door.call("POST", "enrollment/programs", (201, 409), json=body, headers=key)
    except requests.RequestException:
        return
    assert "id" in answer or answer["type"].endswith("idempotency-answer-lost"), answer


@pytest.mark.parametrize(("which", "failpoint"), POINTS, ids=[point for _, point in POINTS])
def test_nothing_is_lost_or_twice(which: str, failpoint: str, tmp_path: Path, make_amqp_url: Callable[[str], str]) -> None:
    split = Split(tmp_path, make_amqp_url("martinique"))
    other = split.listeners if which == "speakers" else split.speakers
    victim = split.armed(which, failpoint)
    try:
        other.start()
        victim.start()
        split.wait_answering()
        door = split.door()
        for number in range(PROGRAMS):
            try_to_open(door, number)
        assert victim.wait_ended(30) == -9, "the failpoint was reached"
        (split.speakers if which == "speakers" else split.listeners).start()
        split.wait_ready()
        for number in range(PROGRAMS):
            try_to_open(door, number)
        wait_until(split.exact, "reporting holds the history of enrollment", 15)
        named = split.ask("enrollment", "SELECT count(*), count(DISTINCT name) FROM program")
        assert named == [(PROGRAMS, PROGRAMS)]
        assert split.ask("reporting", "SELECT count(*) FROM known_program") == [(PROGRAMS,)]
        told = "SELECT count(*), count(DISTINCT program) FROM program_state"
        wait_until(lambda: split.ask("reporting", told) == [(PROGRAMS, PROGRAMS)], "the ledger has each program once", 10)
        assert split.ask("reporting", "SELECT count(*) FROM inbox_parked") == [(0,)]
    finally:
        victim.kill()
        split.stop()
