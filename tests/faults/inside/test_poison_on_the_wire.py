"""Poison of every kind through RabbitMQ: parked at once, what follows is applied, and nothing of what it says is written down."""

import pytest
import structlog

from lakou.kernel import inbox, outbox
from lakou.kernel.outbox import Row
from lakou.kernel.streams_amqp_messages import event_message
from lakou.kernel.streams_amqp_topology import exchange
from tests.kernel.kit import KIND, LOCAL, SOURCE, applied, eventually, recorded, say
from tests.kernel.poison import POISON, with_body
from tests.kernel.story import Story, by_hand

pytestmark = pytest.mark.broker


def test_each_is_parked_at_once_and_the_next_one_is_applied(story: Story) -> None:
    story.consumer.retry_seconds = (300.0,)
    story.receiver.start()
    say(story.source, 2 * len(POISON))
    sent: list[Row] = []
    for row, spoil in zip(recorded(story.source), (each for kind in POISON.values() for each in (kind, None)), strict=True):
        # NaN and its like replace the revision, which is always 0 here.
        sent.append(with_body(row, spoil(row)) if spoil else row)
    read, worker = story.consumer.metrics.registry.get_sample_value, {"worker": story.receiver.name}
    eventually(lambda: read("lakou_amqp_connected", worker) == 1, "the receiver listens")
    with structlog.testing.capture_logs() as logs:
        by_hand(story.url, [(event_message(SOURCE, LOCAL, row), exchange(LOCAL), KIND) for row in sent])
        eventually(lambda: applied(story.sink)[-1:] == [sent[-1].place], "the last one applied", 30)
    assert [seq for _, seq in applied(story.sink)] == list(range(2, len(sent) + 1, 2))
    with story.sink.reading() as db:
        kept = inbox.parked(db)
    assert [row["seq"] for row in kept] == list(range(1, len(sent), 2))
    assert {row["attempts"] for row in kept} == {1}
    assert max(len(row["body"]) for row in kept) <= outbox.MAX_EVENT_BYTES + 1
    told = f"{logs} {[(row['type'], row['error']) for row in kept]}"
    assert "Mélissa" not in told
    assert "0696" not in told
