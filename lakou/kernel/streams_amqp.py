"""The transport of reference: RabbitMQ 3.10 to 4. The databases hold the truth; the broker may lose, repeat or reorder.

A service speaks through a relay a stream and one greenlet that answers questions; it listens through a receiver a source and
stream. Each has a connection of its own, so that none waits for another.
"""

from collections.abc import Mapping, Sequence

from lakou.contracts.base import EVENTS, Stream
from lakou.kernel.consumer import Consumer
from lakou.kernel.db import Database
from lakou.kernel.streams_amqp_connection import Worker
from lakou.kernel.streams_amqp_receiver import Receiver
from lakou.kernel.streams_amqp_relay import Relay
from lakou.kernel.streams_amqp_resend import Answers


def speaking(url: str, consumer: Consumer) -> list[Worker]:
    """What a service says. Facts are not among it: they leave by the link, and reporting reads its own outbox."""
    database, metrics = consumer.database, consumer.metrics
    streams = published(consumer.name)
    if not streams:
        return []
    return [Answers(url, database, streams, metrics), *(Relay(url, database, stream, metrics) for stream in streams)]


def listening(url: str, consumer: Consumer, wanted: Sequence[tuple[str, Stream]], here: Mapping[str, Database]) -> list[Worker]:
    """What a service hears from (source service, stream) pairs; `here` are the databases of the services in this process."""
    node = consumer.database.source.split("/")[1]
    return [Receiver(url, consumer, f"/{node}/{source}", stream, here.get(source)) for source, stream in wanted]


def published(service: str) -> list[Stream]:
    """The streams that a service has events on, apart from facts."""
    kinds = {kind.stream for kind in EVENTS.values() if kind.source == service}
    return [stream for stream in Stream if stream in kinds and stream is not Stream.FACT]
