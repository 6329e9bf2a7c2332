"""The hub's end: one reader a node, so that one node's trouble never delays another. Who speaks is told by the vhost alone."""

from typing import Any

import amqp
import eventlet

from lakou.kernel import failpoints, logs
from lakou.kernel.streams_amqp_connection import Worker, attend, say
from lakou.node.hub import Reception
from lakou.node.refusals import FLOOD
from lakou.node.wire.admitted import Admitted
from lakou.node.wire.allowance import Allowance
from lakou.node.wire.names import ACKS, FACTS
from lakou.node.wire.node_end import TRANSIENT
from services.reporting.use_cases import linked_nodes

PREFETCH = 4
LISTEN_SECONDS = 1.0
LOOK_SECONDS = 5.0


class Ingest(Worker):
    """Reads the batches of one node, as fast as it is allowed to send.

    A node waits for the answer to each batch. Where many stand in line all the same and the allowance is used up, somebody
    floods: what is beyond it is thrown away unread, so that neither the queue grows nor the others wait.
    """

    def __init__(self, url: str, node: str, reception: Reception, allowance: Allowance) -> None:
        self.node, self.reception, self.allowance = node, reception, allowance
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
            if wait := self.allowance.lacks():
                if len(self._arrived) < PREFETCH:
                    attend(connection, min(wait, LISTEN_SECONDS))
                    continue
                self.reception.refusals.add(self.node, FLOOD, "too much at once")
            else:
                self._take(message, body)
            self._channel.basic_ack(message.delivery_tag)
            self._arrived.pop(0)
            attend(connection)
        self.reception.refusals.write(self.node)

    def _take(self, message: Any, body: bytes) -> None:
        answer = self.reception.receive(self.node, body)
        self.allowance.take(len(body))
        failpoints.reach("hub.before_ack")
        about = str(message.properties.get("message_id", ""))[:64]
        say(self._channel, amqp.Message(answer, delivery_mode=TRANSIENT, correlation_id=about), ACKS, "")

    def caught_up(self) -> bool:
        """Whether nothing that arrived waits to be applied."""
        return not self._arrived


class Intake:
    """The readers of every admitted node; a node that is admitted or shut out while the hub runs is noticed by itself."""

    def __init__(self, url: str, admitted: Admitted, reception: Reception, bytes_per_second: int) -> None:
        self.url, self.admitted, self.reception = url, admitted, reception
        self.bytes_per_second = bytes_per_second
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
            linked_nodes.admitted(self.reception.consumer.database, self.admitted.ends())
        except Exception as error:  # noqa: BLE001 - a file or a database that is away for a moment ends no reader
            logs.get().error("hub.admitted_unreadable", error=type(error).__name__)
            return
        for name in names - set(self.readers):
            url, allowance = self.url.replace("{node}", name), Allowance(self.bytes_per_second)
            self.readers[name] = Ingest(url, name, self.reception, allowance)
            self.readers[name].start()
        for name in set(self.readers) - names:
            self.readers.pop(name).stop()
