"""PostgreSQL is killed under a node, or can only be read: people are told, nothing is parked, and the node goes on by itself."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import create_engine, text

from lakou.kernel.settings import Settings
from lakou.node.federation import write_settings
from tests.faults.link.rig import Machine
from tests.faults.test_processes_on_amqp import open_programs
from tests.journeys.federation import Door
from tests.ports import free_port
from tests.private.postgresql import PostgreSQL
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

SERVICES = ("portal", "enrollment", "sessions", "reporting", "notifications")


class OnPostgreSQL:
    """A node whose databases stand in a PostgreSQL of its own."""

    def __init__(self, folder: Path, server: PostgreSQL) -> None:
        self.server, port, config = server, free_port(), folder / "node.toml"
        for service in SERVICES:
            server.cluster.create_database(service)
        settings = Settings(name="guyane", port=port, data=folder / "data", database=server.cluster.url("{service}"))
        write_settings(settings, config)
        self.machine = Machine(config, port)

    def ask(self, service: str, query: str) -> Any:
        engine = create_engine(self.server.cluster.url(service))
        with engine.connect() as connection:
            found = connection.execute(text(query)).scalar_one()
        engine.dispose()
        return found

    def exact(self, programs: int) -> bool:
        known = self.ask("reporting", "SELECT count(*) FROM known_program")
        return bool(known == programs == self.ask("enrollment", "SELECT count(*) FROM program"))


@pytest.fixture
def node(tmp_path: Path, own_postgresql: PostgreSQL) -> Iterator[OnPostgreSQL]:
    made = OnPostgreSQL(tmp_path, own_postgresql)
    made.machine.start()
    yield made
    made.machine.program.kill()


def refused(door: Door) -> dict[str, Any]:
    """What is answered to who opens a program meanwhile."""
    answer: dict[str, Any] = door.call("POST", "enrollment/programs", 503, json={"name": "Refusé", "kind": "beneficiaries"})
    return answer


def works_again(door: Door, name: str) -> Callable[[], bool]:
    def condition() -> bool:
        answer = door.call("POST", "enrollment/programs", (201, 503), json={"name": name, "kind": "beneficiaries"})
        return "id" in answer

    return condition


def test_a_database_that_was_killed_is_found_again(node: OnPostgreSQL) -> None:
    door = Door.of(node.machine.config, "coordinator")
    open_programs(door, "Avant", 3)
    wait_until(lambda: node.exact(3), "reporting knows them", 15)
    node.server.kill()
    assert refused(door)["type"] == "urn:lakou:problem:unavailable"
    assert requests.get(f"{door.base}/healthz", timeout=5).status_code == 200
    assert requests.get(f"{door.base}/readyz", timeout=5).status_code == 503
    node.server.start()
    wait_until(works_again(door, "Après"), "the node goes on", 15)
    wait_until(lambda: node.exact(4), "and its consumers too", 40)
    assert node.ask("reporting", "SELECT count(*) FROM inbox_parked") == 0


def test_a_database_that_can_only_be_read_is_read(node: OnPostgreSQL) -> None:
    door = Door.of(node.machine.config, "coordinator")
    open_programs(door, "Avant", 3)
    wait_until(lambda: node.exact(3), "reporting knows them", 15)
    for service in SERVICES:
        node.server.cluster.set_read_only(service, True)
    assert refused(door)["type"] == "urn:lakou:problem:read-only"
    assert len(door.get("enrollment/programs")["items"]) == 3
    for service in SERVICES:
        node.server.cluster.set_read_only(service, False)
    wait_until(works_again(door, "Après"), "the node goes on", 15)
    wait_until(lambda: node.exact(4), "and its consumers too", 40)
    assert node.ask("reporting", "SELECT count(*) FROM inbox_parked") == 0
