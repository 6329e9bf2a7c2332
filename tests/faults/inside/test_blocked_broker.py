"""The broker takes nothing while 20,000 events are recorded: people are served, memory is bounded, all arrives afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lakou.kernel import outbox
from lakou.kernel.db import Database
from tests.faults.test_processes_on_amqp import Split, open_programs
from tests.kernel.kit import stage
from tests.private.rabbitmq import RabbitMQ
from tests.processes import Program
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.broker]

EVENTS = 20_000
AT_ONCE = 500
MEGABYTES = 40


def megabytes(program: Program, what: str) -> float:
    """`VmRSS` is what the process holds, `VmHWM` the most it ever held."""
    lines = Path(f"/proc/{program.pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(what))) / 1024


def record(split: Split, events: int) -> None:
    """As another process of the node would, such as the command line."""
    database = Database(f"sqlite:///{split.data / 'enrollment.sqlite3'}", "/martinique/enrollment")
    for _ in range(events // AT_ONCE):
        with database.transaction() as db:
            for number in range(AT_ONCE):
                outbox.record(db, stage(number))
    database.dispose()


def publishing_is_held(rabbitmq: RabbitMQ) -> bool:
    return any(each.get("state") in ("blocked", "blocking") for each in rabbitmq.broker.management("GET", "connections"))


@pytest.fixture
def split(rabbitmq: RabbitMQ, tmp_path: Path) -> Iterator[Split]:
    made = Split(tmp_path, rabbitmq.broker.create_vhost("blocked"))
    made.start()
    yield made
    made.stop()


def test_what_waits_is_in_the_outbox_and_not_in_memory(rabbitmq: RabbitMQ, split: Split) -> None:
    door = split.door()
    open_programs(door, "Avant", 3)
    wait_until(split.exact, "reporting heard enrollment", 10)
    before = megabytes(split.speakers, "VmRSS")
    rabbitmq.control("set_vm_memory_high_watermark", "0.00001")
    try:
        record(split, EVENTS)
        wait_until(lambda: publishing_is_held(rabbitmq), "the broker holds the publisher", 30)
        open_programs(door, "Pendant", 3)
        assert door.get("enrollment/programs")["items"], "who asks is answered"
        assert not split.exact()
    finally:
        rabbitmq.control("set_vm_memory_high_watermark", "0.4")
    wait_until(split.exact, "reporting heard all of it", 240, every=0.5)
    assert split.ask("reporting", "SELECT count(*) FROM inbox_parked") == [(0,)]
    assert split.ask("reporting", "SELECT count(*) FROM inbox_hold") == [(0,)]
    assert megabytes(split.speakers, "VmHWM") - before < MEGABYTES
