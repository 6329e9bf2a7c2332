"""Random faults on the line and at both ends while a node records; at the end the hub has counted every fact once.

`make faults MINUTES=30` goes on for half an hour; `SEED=…` repeats a schedule, which is printed at its start.
"""

import random
import secrets
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from sqlalchemy import create_engine, text

from tests.faults.link.rig import HubSite, Machine
from tests.faults.link.test_link_over_tls import counted
from tests.journeys.federation import Door
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.broker, pytest.mark.timeout(3600)]

SUPPORT = {"date": "2026-11-20", "duration_minutes": 30, "themes": ["email"]}


class Recorder(threading.Thread):
    """A helper who never stops."""

    def __init__(self, door: Door) -> None:
        super().__init__(daemon=True)
        self.door, self.done = door, threading.Event()

    def run(self) -> None:
        while not self.done.wait(0.01):
            try:
                self.door.post("sessions/supports", SUPPORT)
            except (requests.RequestException, AssertionError):
                continue


def faults(hub: HubSite, node: Machine, dice: random.Random) -> list[Callable[[], None]]:
    proxy, name = hub.proxy, node.config.parent.name

    def purge() -> None:
        hub.rabbitmq.broker.management("DELETE", f"queues/{name}/fact.in/contents")

    def restart(machine: Machine) -> None:
        machine.program.kill()
        machine.program.start()
        machine.program.wait_ready(f"http://127.0.0.1:{machine.port}/healthz")  # under this load it is always a bit behind

    return [
        proxy.cut,
        proxy.reset,
        lambda: setattr(proxy, "swallow_down", True),
        lambda: setattr(proxy, "swallow_up", True),
        lambda: setattr(proxy, "delay", dice.uniform(0.05, 0.6)),
        lambda: setattr(proxy, "bytes_per_second", dice.choice([1000.0, 8000.0])),
        lambda: setattr(proxy, "slice", dice.choice([1, 7, 100])),
        lambda: restart(hub.machine),
        lambda: restart(node),
        purge,
    ]


def facts_of(folder: Path) -> int:
    engine = create_engine(f"sqlite:///{folder / 'reporting.sqlite3'}")
    with engine.connect() as connection:
        count = connection.execute(text("SELECT last_seq FROM outbox_stream WHERE stream = 'fact'")).scalar_one()
    engine.dispose()
    return int(count)


def supports_of(folder: Path) -> int:
    engine = create_engine(f"sqlite:///{folder / 'sessions.sqlite3'}")
    with engine.connect() as connection:
        count = connection.execute(text("SELECT count(*) FROM support")).scalar_one()
    engine.dispose()
    return int(count)


def test_every_fact_is_counted_once_after_random_faults(hub: HubSite, node: Machine, pytestconfig: pytest.Config) -> None:
    seed = int(pytestconfig.getoption("--seed") or secrets.randbelow(10**6))
    minutes = float(pytestconfig.getoption("--minutes") or 1)
    sys.stderr.write(f"SEED={seed}\n")
    dice = random.Random(seed)
    recorder = Recorder(node.door("helper"))
    recorder.start()
    deadline = time.monotonic() + 60 * minutes
    while time.monotonic() < deadline:
        dice.choice(faults(hub, node, dice))()
        recorder.done.wait(dice.uniform(0.5, 3.0))
        if dice.random() < 0.6:
            hub.proxy.reset()
            hub.proxy.heal()
    recorder.done.set()
    recorder.join()
    hub.proxy.reset()
    hub.proxy.heal()
    folder = node.config.parent
    wait_until(lambda: facts_of(folder) == supports_of(folder), "reporting told each support once", 30)
    total = facts_of(folder)
    assert total > 0
    wait_until(counted(hub, node, total), f"the hub counted all {total} facts, SEED={seed}", 300)
