"""The broker is stopped in good order, or takes nothing for want of disk or memory: the outbox grows, and empties afterwards."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from eventlet import tpool

from tests.kernel.kit import applied, eventually, recorded, say
from tests.kernel.story import Story
from tests.private.rabbitmq import RabbitMQ

pytestmark = [pytest.mark.slow, pytest.mark.broker]

ALARMS = {
    "disk": ("set_disk_free_limit", "9000GB", "50MB", "disk_free_alarm"),
    "memory": ("set_vm_memory_high_watermark", "0.00001", "0.4", "mem_alarm"),
}


@pytest.fixture
def yard(rabbitmq: RabbitMQ, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Story]:
    """A story on the broker of this file."""
    story = Story(rabbitmq.broker.create_vhost(f"yard-{tmp_path.name[-20:]}"), tmp_path)
    yield story
    story.stop()


def control(rabbitmq: RabbitMQ, *words: str) -> None:
    """Without holding the greenlets up."""
    tpool.execute(rabbitmq.control, *words)


def raised(rabbitmq: RabbitMQ, alarm: str) -> bool:
    """A node that is busy answers the management API without its alarms for a while."""
    nodes: list[dict[str, Any]] = rabbitmq.broker.management("GET", "nodes")
    return any(node.get(alarm) for node in nodes)


def test_a_broker_stopped_in_good_order_and_started_again_loses_nothing(rabbitmq: RabbitMQ, yard: Story) -> None:
    yard.start()
    say(yard.source, 20)
    yard.settle()
    rabbitmq.wait_settled()
    control(rabbitmq, "stop_app")
    say(yard.source, 20)
    control(rabbitmq, "start_app")
    say(yard.source, 1)
    yard.settle(within=40)


@pytest.mark.parametrize("kind", ALARMS)
def test_a_broker_that_takes_nothing_holds_nobody_up_and_gets_all_afterwards(rabbitmq: RabbitMQ, yard: Story, kind: str) -> None:
    command, too_much, enough, alarm = ALARMS[kind]
    yard.start()
    say(yard.source, 20)
    yard.settle()
    control(rabbitmq, command, too_much)
    try:
        eventually(lambda: raised(rabbitmq, alarm), "the alarm is on")
        for _ in range(3):
            say(yard.source, 100, at_once=True)
        assert not yard.relay.caught_up(), "what was said waits in the outbox"
        assert len(recorded(yard.source)) == 320, "and who said it did not wait"
        assert len(applied(yard.sink)) == 20
    finally:
        control(rabbitmq, command, enough)
    yard.settle(within=60)
