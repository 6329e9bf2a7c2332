"""Random faults on every line and at both ends while four nodes record; at the end the hub has counted every fact once.

`make faults MINUTES=30` goes on for half an hour; `SEED=…` repeats a schedule, which is printed at its start.
"""

import random
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lakou.node.federation import PORTS
from tests.faults.link.proxy import Proxy
from tests.faults.link.rig import HubSite, Machine, behind_its_own_line, join, lakou
from tests.processes import Program

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.broker, pytest.mark.timeout(3600)]

NODES = [name for name in PORTS if name != "hub"]
FACTS_A_SECOND = 200
MOST_MEMORY_KIB = 600 * 1024


class Side:
    """One node, its own line to the hub, and a program that records without end."""

    def __init__(self, hub: HubSite, name: str, folder: Path) -> None:
        self.node = join(hub.admit(name), folder)
        self.line = behind_its_own_line(self.node, hub)
        self.feeder: Program = self.node.feeder(rate=FACTS_A_SECOND / len(NODES))

    def start(self) -> None:
        self.node.start()
        self.feeder.start()

    def stop(self) -> None:
        self.feeder.kill()
        self.node.program.kill()
        self.line.stop()


@pytest.fixture
def sides(hub: HubSite, tmp_path: Path) -> Iterator[list[Side]]:
    made = [Side(hub, name, tmp_path) for name in NODES]
    for side in made:
        side.start()
    yield made
    for side in made:
        side.stop()


def restart(machine: Machine) -> None:
    machine.program.kill()
    machine.program.start()
    machine.program.wait_ready(f"http://127.0.0.1:{machine.port}/healthz", 60)  # under this load it is always a bit behind


def memory_of(machine: Machine) -> int:
    """The most that its process ever held, in KiB."""
    status = Path(f"/proc/{machine.program.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


def faults(hub: HubSite, side: Side, dice: random.Random) -> list[Callable[[], None]]:
    line, name = side.line, side.node.name

    def purge() -> None:
        hub.rabbitmq.broker.management("DELETE", f"queues/{name}/fact.in/contents")

    def crash_of_the_broker() -> None:
        hub.rabbitmq.wait_settled()
        hub.rabbitmq.kill()
        hub.rabbitmq.start()

    def full_disk() -> None:
        hub.rabbitmq.control("set_disk_free_limit", "9000GB")
        time.sleep(dice.uniform(1, 4))
        hub.rabbitmq.control("set_disk_free_limit", "50MB")

    often = [
        line.cut,
        line.reset,
        lambda: setattr(line, "swallow_down", True),
        lambda: setattr(line, "swallow_up", True),
        lambda: setattr(line, "delay", dice.uniform(0.05, 0.6)),
        lambda: setattr(line, "bytes_per_second", dice.choice([1000.0, 8000.0])),
        lambda: setattr(line, "slice", dice.choice([1, 7, 100])),
        lambda: restart(side.node),
        purge,
    ]
    return [*often, *often, lambda: restart(hub.machine), crash_of_the_broker, full_disk]


def heal(line: Proxy) -> None:
    line.reset()
    line.heal()


def test_every_fact_is_counted_once_after_random_faults(hub: HubSite, sides: list[Side], pytestconfig: pytest.Config) -> None:
    seed = int(pytestconfig.getoption("--seed") or secrets.randbelow(10**6))
    minutes = float(pytestconfig.getoption("--minutes") or 1)
    sys.stderr.write(f"SEED={seed}\n")
    dice = random.Random(seed)
    started, struck = time.monotonic(), 0
    while time.monotonic() < started + 60 * minutes:
        side = dice.choice(sides)
        dice.choice(faults(hub, side, dice))()
        struck += 1
        time.sleep(dice.uniform(0.5, 3.0))
        if dice.random() < 0.6:
            heal(side.line)
    for side in sides:
        side.feeder.terminate()
        heal(side.line)
        lakou("link", "resume", "--config", side.node.config)  # after so much trouble it would wait for up to five minutes
    recorded = sum(side.node.supports() for side in sides)
    sys.stderr.write(f"{struck} faults, {recorded} facts in {time.monotonic() - started:.0f} s\n")
    assert recorded > 0, f"SEED={seed}"
    healed = time.monotonic()
    for side in sides:
        side.node.assert_exact(within=1200)
    sys.stderr.write(f"exact {time.monotonic() - healed:.0f} s after the last fault\n")
    assert [hub.state(side.node.name)["held"] for side in sides] == [0] * len(sides)
    assert hub.machine.count("SELECT count(*) FROM inbox_parked") == 0
    assert hub.machine.count("SELECT count(*) FROM fact_log") == recorded
    assert max(memory_of(machine) for machine in (hub.machine, *(side.node for side in sides))) < MOST_MEMORY_KIB
