"""The node's end: one batch goes out, the hub's acknowledgement of that very batch comes back."""

import time
import uuid
from typing import Any

import amqp
import eventlet

from lakou.kernel.keys import Keys
from lakou.kernel.streams_amqp_connection import Identity, NoAnswer, Publisher, connect
from lakou.node.wire.names import ACKS, FACTS

HEARTBEAT_SECONDS = 60
IDLE_SECONDS = 50.0  # the hub's broker lets go of who is silent for two heartbeats
CONNECT_SECONDS = 60.0  # eight times there and back over a satellite that loses packets
CONFIRM_SECONDS = 180.0  # a megabyte over 64 kbit/s
ACK_SECONDS = 120.0
PERSISTENT, TRANSIENT = 2, 1
CONTENT_TYPE = "application/vnd.lakou.batch+zstd"


def identity(keys: Keys) -> Identity:
    """Where the certificates of the link are kept at a node."""
    folder = keys.folder / "link"
    return Identity(folder / "authority.pem", folder / "node.pem", folder / "node.key")


class HubWire:
    """A `Wire` over AMQP. It is used by one greenlet; a connection that failed or idled is made anew."""

    def __init__(self, url: str, who: Identity) -> None:
        self.url, self.who = url, who
        self._connection: Any = None
        self._publisher: Publisher
        self._answers: dict[str, bytes] = {}
        self._used_at = 0.0

    def __call__(self, _node: str, data: bytes) -> bytes:
        """Send a batch and wait for its acknowledgement. Raises OSError whatever went wrong on the way."""
        if self._connection is not None and time.monotonic() - self._used_at > IDLE_SECONDS:
            self.close()
        try:
            if self._connection is None:
                self._open()
            answer = self._exchange(data)
        except amqp.AMQPError as error:
            self.close()
            raise OSError(type(error).__name__) from error
        except BaseException:
            self.close()
            raise
        self._used_at = time.monotonic()
        return answer

    def close(self) -> None:
        """Let go of the connection without a word to the broker, which may be gone."""
        if self._connection is not None:
            self._connection.collect()
            self._connection = None

    def _open(self) -> None:
        self._connection = connect(self.url, self.who, heartbeat=HEARTBEAT_SECONDS, patience=CONNECT_SECONDS)
        with eventlet.Timeout(CONFIRM_SECONDS, NoAnswer("prepare")):
            self._publisher = Publisher(self._connection, patience=CONFIRM_SECONDS)
            self._publisher.channel.basic_consume(ACKS, callback=self._hear, no_ack=True)

    def _hear(self, message: Any) -> None:
        about = message.properties.get("correlation_id", "")
        self._answers[about] = message.body if isinstance(message.body, bytes) else str(message.body).encode()

    def _exchange(self, data: bytes) -> bytes:
        """Older answers are dropped: what counts is what the hub says now."""
        about = str(uuid.uuid4())
        message = amqp.Message(data, delivery_mode=PERSISTENT, content_type=CONTENT_TYPE, message_id=about)
        self._answers.clear()
        self._publisher.publish([(message, FACTS, "")])
        with eventlet.Timeout(ACK_SECONDS, NoAnswer("ack")):
            while about not in self._answers:
                self._connection.drain_events()
        return self._answers[about]
