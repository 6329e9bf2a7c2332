"""A greenlet with a connection of its own, made again after every failure; and publishing that is sure of what it says.

Nothing here holds the event loop or the start and the end of the program: a broker that is down is asked again, ever less often.
"""

import abc
import contextlib
import dataclasses
import secrets
import ssl
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import eventlet
import kombu

from lakou.kernel import logs
from lakou.kernel.metrics import Metrics

HEARTBEAT_SECONDS = 15
CONNECT_SECONDS = 10.0
PREPARE_SECONDS = 20.0
CONFIRM_SECONDS = 20.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 7.0  # so that ten seconds after the broker is back, all is in order
A_MOMENT = 0.002  # to take in what the socket already holds; 0 would make py-amqp spin on half a frame

_chance = secrets.SystemRandom()


class NoAnswer(OSError):
    """Raised when the broker does not answer in time."""


class NotConfirmed(OSError):
    """Raised when the broker did not take in what was published."""


class Unroutable(NotConfirmed):
    """Raised when no queue stands where something was sent."""


@dataclasses.dataclass(frozen=True)
class Identity:
    """PEM files: whom we trust, and who we are. With it a broker knows us by our certificate, and no password travels."""

    authority: Path
    certificate: Path
    key: Path


def connect(
    url: str, identity: Identity | None = None, *, heartbeat: int = HEARTBEAT_SECONDS, patience: float = CONNECT_SECONDS
) -> Any:
    """A new py-amqp connection; over TLS 1.3 and nothing less when an identity is given. Raises OSError or AMQPError."""
    options: dict[str, Any] = {}
    if identity:
        options["login_method"] = "EXTERNAL"
        options["ssl"] = {
            "ca_certs": str(identity.authority),
            "certfile": str(identity.certificate),
            "keyfile": str(identity.key),
            "cert_reqs": ssl.CERT_REQUIRED,
            "server_hostname": None,  # kombu puts the URL's host, which the certificate must bear
            "tls_minimum_version": ssl.TLSVersion.TLSv1_3,
        }
    link = kombu.Connection(url, heartbeat=heartbeat, connect_timeout=patience, **options)
    with eventlet.Timeout(patience, NoAnswer("connect")):
        return link.transport.establish_connection()


@contextlib.contextmanager
def connected(url: str) -> Iterator[Any]:
    """A py-amqp connection. It is closed without a word to the broker, which may be gone."""
    connection = connect(url)
    try:
        yield connection
    finally:
        connection.collect()


def attend(connection: Any, seconds: float = A_MOMENT) -> bool:
    """Take in what the broker says next, within `seconds`, and keep the heartbeat. False when it said nothing."""
    connection.heartbeat_tick()
    try:
        connection.drain_events(timeout=seconds)
    except TimeoutError:
        return False
    return True


def say(channel: Any, message: Any, exchange: str, key: str) -> None:
    """Send what may be lost, since it is said again before long."""
    with eventlet.Timeout(CONFIRM_SECONDS, NoAnswer("publish")):
        channel.basic_publish(message, exchange, key)


class Worker(abc.ABC):
    """What runs over one connection. `name` tells it apart in logs and metrics."""

    def __init__(self, url: str, name: str, metrics: Metrics) -> None:
        self.url, self.name, self.metrics = url, name, metrics
        self._failures = 0
        self._greenlet: eventlet.greenthread.GreenThread | None = None

    @abc.abstractmethod
    def prepare(self, connection: Any) -> None:
        """Declare and open what the turns need."""

    @abc.abstractmethod
    def turn(self, connection: Any) -> None:
        """Do what there is to do, then wait for a while. Called for ever, until something fails."""

    @abc.abstractmethod
    def caught_up(self) -> bool:
        """Whether nothing is left to do of what was recorded so far."""

    def busy(self) -> bool:
        """Nothing is known without asking."""
        return False

    def start(self) -> None:
        """Returns at once, whether the broker is there or not."""
        self._greenlet = eventlet.spawn(self._run)

    def stop(self) -> None:
        """Stop anywhere: what was not confirmed or acknowledged comes again."""
        if self._greenlet:
            self._greenlet.kill()
            self._greenlet = None
        self.metrics.amqp_connected.labels(self.name).set(0)

    def _run(self) -> None:
        while True:
            try:
                with connected(self.url) as connection:
                    self._work(connection)
            except Exception as error:  # noqa: BLE001 - outlives every fault of the network and of the broker
                pause = min(FIRST_PAUSE * 2**self._failures, LONGEST_PAUSE) * _chance.uniform(0.7, 1.3)
                self._failures = min(self._failures + 1, 10)
                self.metrics.amqp_connected.labels(self.name).set(0)
                logs.get().warning("amqp.failed", worker=self.name, error=type(error).__name__, again_in=round(pause, 1))
            eventlet.sleep(pause)

    def _work(self, connection: Any) -> None:
        with eventlet.Timeout(PREPARE_SECONDS, NoAnswer("prepare")):
            self.prepare(connection)
        self._failures = 0
        self.metrics.amqp_connected.labels(self.name).set(1)
        while True:
            self.turn(connection)


class Publisher:
    """Publishes batches and waits until the broker has taken them in."""

    def __init__(self, connection: Any, *, patience: float = CONFIRM_SECONDS) -> None:
        self._connection = connection
        self._patience = patience
        self.channel = connection.channel()
        self.channel.confirm_select()
        self.channel.events["basic_ack"].add(self._acked)
        self.channel.events["basic_nack"].add(self._nacked)
        self.channel.events["basic_return"].add(self._returned)
        self._last = 0
        self._open: set[int] = set()
        self._refused: NotConfirmed | None = None

    def publish(self, messages: Iterable[tuple[Any, str, str]]) -> None:
        """Send (message, exchange, routing key) in this order. Raises NotConfirmed, Unroutable, NoAnswer or what the wire raises.

        After NotConfirmed or NoAnswer the connection is not to be used any more; after Unroutable it is.
        """
        self._refused = None
        with eventlet.Timeout(self._patience, NoAnswer("confirm")):
            for message, exchange, key in messages:
                self.channel.basic_publish(message, exchange, key, mandatory=True)
                self._last += 1
                self._open.add(self._last)
            while self._open:
                self._connection.drain_events()
        if self._refused:
            raise self._refused

    def _acked(self, tag: int, multiple: bool) -> None:
        if multiple:
            self._open = {waiting for waiting in self._open if waiting > tag}
        else:
            self._open.discard(tag)

    def _nacked(self, tag: int, multiple: bool) -> None:
        self._refused = NotConfirmed("nack")
        self._acked(tag, multiple)

    def _returned(self, *_why: Any) -> None:
        self._refused = self._refused or Unroutable("no queue")
