"""A handler that holds the whole process for longer than the broker's patience: its effect is there once."""

import threading

import pytest

from lakou.contracts.base import Event
from lakou.kernel.db import Db
from lakou.kernel.streams import Origin
from lakou.kernel.streams_amqp_connection import connect
from tests.kernel.kit import KIND, eventually, remember, say
from tests.kernel.story import Story

pytestmark = [pytest.mark.broker, pytest.mark.slow, pytest.mark.long]

HEARTBEAT = 4
HELD = 14.0


def test_what_outlasts_the_heartbeat_is_applied_once(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connect.__kwdefaults__ or {}, "heartbeat", HEARTBEAT)
    calls: list[int] = []

    def slow(db: Db, event: Event, origin: Origin) -> None:
        calls.append(origin.seq)
        if calls == [1]:
            threading.Event().wait(HELD)  # not eventlet's: nothing else runs meanwhile, not even the heartbeat
        remember(db, event, origin)

    story.consumer.handlers = dict.fromkeys(story.consumer.handlers, slow)
    story.start()
    say(story.source, 10)
    story.settle(within=40)
    read = story.consumer.metrics.registry.get_sample_value
    sample = {"service": "sessions", "type": KIND, "outcome": "duplicate"}
    eventually(lambda: (read("lakou_events_handled_total", sample) or 0) >= 1, "the broker lost patience and sent it again")
    assert calls == list(range(1, 11)), "each was handled once"
