"""What stands at the broker, by name. One vhost a node, so that no name holds the node's.

| name | what |
|---|---|
| `lakou.<stream>` | topic exchange of a stream; routing key: the event's type |
| `<consumer>.from.<source>.<stream>` | quorum queue of one consumer, one active reader at a time, so that order holds |
| `lakou.heads` | topic exchange: how far each stream goes; routing key `<source>.<stream>` |
| `lakou.resend`, `resend.<source>` | where consumers say how far they are, and ask for what they lack |
| `lakou.unrouted` | what no queue wanted, for a day: an operator may look, nobody reads it |
"""

from typing import Any

from lakou.contracts.base import Stream

HEADS = "lakou.heads"
RESEND = "lakou.resend"
UNROUTED = "lakou.unrouted"
DAY = 24 * 3600 * 1000


def exchange(stream: Stream) -> str:
    """The exchange of a stream."""
    return f"lakou.{stream.value}"


def queue(consumer: str, source: str, stream: Stream) -> str:
    """The queue of one consumer for one stream of one source."""
    return f"{consumer}.from.{source}.{stream.value}"


def requests(source: str) -> str:
    """The queue of what is asked of a source."""
    return f"resend.{source}"


def head_key(source: str, stream: Stream) -> str:
    """The routing key of a head."""
    return f"{source}.{stream.value}"


def declare_stream(channel: Any, stream: Stream) -> None:
    """The exchange of a stream, and where what nobody wants goes."""
    channel.exchange_declare(UNROUTED, "fanout", durable=True, auto_delete=False)
    bounded = {"x-queue-type": "quorum", "x-message-ttl": DAY, "x-max-length": 10_000}
    channel.queue_declare(UNROUTED, durable=True, auto_delete=False, arguments=bounded)
    channel.queue_bind(UNROUTED, UNROUTED)
    aside = {"alternate-exchange": UNROUTED}
    channel.exchange_declare(exchange(stream), "topic", durable=True, auto_delete=False, arguments=aside)


def declare_queue(channel: Any, consumer: str, source: str, stream: Stream) -> str:
    """The queue of a consumer, bound to its source. Names and addresses do not stay in a broker for more than a day."""
    declare_stream(channel, stream)
    arguments: dict[str, Any] = {"x-queue-type": "quorum", "x-single-active-consumer": True}
    if stream is Stream.IDENTITY:
        arguments["x-expires"] = DAY
    name = queue(consumer, source, stream)
    channel.queue_declare(name, durable=True, auto_delete=False, arguments=arguments)
    channel.queue_bind(name, exchange(stream), f"{source}.#")
    return name


def declare_requests(channel: Any, source: str) -> str:
    """The queue of what is asked of a source: a question that waited too long is asked again anyway."""
    declare_questions(channel)
    name = requests(source)
    bounded = {"x-message-ttl": 60_000, "x-max-length": 1000, "x-expires": DAY}
    channel.queue_declare(name, durable=True, auto_delete=False, arguments=bounded)
    channel.queue_bind(name, RESEND, source)
    return name


def declare_questions(channel: Any) -> None:
    """The exchanges on which sources and consumers speak of their places."""
    channel.exchange_declare(RESEND, "direct", durable=True, auto_delete=False)
    channel.exchange_declare(HEADS, "topic", durable=True, auto_delete=False)


def declare_ear(channel: Any, source: str, stream: Stream) -> str:
    """A queue of this connection alone, for the heads of one stream."""
    declare_questions(channel)
    name: str = channel.queue_declare(exclusive=True, auto_delete=True).queue
    channel.queue_bind(name, HEADS, head_key(source, stream))
    return name
