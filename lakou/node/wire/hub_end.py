"""The hub's end: one reader a node, so that one node's trouble never delays another. Who speaks is told by the vhost alone."""

from typing import Any

import amqp
import eventlet

from lakou.kernel import failpoints, logs
from lakou.kernel.streams_amqp_connection import Worker, attend, say
from lakou.node.hub import Reception
from lakou.node.wire.admitted import Admitted
from lakou.node.wire.names import ACKS, FACTS
from lakou.node.wire.node_end import TRANSIENT

PREFETCH = 4
LISTEN_SECONDS = 1.0
LOOK_SECONDS = 5.0


class Ingest(Worker):
    """Reads the batches of one node."""

    def __init__(self, url: str, node: str, reception: Reception) -> None:
        self.node, self.reception = node, reception
        self._channel: Any = None
        self._arrived: list[Any] = []
        super().__init__(url, f"hub from {node}", reception.metrics)

    def prepare(self, connection: Any) -> None:
        """What was not acknowledged comes again."""
        self._arrived = []
        self._channel = connection.channel()
        self._channel.basic_qos(0, PREFETCH, False)
        self._channel.basic_consume(FACTS, callback=self._arrived.append)

    def turn(self, connection: Any) -> None:
        """Apply what came, answer, and only then let the broker forget it."""
        attend(connection, LISTEN_SECONDS)
        while self._arrived:
            message = self._arrived[0]
            body = message.body if isinstance(message.body, bytes) else str(message.body).encode()
            answer = self.reception.receive(self.node, body)
            failpoints.reach("hub.before_ack")
            about = str(message.properties.get("message_id", ""))[:64]
            say(self._channel, amqp.Message(answer, delivery_mode=TRANSIENT, correlation_id=about), ACKS, "")
            self._channel.basic_ack(message.delivery_tag)
            self._arrived.pop(0)
            attend(connection)

    def caught_up(self) -> bool:
        """Whether nothing that arrived waits to be applied."""
        return not self._arrived


class Intake:
    """The readers of every admitted node; a node that is admitted or shut out while the hub runs is noticed by itself."""

    def __init__(self, url: str, admitted: Admitted, reception: Reception) -> None:
        self.url, self.admitted, self.reception = url, admitted, reception
        self.readers: dict[str, Ingest] = {}
        self._greenlet: eventlet.greenthread.GreenThread | None = None

    def start(self) -> None:
        """Begin to read."""
        self._greenlet = eventlet.spawn(self._run)

    def stop(self) -> None:
        """Stop anywhere: what was not acknowledged comes again."""
        if self._greenlet:
            self._greenlet.kill()
            self._greenlet = None
        for name in list(self.readers):
            self.readers.pop(name).stop()

    def caught_up(self) -> bool:
        """Whether nothing that arrived waits to be applied."""
        return all(reader.caught_up() for reader in self.readers.values())

    def _run(self) -> None:
        while True:
            self._look()
            eventlet.sleep(LOOK_SECONDS)

    def _look(self) -> None:
        try:
            names = set(self.admitted.names())
        except OSError as error:
            logs.get().error("hub.admitted_unreadable", error=type(error).__name__)
            return
        for name in names - set(self.readers):
            self.readers[name] = Ingest(self.url.replace("{node}", name), name, self.reception)
            self.readers[name].start()
        for name in set(self.readers) - names:
            self.readers.pop(name).stop()
