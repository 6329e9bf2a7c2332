"""The disk of the broker is truly full, to the last byte: it takes nothing, nobody is held up, and nothing is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from eventlet import tpool

from tests.faults.inside.small_disk import MEGA, SmallDisk
from tests.faults.inside.test_broker_alarms import raised
from tests.kernel.kit import applied, eventually, recorded, say
from tests.kernel.story import Story
from tests.private.machine import Absent
from tests.private.plugin import refuse
from tests.private.rabbitmq import RabbitMQ

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.broker]


@pytest.fixture
def on_a_small_disk(tmp_path: Path) -> Iterator[tuple[RabbitMQ, SmallDisk, Story]]:
    disk = SmallDisk(tmp_path / "disk", 192 * MEGA)
    try:
        server = RabbitMQ(disk.folder / "rabbitmq")
        server.start()
    except Absent as absent:
        disk.gone()
        refuse(absent)
    story = Story(server.broker.create_vhost("small"), tmp_path)
    yield server, disk, story
    story.stop()
    server.stop()
    disk.gone()


def test_nothing_is_lost_and_it_goes_on_with_room(on_a_small_disk: tuple[RabbitMQ, SmallDisk, Story]) -> None:
    server, disk, story = on_a_small_disk
    story.start()
    say(story.source, 20)
    story.settle()
    server.wait_settled()
    disk.fill()
    for _ in range(3):
        say(story.source, 100, at_once=True)
    assert len(recorded(story.source)) == 320, "who said it did not wait"
    eventually(lambda: raised(server, "disk_free_alarm"), "the broker saw it", 40)
    assert not story.relay.caught_up(), "what was said waits in the outbox"
    assert applied(story.sink) == [row.place for row in recorded(story.source)][: len(applied(story.sink))], "in order"
    disk.clear()
    tpool.execute(server.kill)  # what docs/deploying.md says: its quorum queues may not take up again by themselves
    tpool.execute(server.start)
    story.settle(within=60)
