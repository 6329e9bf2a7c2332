"""The same node twice, on the same databases and broker: two relays say all twice, two consumers take turns; one is killed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from lakou.kernel.settings import Settings
from lakou.node.federation import write_settings
from tests.faults.link.rig import Machine
from tests.faults.test_processes_on_amqp import open_programs
from tests.journeys.federation import Door
from tests.ports import free_ports
from tests.private.cluster import Cluster
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.broker, pytest.mark.postgres]

SERVICES = ("portal", "enrollment", "sessions", "reporting", "notifications")


class Copies:
    """Two processes of one node."""

    def __init__(self, folder: Path, amqp: str, database: str) -> None:
        self.database = database
        self.machines = [self._copy(folder, port, amqp) for port in free_ports(2)]

    def _copy(self, folder: Path, port: int, amqp: str) -> Machine:
        config = folder / f"{port}.toml"
        settings = Settings(name="guyane", port=port, data=folder / "data", database=self.database, transport="amqp", amqp=amqp)
        write_settings(settings, config)
        return Machine(config, port)

    def ask(self, service: str, query: str) -> list[Any]:
        engine = create_engine(self.database.format(service=service))
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(text(query))]
        engine.dispose()
        return found

    def exact(self, count: int) -> bool:
        """Reporting knows each program once, tells it once, and holds the history of enrollment."""
        said = "SELECT seq, digest FROM outbox WHERE stream = 'local' ORDER BY epoch DESC, seq DESC LIMIT 1"
        heard = "SELECT applied, digest FROM inbox_source WHERE source = '/guyane/enrollment' AND stream = 'local'"
        if not _same(self.ask("enrollment", said), self.ask("reporting", heard)):
            return False
        told = "SELECT count(*), count(DISTINCT program) FROM program_state"
        return self.ask("reporting", "SELECT count(*) FROM known_program") == [(count,)] and self.ask("reporting", told) == [
            (count, count)
        ]


def _same(said: list[Any], heard: list[Any]) -> bool:
    return [(seq, bytes(digest)) for seq, digest in said] == [(seq, bytes(digest)) for seq, digest in heard]


@pytest.fixture
def copies(tmp_path: Path, amqp_url: str, cluster: Cluster, unique: Callable[[str], str]) -> Iterator[Copies]:
    prefix = unique("copies")
    for service in SERVICES:
        cluster.create_database(f"{prefix}-{service}")
    made = Copies(tmp_path, amqp_url, cluster.url(f"{prefix}-{{service}}"))
    yield made
    for machine in made.machines:
        machine.program.kill()
    for service in SERVICES:
        cluster.drop_database(f"{prefix}-{service}")


def test_nothing_is_applied_twice_and_the_one_that_stays_goes_on(copies: Copies) -> None:
    first, second = copies.machines
    first.start()
    second.start()
    doors = [Door.of(machine.config, "coordinator") for machine in copies.machines]
    for number, door in enumerate(doors):
        open_programs(door, f"Porte {number}", 6)
    wait_until(lambda: copies.exact(12), "each program is known once", 30)
    first.program.kill()
    open_programs(doors[1], "Seule", 6)
    wait_until(lambda: copies.exact(18), "the other one took its place", 45)
    for service in SERVICES[1:]:
        assert copies.ask(service, "SELECT count(*) FROM inbox_parked") == [(0,)]
