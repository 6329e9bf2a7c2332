"""One id is followed from a request through the outbox to the line of the service that counts it; facts do not bear it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from lakou.kernel.settings import Settings
from lakou.node.federation import write_settings
from tests.faults.link.rig import Machine
from tests.ports import free_port
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def rows(file: Path, query: str) -> list[str]:
    with closing(sqlite3.connect(file, timeout=10)) as connection:
        return [bytes(row[0]).decode() for row in connection.execute(query)]


def lines(machine: Machine) -> list[dict[str, Any]]:
    told = [json.loads(line) for line in machine.log.read_text().splitlines() if line.startswith("{")]
    return [line for line in told if line.get("trace") == TRACE]


def test_a_request_is_followed_to_what_counts_it(tmp_path: Path) -> None:
    port, config, data = free_port(), tmp_path / "node.toml", tmp_path / "data"
    write_settings(Settings(name="guyane", port=port, data=data, log_level="DEBUG"), config)
    machine = Machine(config, port)
    machine.start()
    try:
        door = machine.door("helper")
        door.session.headers["traceparent"] = f"00-{TRACE}-00f067aa0ba902b7-01"
        door.post("sessions/supports", {"date": "2026-11-20", "duration_minutes": 30, "themes": ["email"]})
        facts = "SELECT body FROM outbox WHERE stream = 'fact'"
        wait_until(lambda: bool(rows(data / "reporting.sqlite3", facts)), "reporting tells the fact", 15)
        logged = "SELECT payload FROM fact_log"
        wait_until(lambda: bool(rows(data / "reporting.sqlite3", logged)), "and counts it", 15)
        wait_until(lambda: len(lines(machine)) >= 2, "the lines are written", 10)
    finally:
        machine.program.kill()
    (recorded,) = rows(data / "sessions.sqlite3", "SELECT body FROM outbox WHERE stream = 'local'")
    assert TRACE in recorded
    found = {(line["event"], line.get("route") or line.get("consumer")) for line in lines(machine)}
    assert ("http.answered", "POST /supports") in found
    assert ("stream.applied", "reporting") in found
    (fact,) = rows(data / "reporting.sqlite3", facts)
    (payload,) = rows(data / "reporting.sqlite3", logged)
    assert TRACE not in fact + payload
    assert "traceparent" not in fact + payload
