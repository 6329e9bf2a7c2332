"""A node whose services live in separate processes, over one vhost: one is killed, the broker is away; nothing is lost."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import create_engine, text

from lakou.kernel.settings import Settings
from lakou.node.federation import write_settings
from tests.journeys.federation import LAKOU, Door
from tests.ports import free_port, free_ports
from tests.processes import Program
from tests.waiting import wait_until

SPEAKERS, LISTENERS = ("enrollment", "sessions", "notifications"), ("reporting",)


class Split:
    """The same node twice: three services in one process, reporting in the other."""

    def __init__(self, folder: Path, amqp: str) -> None:
        self.data = folder / "martinique"
        ports = free_ports(2)
        configs = [self._write(folder, port, amqp, names) for port, names in zip(ports, (SPEAKERS, LISTENERS), strict=True)]
        self.config = configs[0]
        self.speakers, self.listeners = (
            Program([LAKOU, "run", "--config", config], log=config.with_suffix(".log")) for config in configs
        )
        self.urls = [f"http://127.0.0.1:{port}" for port in ports]

    def _write(self, folder: Path, port: int, amqp: str, services: tuple[str, ...]) -> Path:
        path = folder / f"{services[0]}.toml"
        write_settings(Settings(name="martinique", port=port, data=self.data, transport="amqp", amqp=amqp, services=services), path)
        return path

    def start(self) -> None:
        self.speakers.start()
        self.listeners.start()
        self.wait_ready()

    def armed(self, which: str, failpoint: str) -> Program:
        """One of the two processes, which kills itself at a named place."""
        config = self.config.with_name(f"{SPEAKERS[0] if which == 'speakers' else LISTENERS[0]}.toml")
        env = {"LAKOU_FAILPOINTS": failpoint}
        return Program([LAKOU, "run", "--config", config], log=config.with_suffix(".armed.log"), env=env)

    def wait_ready(self, within: float = 40.0) -> None:
        for program, url in zip((self.speakers, self.listeners), self.urls, strict=True):
            program.wait_ready(f"{url}/readyz", within)

    def wait_answering(self) -> None:
        """Until both answer, ready or not: one of them may be about to die."""
        wait_until(lambda: all(_alive(url) for url in self.urls), "both processes answer", 40)

    def stop(self) -> None:
        self.speakers.kill()
        self.listeners.kill()

    def door(self) -> Door:
        command = [str(LAKOU), "token", "create", "--config", str(self.config), "--role", "coordinator"]
        token = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()
        return Door(self.urls[0], token)

    def ask(self, service: str, query: str) -> list[Any]:
        engine = create_engine(f"sqlite:///{self.data / service}.sqlite3")
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(text(query))]
        engine.dispose()
        return found

    def exact(self) -> bool:
        """Reporting has applied all that enrollment ever said, and both hold the same history."""
        said = self.ask("enrollment", "SELECT seq, digest FROM outbox WHERE stream = 'local' ORDER BY epoch DESC, seq DESC LIMIT 1")
        query = "SELECT applied, digest FROM inbox_source WHERE source = '/martinique/enrollment' AND stream = 'local'"
        return bool(said) and said == self.ask("reporting", query)


def _alive(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=2).status_code == 200
    except requests.RequestException:
        return False


def open_programs(door: Door, prefix: str, count: int) -> None:
    for number in range(count):
        door.post("enrollment/programs", {"name": f"{prefix} {number}", "kind": "beneficiaries"})


@pytest.fixture
def split(tmp_path: Path, make_amqp_url: Callable[[str], str]) -> Iterator[Split]:
    made = Split(tmp_path, make_amqp_url("martinique"))
    yield made
    made.stop()


@pytest.mark.slow
def test_services_in_separate_processes_hear_each_other_and_one_that_is_killed_catches_up(split: Split) -> None:
    split.start()
    door = split.door()
    open_programs(door, "Atelier", 5)
    wait_until(split.exact, "reporting heard enrollment", 10)
    split.listeners.kill()
    open_programs(door, "Cercle", 5)
    assert requests.get(f"{split.urls[0]}/healthz", timeout=5).status_code == 200, "the others work on"
    split.listeners.start()
    split.listeners.wait_ready(f"{split.urls[1]}/readyz")
    wait_until(split.exact, "reporting caught up by itself", 10)
    split.speakers.kill()
    split.speakers.start()
    split.wait_ready()
    open_programs(door, "Suite", 2)
    wait_until(split.exact, "and goes on after the source was killed", 10)


@pytest.mark.slow
def test_a_node_starts_works_and_stops_while_its_broker_is_down(tmp_path: Path) -> None:
    split = Split(tmp_path, f"amqp://guest:guest@127.0.0.1:{free_port()}/martinique")
    with split.speakers as program:
        program.wait_ready(f"{split.urls[0]}/healthz")
        open_programs(split.door(), "Atelier", 2)
        assert requests.get(f"{split.urls[0]}/readyz", timeout=5).status_code == 503
        assert program.terminate(within=10) == 0
