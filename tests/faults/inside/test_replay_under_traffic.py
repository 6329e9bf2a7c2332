"""All is built anew by another process while people work: it comes out the same, and nothing is sent or counted twice."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest

from lakou.kernel.settings import Settings
from lakou.node.federation import write_settings
from tests.faults.link.rig import Machine, lakou
from tests.journeys.federation import Door
from tests.ports import free_port
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.long]

SUPPORT = {"date": "2026-11-20", "duration_minutes": 30, "themes": ["email"]}


class Team:
    """Notes supports one after the other, until it is told to go home."""

    def __init__(self, door: Door) -> None:
        self.door, self.noted = door, 0
        person = {"family_name": "Marcin", "given_name": "Rosalie", "birth_year": 1961, "commune": "97302"}
        self.support = SUPPORT | {"beneficiary_id": door.post("enrollment/beneficiaries", person)["id"]}
        self.begun, self.home = threading.Event(), threading.Event()

    def work(self) -> None:
        while not self.home.is_set():
            self.door.post("sessions/supports", self.support)
            self.noted += 1
            if self.noted == 5:
                self.begun.set()


def counted(file: Path, query: str) -> int:
    with closing(sqlite3.connect(file, timeout=20)) as connection:
        return int(connection.execute(query).fetchone()[0])


def replayed(machine: Machine) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(lakou("replay", "--json", "--config", machine.config))
    return found


def test_the_figures_are_the_same_and_nothing_is_said_twice(tmp_path: Path) -> None:
    port, config = free_port(), tmp_path / "node.toml"
    write_settings(Settings(name="guyane", port=port, data=tmp_path / "data"), config)
    machine, ledger, people = Machine(config, port), tmp_path / "data" / "reporting.sqlite3", tmp_path / "data" / "sessions.sqlite3"
    machine.start()
    try:
        team = Team(Door.of(machine.config, "helper"))
        working = threading.Thread(target=team.work)
        working.start()
        assert team.begun.wait(30)
        assert replayed(machine)["mended"] == []
        with closing(sqlite3.connect(ledger, timeout=20, isolation_level=None)) as connection:
            connection.execute("UPDATE contact SET minutes = minutes + 1000")
        with closing(sqlite3.connect(people, timeout=20, isolation_level=None)) as connection:
            connection.execute("UPDATE known_person SET family_name = 'Faux'")
        assert {"contact", "sessions.known_person"} <= set(replayed(machine)["mended"])
        assert counted(people, "SELECT count(*) FROM known_person WHERE family_name = 'Marcin'") == 1
        team.home.set()
        working.join()
        supports = team.noted
        wait_until(lambda: counted(ledger, "SELECT count(*) FROM fact_log") == supports, "the last facts are in", 20)
        again = replayed(machine)
        assert (again["facts"], again["mended"]) == (supports, [])
        assert again["events"] >= 2 * supports, "enrollment and reporting each heard of every support"
        assert counted(ledger, "SELECT count(*) FROM outbox WHERE stream = 'fact'") == supports, "no fact was told again"
        assert counted(ledger, "SELECT sum(minutes) FROM contact") == supports * 30
        figures = {each["code"]: each["value"] for each in Door.of(machine.config, "coordinator").get(
            "reporting/indicators", params={"from": "2026-11-01", "to": "2026-11-30"})["indicators"]}  # fmt: skip
        assert figures["I2"] == supports
        audited = counted(tmp_path / "data" / "portal.sqlite3", "SELECT count(*) FROM audit_entry WHERE act = 'replay'")
        assert audited == 3
    finally:
        machine.program.kill()
