"""One service of a node is stopped for a while: the others work on, and it catches up by itself."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomlkit

from tests.journeys.federation import LAKOU, Door
from tests.journeys.test_kill_nine import register
from tests.journeys.test_sheet_to_hub import figures, hold_seat, plan_session
from tests.ports import free_ports
from tests.private.broker import Broker
from tests.processes import Program
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.broker]


class SplitNode:
    """A node in two processes on one broker: reporting alone, the other services together."""

    def __init__(self, folder: Path, amqp: str) -> None:
        everyday, reporting = free_ports(2)
        self.everyday = self._program(folder, "everyday", everyday, ["enrollment", "sessions", "notifications"], amqp)
        self.reporting = self._program(folder, "reporting", reporting, ["reporting"], amqp)
        self.urls = {"everyday": f"http://127.0.0.1:{everyday}", "reporting": f"http://127.0.0.1:{reporting}"}
        self.folder = folder

    @staticmethod
    def _program(folder: Path, name: str, port: int, services: list[str], amqp: str) -> Program:
        settings = {
            "name": "guyane",
            "port": port,
            "data": str(folder / "data"),
            "transport": "amqp",
            "amqp": amqp,
            "services": services,
        }
        config = folder / f"{name}.toml"
        config.write_text(tomlkit.dumps(settings))
        return Program([LAKOU, "run", "--config", config], log=folder / f"{name}.log")


@pytest.fixture
def split(tmp_path: Path, amqp_url: str) -> Iterator[SplitNode]:
    node = SplitNode(tmp_path, amqp_url)
    with node.everyday, node.reporting:
        node.everyday.wait_ready(f"{node.urls['everyday']}/readyz")
        node.reporting.wait_ready(f"{node.urls['reporting']}/readyz")
        yield node


def test_it_catches_up_by_itself(split: SplitNode, broker: Broker) -> None:
    token = create_token(split)
    door, reports = Door(split.urls["everyday"], token), Door(split.urls["reporting"], token)
    split.reporting.kill()
    people = [register(door, number) for number in range(5)]
    session = plan_session(door, None)["id"]
    for person in people:
        seat = hold_seat(door, session, person)
        door.put(f"sessions/seats/{seat['id']}/attendance", {"status": "present"})
    split.reporting.start()
    split.reporting.wait_ready(f"{split.urls['reporting']}/readyz")
    wait_until(lambda: figures(reports)["I2"] == len(people), "reporting has caught up", 20)
    assert figures(reports)["I1"] == len(people)


def create_token(split: SplitNode) -> str:
    command = [str(LAKOU), "token", "create", "--config", str(split.folder / "everyday.toml"), "--role", "coordinator"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return str(done.stdout).strip()
