"""A source and a consumer on one vhost of a real broker, in this process."""

from pathlib import Path
from typing import Any

import pytest
from eventlet.green import socket as green_socket

from lakou.kernel import outbox
from lakou.kernel.metrics import Metrics
from lakou.kernel.streams_amqp_connection import Publisher, Worker, connected
from lakou.kernel.streams_amqp_receiver import Receiver
from lakou.kernel.streams_amqp_relay import Relay
from lakou.kernel.streams_amqp_resend import Answers
from tests.kernel.kit import LOCAL, SOURCE, applied, eventually, opened, reader, recorded, sqlite


def make_green(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `eventlet.monkey_patch()` does for py-amqp in the real process: its sockets let the other greenlets run."""
    monkeypatch.setattr("amqp.transport.socket", green_socket)


class Story:
    """A source and a consumer on one vhost."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.vhost = url.rsplit("/", 1)[-1]
        self.source = opened(sqlite(folder, "source"))
        self.sink = opened(sqlite(folder, "inbox"), "/martinique/sessions")
        self.consumer = reader(self.sink)
        self.relay = Relay(url, self.source, LOCAL, Metrics())
        self.answers = Answers(url, self.source, [LOCAL], Metrics())
        self.receiver = Receiver(url, self.consumer, SOURCE, LOCAL)

    @property
    def workers(self) -> list[Worker]:
        return [self.relay, self.answers, self.receiver]

    def start(self) -> None:
        for worker in self.workers:
            worker.start()

    def stop(self) -> None:
        for worker in self.workers:
            worker.stop()

    def exact(self) -> bool:
        return applied(self.sink) == [row.place for row in recorded(self.source)]

    def same_history(self) -> bool:
        at = self.consumer.place(SOURCE, LOCAL)
        with self.source.reading() as db:
            return outbox.digest_at(db, LOCAL, at.epoch, at.applied) == at.digest

    def places(self) -> dict[str, tuple[int, bool | None]]:
        """What the source knows of its readers."""
        with self.source.reading() as db:
            return {row["reader"]: (row["seq"], row["same_history"]) for row in outbox.readers(db, LOCAL)}

    def settle(self, within: float = 20.0) -> None:
        eventually(self.receiver.caught_up, "the receiver caught up", within)
        eventually(self.exact, "every event applied once and in order", within)
        assert self.same_history()


def by_hand(url: str, messages: list[tuple[Any, str, str]]) -> None:
    with connected(url) as connection:
        Publisher(connection).publish(messages)
