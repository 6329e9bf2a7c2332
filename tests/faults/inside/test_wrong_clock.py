"""A node whose clock stands before its last commit reads, records nothing, says why, and goes on when the clock is right."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from sqlalchemy import update

from lakou.kernel import clock
from lakou.kernel.db import Database
from lakou.kernel.settings import Settings
from lakou.kernel.tables import outbox
from lakou.node.federation import write_settings
from tests.faults.link.rig import Machine, lakou
from tests.faults.test_processes_on_amqp import open_programs
from tests.ports import free_port

pytestmark = pytest.mark.slow

PROGRAM = {"name": "Refusé", "kind": "beneficiaries"}


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Machine]:
    config, port = tmp_path / "node.toml", free_port()
    write_settings(Settings(name="martinique", port=port, data=tmp_path / "data"), config)
    machine = Machine(config, port)
    machine.start()
    yield machine
    machine.program.kill()


def date_commits(node: Machine, moment: dt.datetime) -> None:
    """As if what enrollment recorded had been recorded then. So the clock of the machine seems to jump the other way."""
    database = Database(f"sqlite:///{node.config.parent / 'data' / 'enrollment.sqlite3'}", "/martinique/enrollment")
    with database.transaction() as db:
        db.execute(update(outbox).values(at=moment))
    database.dispose()


def test_it_reads_and_records_nothing_until_the_clock_is_right(node: Machine) -> None:
    door = node.door("coordinator")
    open_programs(door, "Avant", 2)
    now = clock.now()
    date_commits(node, now + dt.timedelta(days=2))
    answer = door.call("POST", "enrollment/programs", 503, json=PROGRAM)
    assert answer["type"] == "urn:lakou:problem:clock-behind"
    assert "timedatectl" in answer["detail"]
    assert len(door.get("enrollment/programs")["items"]) == 2
    ready = requests.get(f"{door.base}/readyz", timeout=5)
    assert (ready.status_code, ready.json()["why"]) == (503, answer["detail"])
    assert "horloge" in lakou("check", "--config", node.config, status=1)
    assert node.program.terminate() == 0
    node.program.start()
    node.program.wait_ready(f"{door.base}/healthz")
    assert door.call("POST", "enrollment/programs", 503, json=PROGRAM)["type"] == answer["type"], "after a start, too"
    date_commits(node, now)
    open_programs(door, "Après", 1)
    node.program.wait_ready(f"{door.base}/readyz")
