"""The same story through RabbitMQ: it may be restarted, purged, repeat and shuffle; the databases end up exact."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import eventlet
import pytest

from lakou.contracts.base import Event, Stream
from lakou.kernel import inbox, outbox
from lakou.kernel.consumer import Consumer
from lakou.kernel.db import Db
from lakou.kernel.metrics import Metrics
from lakou.kernel.outbox import Row
from lakou.kernel.streams import Origin
from lakou.kernel.streams_amqp import listening, published, speaking
from lakou.kernel.streams_amqp_connection import Publisher, Unroutable, attend, connected
from lakou.kernel.streams_amqp_messages import event_message
from lakou.kernel.streams_amqp_receiver import Receiver
from lakou.kernel.streams_amqp_topology import UNROUTED, exchange
from tests.kernel.kit import (
    LOCAL,
    SOURCE,
    applied,
    eventually,
    new_epoch,
    opened,
    reader,
    recorded,
    remember,
    say,
    sqlite,
)
from tests.kernel.story import Story, by_hand, make_green
from tests.ports import free_port
from tests.private.broker import Broker
from tests.private.rabbitmq import RabbitMQ

QUEUE = "sessions.from.enrollment.local"


@pytest.fixture(autouse=True)
def green(monkeypatch: pytest.MonkeyPatch) -> None:
    make_green(monkeypatch)


@pytest.fixture
def story(amqp_url: str, tmp_path: Path) -> Iterator[Story]:
    story = Story(amqp_url, tmp_path)
    yield story
    story.stop()


def waiting(broker: Broker, vhost: str, queue: str) -> int:
    with connected(broker.url(vhost)) as connection:
        return int(connection.channel().queue_declare(queue, passive=True).message_count)


def test_what_is_recorded_is_applied_once_and_in_order(story: Story) -> None:
    story.start()
    say(story.source, 5)
    say(story.source, 1200, at_once=True)
    say(story.source, 5)
    story.settle()


def test_a_consumer_that_comes_later_gets_all_from_the_first(story: Story) -> None:
    """Nobody had a queue when the events were published."""
    story.relay.start()
    story.answers.start()
    say(story.source, 30)
    eventually(story.relay.caught_up, "published")
    story.receiver.start()
    story.settle()


def test_a_purged_queue_heals_with_nothing_said_afterwards(story: Story, broker: Broker) -> None:
    story.start()
    say(story.source, 3)
    story.settle()
    story.receiver.stop()
    say(story.source, 20)
    eventually(story.relay.caught_up, "published")
    broker.management("DELETE", f"queues/{story.vhost}/{QUEUE}/contents")
    story.receiver.start()
    story.settle(within=10)


def test_a_deleted_queue_heals_too(story: Story, broker: Broker) -> None:
    story.start()
    say(story.source, 3)
    story.settle()
    broker.management("DELETE", f"queues/{story.vhost}/{QUEUE}")
    say(story.source, 3)
    story.settle(within=10)


def test_repeated_and_shuffled_messages_change_nothing(story: Story) -> None:
    story.receiver.start()
    story.answers.start()
    say(story.source, 120, at_once=True)
    rows = recorded(story.source)
    chance = random.Random(971)
    shuffled = sorted([*rows, *chance.sample(rows, 40)], key=lambda row: row.seq + chance.uniform(0, 30))
    lost = [row for row in shuffled if row.seq % 11]
    eventually(lambda: story.receiver.head is not None, "the receiver listens")
    by_hand(story.url, [(event_message(SOURCE, LOCAL, row), exchange(LOCAL), row.type) for row in lost])
    story.settle()


def test_a_hostile_message_is_parked_or_ignored_and_the_stream_goes_on(story: Story) -> None:
    story.receiver.start()
    eventually(lambda: story.receiver.metrics.registry.get_sample_value(
        "lakou_amqp_connected", {"worker": story.receiver.name}) == 1, "connected")  # fmt: skip
    say(story.source, 3)
    rows = recorded(story.source)
    bad = Row(1, 2, "enrollment.stage.reached.v1", b"\xff{")
    nowhere = event_message(SOURCE, LOCAL, rows[0])
    nowhere.properties["application_headers"] = {"epoch": "one", "seq": -4}
    far = event_message(SOURCE, LOCAL, Row(7, 9, "x", b"{}"))
    sent = [event_message(SOURCE, LOCAL, row) for row in (rows[0], bad)] + [nowhere, far, event_message(SOURCE, LOCAL, rows[2])]
    by_hand(story.url, [(message, exchange(LOCAL), "enrollment.by.hand.v1") for message in sent])
    eventually(lambda: applied(story.sink) == [(1, 1), (1, 3)], "the good ones applied")
    with story.sink.reading() as db:
        assert [row["seq"] for row in inbox.parked(db)] == [2]


def test_nonsense_on_the_side_channels_is_ignored(story: Story) -> None:
    import amqp

    story.start()
    say(story.source, 2)
    story.settle()
    noise = [b"", b"[]", b"\xff", b'{"epoch": 99999999999999999999, "seq": 1}', b'{"epoch": 1, "seq": -1}', b"x" * 100_000]
    with connected(story.url) as connection:
        channel = connection.channel()
        for body in noise:
            channel.basic_publish(amqp.Message(body), "lakou.heads", "enrollment.local")
            channel.basic_publish(amqp.Message(body), "lakou.resend", "enrollment")
    say(story.source, 2)
    story.settle()


def test_a_consumer_killed_in_the_middle_of_a_batch_starts_where_it_stood(story: Story) -> None:
    say(story.source, 300, at_once=True)
    slow = Slow()
    story.consumer.handlers = dict.fromkeys(story.consumer.handlers, slow)
    story.start()
    for after in (20, 90, 170):
        eventually(lambda after=after: slow.calls > after, f"{after} rows", within=20)  # type: ignore[misc]
        story.receiver.stop()
        story.receiver = Receiver(story.url, story.consumer, SOURCE, LOCAL)
        story.receiver.start()
    story.settle()


class Slow:
    """Lets the test in between two events, where a kill may come."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, db: Db, event: Event, origin: Origin) -> None:
        self.calls += 1
        eventlet.sleep(0.001)
        remember(db, event, origin)


def test_what_must_wait_is_tried_again_without_losing_the_order(story: Story) -> None:
    failures = iter([True, True])

    def shaky(db: Db, event: Event, origin: Origin) -> None:
        if origin.seq == 3 and next(failures, False):
            raise LookupError
        remember(db, event, origin)

    story.consumer.handlers = dict.fromkeys(story.consumer.handlers, shaky)
    story.consumer.retry_seconds = (0.2, 0.2, 0.2)
    story.start()
    say(story.source, 10)
    story.settle()


def test_a_new_epoch_skips_nothing_even_when_its_first_rows_come_first(story: Story) -> None:
    story.receiver.start()
    story.answers.start()
    say(story.source, 6)
    new_epoch(story.source)
    say(story.source, 2)
    rows = recorded(story.source)
    eventually(lambda: story.receiver.head is not None, "the receiver listens")
    jumbled = [rows[0], *rows[6:], *rows[1:4]]
    by_hand(story.url, [(event_message(SOURCE, LOCAL, row), exchange(LOCAL), row.type) for row in jumbled])
    story.settle()


def test_what_nobody_listens_to_is_kept_aside(story: Story, broker: Broker) -> None:
    story.relay.start()
    say(story.source, 3)
    eventually(story.relay.caught_up, "published")
    assert waiting(broker, story.vhost, UNROUTED) == 3


def test_rows_are_sent_to_a_queue_that_is_there_or_refused(story: Story) -> None:
    say(story.source)
    (row,) = recorded(story.source)
    with connected(story.url) as connection:
        publisher = Publisher(connection)
        with pytest.raises(Unroutable):
            publisher.publish([(event_message(SOURCE, LOCAL, row), "", "nobody")])
        publisher.channel.queue_declare("somebody")
        publisher.publish([(event_message(SOURCE, LOCAL, row), "", "somebody")])


def test_the_source_knows_how_far_each_consumer_is_and_that_histories_agree(story: Story) -> None:
    story.start()
    say(story.source, 4)
    story.settle()

    eventually(lambda: story.places() == {"sessions": (4, True), "amqp": (4, None)}, "the places")


def test_a_relay_that_forgot_its_place_sends_again_and_nothing_is_applied_twice(story: Story) -> None:
    story.start()
    say(story.source, 10)
    story.settle()
    story.relay.stop()
    with story.source.transaction() as db:
        outbox.note_reader(db, LOCAL, "amqp", 1, 2)
    story.relay.start()
    say(story.source)
    story.settle()


def test_start_and_stop_return_at_once_while_the_broker_is_down(tmp_path: Path) -> None:
    story = Story(f"amqp://guest:guest@127.0.0.1:{free_port()}/%2F", tmp_path)
    with eventlet.Timeout(2):
        story.start()
        say(story.source, 3)
        eventlet.sleep(0.5)
        story.stop()
    assert not story.relay.caught_up()
    assert not story.receiver.caught_up()


@pytest.mark.slow
def test_a_broker_that_is_killed_and_comes_back_changes_nothing(own_rabbitmq: RabbitMQ, tmp_path: Path) -> None:
    story = Story(own_rabbitmq.broker.create_vhost("martinique"), tmp_path)
    try:
        story.start()
        say(story.source, 50)
        story.settle()
        own_rabbitmq.wait_settled()
        own_rabbitmq.kill()
        say(story.source, 50)
        own_rabbitmq.start()
        say(story.source, 50)
        story.settle(within=40)
    finally:
        story.stop()


def test_a_service_speaks_on_its_streams_and_never_sends_facts(tmp_path: Path, green: None) -> None:
    consumer = Consumer("enrollment", opened(sqlite(tmp_path, "enrollment")), {}, Metrics())
    names = [worker.name for worker in speaking("amqp://", consumer)]
    assert names == ["answers enrollment", "relay enrollment.local", "relay enrollment.identity"]
    assert Stream.FACT not in published("reporting")


def test_a_service_listens_to_what_its_handlers_need(tmp_path: Path) -> None:
    sink = reader(opened(sqlite(tmp_path, "inbox"), "/guyane/sessions"))
    (receiver,) = listening("amqp://", sink, [("enrollment", LOCAL)], {})
    assert receiver.name == "sessions from enrollment.local"
    assert isinstance(receiver, Receiver)
    assert receiver.source == "/guyane/enrollment"


def test_an_idle_connection_is_kept_and_a_quiet_one_says_nothing(amqp_url: str) -> None:
    with connected(amqp_url) as connection:
        assert not attend(connection)


def test_identity_queues_do_not_outlive_a_day(story: Story, broker: Broker) -> None:
    handlers: Callable[[], Consumer] = lambda: reader(story.sink)  # noqa: E731
    receiver = Receiver(story.url, handlers(), SOURCE, Stream.IDENTITY)
    receiver.start()
    name = "sessions.from.enrollment.identity"
    eventually(lambda: any(queue["name"] == name for queue in broker.management("GET", f"queues/{story.vhost}")), "declared")
    arguments = broker.management("GET", f"queues/{story.vhost}/{name}")["arguments"]
    receiver.stop()
    assert arguments == {"x-queue-type": "quorum", "x-single-active-consumer": True, "x-expires": 24 * 3600 * 1000}
