"""Random faults on every line and at both ends while four nodes record; at the end the hub has counted every fact once.

`make faults MINUTES=30` goes on for half an hour; `SEED=…` repeats the faults of a run, in their order: the seed is printed at the
start. How many facts there are is told beforehand, 200 for each second; on a slow machine they take longer, and so do the faults.
Afterwards the test waits for as long as anything moves.
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
from tests.waiting import wait_until, wait_while_it_grows

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.broker]

NODES = [name for name in PORTS if name != "hub"]
FACTS_A_SECOND = 200
MOST_MEMORY_KIB = 600 * 1024
STILL_SECONDS = 420.0  # a link that failed often waits for five minutes, give or take a third, before it tries again
SLOWEST = 4  # a machine that takes so many times longer to record the facts says nothing about the link
LAST_FAULTS = 25


class Side:
    """One node, its own line to the hub, and a program that records `facts` facts."""

    def __init__(self, hub: HubSite, name: str, folder: Path, facts: int) -> None:
        self.node = join(hub.admit(name), folder)
        self.line = behind_its_own_line(self.node, hub)
        self.feeder: Program = self.node.feeder(facts, rate=FACTS_A_SECOND / len(NODES))

    def start(self) -> None:
        self.node.start()
        self.feeder.start()

    def stop(self) -> None:
        self.feeder.kill()
        self.node.program.kill()
        self.line.stop()


class Run:
    """The hub, its nodes, the dice, and what has happened so far."""

    def __init__(self, hub: HubSite, folder: Path, seed: int, minutes: float) -> None:
        self.hub, self.seed, self.minutes = hub, seed, minutes
        self.dice = random.Random(seed)
        self.facts_a_node = int(FACTS_A_SECOND * 60 * minutes) // len(NODES)
        self.sides = [Side(hub, name, folder, self.facts_a_node) for name in NODES]
        self.started = time.monotonic()
        self.struck: list[str] = []

    @property
    def facts(self) -> int:
        """How many there are to be in the end."""
        return self.facts_a_node * len(self.sides)

    def start(self) -> None:
        for side in self.sides:
            side.start()
        self.started = time.monotonic()

    def stop(self) -> None:
        for side in self.sides:
            side.stop()

    def strikes(self) -> None:
        """One fault at one node, and perhaps its line is mended."""
        side = self.dice.choice(self.sides)
        what, fault = self.dice.choice(self._faults(side))
        self.struck.append(f"{time.monotonic() - self.started:.0f} s {side.node.name}: {what}")
        fault()
        time.sleep(self.dice.uniform(0.5, 3.0))
        if self.dice.random() < 0.6:
            heal(side.line)

    def _faults(self, side: Side) -> list[tuple[str, Callable[[], None]]]:
        line, dice = side.line, self.dice
        often: list[tuple[str, Callable[[], None]]] = [
            ("cut", line.cut),
            ("reset", line.reset),
            ("answers swallowed", lambda: setattr(line, "swallow_down", True)),
            ("facts swallowed", lambda: setattr(line, "swallow_up", True)),
            ("far", lambda: setattr(line, "delay", dice.uniform(0.05, 0.6))),
            ("slow", lambda: setattr(line, "bytes_per_second", dice.choice([1000.0, 8000.0]))),
            ("sliced", lambda: setattr(line, "slice", dice.choice([1, 7, 100]))),
            ("node killed", lambda: restart(side.node)),
            ("queue purged", lambda: self._purge(side.node.name)),
        ]
        seldom: list[tuple[str, Callable[[], None]]] = [
            ("hub killed", lambda: restart(self.hub.machine)),
            ("broker killed", self._kill_the_broker),
            ("no disk", self._fill_the_disk),
        ]
        return [*often, *often, *seldom]

    def _purge(self, node: str) -> None:
        self.hub.rabbitmq.broker.management("DELETE", f"queues/{node}/fact.in/contents")

    def _kill_the_broker(self) -> None:
        self.hub.rabbitmq.wait_settled()
        self.hub.rabbitmq.kill()
        self.hub.rabbitmq.start()

    def _fill_the_disk(self) -> None:
        self.hub.rabbitmq.control("set_disk_free_limit", "9000GB")
        time.sleep(self.dice.uniform(1, 4))
        self.hub.rabbitmq.control("set_disk_free_limit", "50MB")

    def recording(self) -> bool:
        """Whether somebody still records. The test fails when a feeder died, or this machine is far too slow."""
        for side in self.sides:
            ended = None if side.feeder.alive else side.feeder.wait_ended()
            assert ended in (None, 0), f"the feeder of {side.node.name} ended with {ended}: {side.feeder.logs()}\n{self}"
        seconds = time.monotonic() - self.started
        assert seconds < SLOWEST * 60 * self.minutes + 60, f"this machine records {self.rate():.0f} facts a second\n{self}"
        return any(side.feeder.alive for side in self.sides)

    def rate(self) -> float:
        return sum(side.node.supports() for side in self.sides) / (time.monotonic() - self.started)

    def counted(self) -> int:
        """What the hub has of them."""
        return self.hub.machine.count("SELECT count(*) FROM fact_log")

    def moved(self) -> int:
        """What grows as long as anything goes on."""
        return self.counted() + sum(side.node.facts() for side in self.sides)

    def wait_counted(self) -> None:
        """Until the hub has all; for as long as anything moves."""
        wait_while_it_grows(self.moved, 2 * self.facts, lambda: f"the hub counts all\n{self}", STILL_SECONDS)

    def __str__(self) -> str:
        lines = [f"SEED={self.seed} MINUTES={self.minutes:g}: {len(self.struck)} faults, {self.facts} facts to be counted"]
        lines += (self._state_of(side) for side in self.sides)
        return "\n".join([*lines, "the last faults:", *self.struck[-LAST_FAULTS:]])

    def _state_of(self, side: Side) -> str:
        name = side.node.name
        hub = self.hub.machine.count(f"SELECT count(*) FROM fact_log WHERE node = '{name}'")
        lives = "runs" if side.node.program.alive else "is down"
        told = f"{name} {lives}: {side.node.supports()} supports, {side.node.facts()} facts told, {hub} at the hub"
        return f"{told}; its log ends: {side.node.program.logs(300)!r}"


def restart(machine: Machine) -> None:
    machine.program.kill()
    machine.program.start()
    machine.program.wait_ready(f"http://127.0.0.1:{machine.port}/healthz", 120)  # under this load it is always a bit behind


def heal(line: Proxy) -> None:
    line.reset()
    line.heal()


def memory_of(machine: Machine) -> int:
    """The most that its process ever held, in KiB."""
    status = Path(f"/proc/{machine.program.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


@pytest.fixture
def run(hub: HubSite, tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Run]:
    seed = int(pytestconfig.getoption("--seed") or secrets.randbelow(10**6))
    made = Run(hub, tmp_path, seed, float(pytestconfig.getoption("--minutes") or 1))
    made.start()
    yield made
    made.stop()


@pytest.mark.timeout(0)  # it ends by itself: when nothing moves any more, or nothing is recorded
def test_every_fact_is_counted_once_after_random_faults(run: Run) -> None:
    until = run.started + 60 * run.minutes
    while run.recording() or time.monotonic() < until:
        run.strikes()
    recorded = time.monotonic() - run.started
    assert [side.node.supports() for side in run.sides] == [run.facts_a_node] * len(run.sides), str(run)
    for side in run.sides:
        heal(side.line)
        lakou("link", "resume", "--config", side.node.config)  # after so much trouble it would wait for up to five minutes
    healed = time.monotonic()
    sys.stderr.write(f"{len(run.struck)} faults, {run.facts} facts in {recorded:.0f} s, {run.facts / recorded:.0f} a second\n")
    run.wait_counted()
    for side in run.sides:
        side.node.assert_exact(within=300)
    sys.stderr.write(f"exact {time.monotonic() - healed:.0f} s after the last fault\n")
    hub, names = run.hub, [side.node.name for side in run.sides]
    wait_until(lambda: [hub.state(name)["held"] for name in names] == [0] * len(names), "nothing is held", 30)
    assert hub.machine.count("SELECT count(*) FROM inbox_parked") == 0, str(run)
    assert hub.machine.count("SELECT count(*) FROM fact_log") == run.facts, str(run)
    assert hub.machine.count("SELECT count(*) FROM contact WHERE counted") == run.facts, str(run)
    assert max(memory_of(machine) for machine in (hub.machine, *(side.node for side in run.sides))) < MOST_MEMORY_KIB
