"""The disk of a node's databases is truly full: people are told and may read, nothing is half done, and all goes on with room."""

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests

from lakou.kernel.settings import Settings
from lakou.node.federation import write_settings
from tests.faults.inside.small_disk import MEGA, SmallDisk
from tests.faults.inside.test_database_away import OnPostgreSQL, refused, works_again
from tests.faults.link.rig import Machine
from tests.faults.test_processes_on_amqp import open_programs
from tests.journeys.federation import Door
from tests.ports import free_port
from tests.private.machine import Absent
from tests.private.plugin import refuse
from tests.private.postgresql import PostgreSQL
from tests.waiting import wait_until

pytestmark = pytest.mark.slow


def counted(file: Path, table: str) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def refused_when_full(door: Door) -> None:
    """What room is left inside the pages of a database may take a few more."""
    numbers = itertools.count(1)

    def full() -> bool:
        body = {"name": f"Encore {next(numbers)}", "kind": "beneficiaries"}
        return "id" not in door.call("POST", "enrollment/programs", (201, 503), json=body)

    wait_until(full, "nothing more fits", 30, every=0)
    assert refused(door)["type"] == "urn:lakou:problem:storage-full"
    assert len(door.get("enrollment/programs")["items"]) >= 3, "it can still be read"
    assert requests.get(f"{door.base}/healthz", timeout=5).status_code == 200


@pytest.fixture
def small_node(tmp_path: Path) -> Iterator[tuple[Machine, SmallDisk]]:
    disk, port = SmallDisk(tmp_path / "disk", 24 * MEGA), free_port()
    config = tmp_path / "node.toml"
    write_settings(Settings(name="guyane", port=port, data=disk.folder / "data"), config)
    machine = Machine(config, port)
    machine.start()
    yield machine, disk
    machine.program.kill()
    disk.gone()


def test_sqlite_on_a_full_disk(small_node: tuple[Machine, SmallDisk]) -> None:
    machine, disk = small_node
    door, data = Door.of(machine.config, "coordinator"), disk.folder / "data"
    open_programs(door, "Avant", 3)

    def exact() -> bool:
        return counted(data / "reporting.sqlite3", "known_program") == counted(data / "enrollment.sqlite3", "program") >= 3

    wait_until(exact, "reporting knows them", 15)
    disk.fill()
    refused_when_full(door)
    disk.clear()
    wait_until(works_again(door, "Après"), "the node goes on", 15)
    wait_until(exact, "and its consumers too", 40)
    assert counted(data / "reporting.sqlite3", "inbox_parked") == 0


@pytest.fixture
def node_on_small_postgresql(tmp_path: Path) -> Iterator[tuple[OnPostgreSQL, SmallDisk]]:
    disk = SmallDisk(Path("/tmp") / f"lakou-{free_port()}", 256 * MEGA)  # pytest's folders are closed to the user it runs as
    try:
        server = PostgreSQL(disk.folder / "own")
        server.start()
    except Absent as absent:
        disk.gone()
        refuse(absent)
    node = OnPostgreSQL(tmp_path, server)
    node.machine.start()
    yield node, disk
    node.machine.program.kill()
    server.stop()
    disk.gone()


@pytest.mark.postgres
def test_postgresql_on_a_full_disk(node_on_small_postgresql: tuple[OnPostgreSQL, SmallDisk]) -> None:
    node, disk = node_on_small_postgresql
    door = Door.of(node.machine.config, "coordinator")
    open_programs(door, "Avant", 3)
    wait_until(lambda: node.exact(3), "reporting knows them", 15)
    disk.fill()
    refused_when_full(door)
    disk.clear()
    wait_until(works_again(door, "Après"), "the node goes on", 15)
    wait_until(lambda: node.exact(node.ask("enrollment", "SELECT count(*) FROM program")), "and its consumers too", 40)
    assert node.ask("reporting", "SELECT count(*) FROM inbox_parked") == 0
