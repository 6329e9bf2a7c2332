"""The node is up long before its broker: it works, waits without dying, and is ready soon after the broker is there."""

from pathlib import Path

import pytest
import requests

from tests.faults.test_processes_on_amqp import Split, open_programs
from tests.private.machine import Absent
from tests.private.plugin import refuse
from tests.private.rabbitmq import RabbitMQ
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.broker]


def test_a_node_that_was_there_first_is_ready_soon_after_its_broker(tmp_path: Path) -> None:
    try:
        rabbitmq = RabbitMQ(tmp_path / "rabbitmq")
    except Absent as absent:
        refuse(absent)
    split = Split(tmp_path, rabbitmq.broker.url("late"))
    try:
        split.speakers.start()
        split.listeners.start()
        split.wait_answering()
        pids = split.speakers.pid, split.listeners.pid
        open_programs(split.door(), "Avant", 3)
        assert requests.get(f"{split.urls[0]}/readyz", timeout=5).status_code == 503
        rabbitmq.start()
        rabbitmq.broker.create_vhost("late")
        split.wait_ready()
        wait_until(split.exact, "reporting heard what was recorded before there was a broker", 10)
        assert (split.speakers.pid, split.listeners.pid) == pids
        assert split.speakers.alive
        assert split.listeners.alive
    finally:
        split.stop()
        rabbitmq.stop()
