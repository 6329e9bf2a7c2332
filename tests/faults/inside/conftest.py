from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kernel.story import Story, make_green
from tests.private.machine import Absent
from tests.private.plugin import refuse
from tests.private.rabbitmq import RabbitMQ


@pytest.fixture(autouse=True)
def green(monkeypatch: pytest.MonkeyPatch) -> None:
    make_green(monkeypatch)


@pytest.fixture
def story(amqp_url: str, tmp_path: Path) -> Iterator[Story]:
    """On the broker that all tests share."""
    story = Story(amqp_url, tmp_path)
    yield story
    story.stop()


@pytest.fixture(scope="module")
def rabbitmq(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitMQ]:
    """A broker of this file, which its tests leave as they found it."""
    try:
        server = RabbitMQ(tmp_path_factory.mktemp("broker") / "rabbitmq")
    except Absent as absent:
        refuse(absent)
    try:
        server.start()
        yield server
    finally:
        server.stop()
