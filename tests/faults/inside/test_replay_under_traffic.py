"""All is built anew by another process while people work: it comes out the same, and nothing is sent or counted twice."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from lakou.kernel.settings import Settings
from lakou.node.federation import write_settings
from tests.faults.link.rig import Machine, lakou
from tests.journeys.federation import Door
from tests.ports import free_port
from tests.private.cluster import Cluster
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.postgres]

SERVICES = ("portal", "enrollment", "sessions", "reporting", "notifications")
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


class Held:
    """The databases of a node, from outside."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def count(self, service: str, query: str) -> int:
        engine = create_engine(self.settings.database_url(service), poolclass=NullPool)
        with engine.connect() as connection:
            return int(connection.execute(text(query)).scalar_one())

    def spoil(self, service: str, statement: str) -> None:
        engine = create_engine(self.settings.database_url(service), poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(text(statement))


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path, cluster: Cluster) -> Iterator[Settings]:
    port, database = free_port(), "sqlite"
    if request.param == "postgresql":
        for service in SERVICES:
            cluster.create_database(f"{service}_{port}")
        database = cluster.url(f"{{service}}_{port}")
    yield Settings(name="guyane", port=port, data=tmp_path / "data", database=database)
    for service in SERVICES if request.param == "postgresql" else ():
        cluster.drop_database(f"{service}_{port}")


def replayed(machine: Machine) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(lakou("replay", "--json", "--config", machine.config))
    return found


def test_the_figures_are_the_same_and_nothing_is_said_twice(settings: Settings, tmp_path: Path) -> None:
    config, held = tmp_path / "node.toml", Held(settings)
    write_settings(settings, config)
    machine = Machine(config, settings.port)
    machine.start()
    try:
        team = Team(Door.of(machine.config, "helper"))
        working = threading.Thread(target=team.work)
        working.start()
        assert team.begun.wait(30)
        assert replayed(machine)["mended"] == []
        held.spoil("reporting", "UPDATE contact SET minutes = minutes + 1000")
        held.spoil("sessions", "UPDATE known_person SET family_name = 'Faux'")
        held.spoil("enrollment", "UPDATE known_support SET duration_minutes = 1")
        assert {"contact", "sessions.known_person", "enrollment.known_support"} <= set(replayed(machine)["mended"])
        assert held.count("sessions", "SELECT count(*) FROM known_person WHERE family_name = 'Marcin'") == 1
        team.home.set()
        working.join()
        supports = team.noted
        wait_until(lambda: held.count("reporting", "SELECT count(*) FROM fact_log") == supports, "the last facts are in", 20)
        again = replayed(machine)
        assert (again["facts"], again["mended"]) == (supports, [])
        assert again["events"] >= 2 * supports, "enrollment and reporting each heard of every support"
        told = held.count("reporting", "SELECT count(*) FROM outbox WHERE stream = 'fact'")
        assert told == supports, "no fact was told again"
        assert held.count("reporting", "SELECT sum(minutes) FROM contact") == supports * 30
        figures = {each["code"]: each["value"] for each in Door.of(machine.config, "coordinator").get(
            "reporting/indicators", params={"from": "2026-11-01", "to": "2026-11-30"})["indicators"]}  # fmt: skip
        assert figures["I2"] == supports
        assert held.count("portal", "SELECT count(*) FROM audit_entry WHERE act = 'replay'") == 3
        for service in SERVICES[1:]:
            assert held.count(service, "SELECT count(*) FROM inbox_parked") == 0, "no consumer gave up meanwhile"
    finally:
        machine.program.kill()
