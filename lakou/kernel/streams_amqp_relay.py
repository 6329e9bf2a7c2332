"""From the outbox to the broker: in order, in confirmed batches, from the last confirmed place."""

import time
from typing import Any

from lakou.contracts.base import Stream
from lakou.kernel import failpoints, outbox
from lakou.kernel.db import Database
from lakou.kernel.metrics import Metrics
from lakou.kernel.outbox import Place, Row
from lakou.kernel.streams_amqp_connection import Publisher, Worker, attend
from lakou.kernel.streams_amqp_messages import event_message
from lakou.kernel.streams_amqp_topology import declare_stream, exchange

BATCH = 500
POLL_SECONDS = 2.0  # what another process (the command line) recorded rings no bell here
NOTE_SECONDS = 1.0
READER = "amqp"


class Relay(Worker):
    """One stream of one service. Its place is kept with the outbox's readers: what it forgets is sent twice, never lost."""

    def __init__(self, url: str, database: Database, stream: Stream, metrics: Metrics) -> None:
        self.database, self.stream = database, stream
        self.service = database.source.rsplit("/", 1)[-1]
        self._publisher: Publisher
        self._sent: Place = (1, 0)
        self._noted: Place = (1, 0)
        self._noted_at = 0.0
        super().__init__(url, f"relay {self.service}.{stream.value}", metrics)

    def caught_up(self) -> bool:
        """Whether all that was recorded so far has been sent."""
        with self.database.reading() as db:
            return outbox.passed(db, self.stream, self._sent)

    def prepare(self, connection: Any) -> None:
        """Go on from the place that was kept."""
        self._publisher = Publisher(connection)
        declare_stream(self._publisher.channel, self.stream)
        self._noted = self._sent = self._kept()

    def turn(self, connection: Any) -> None:
        """Send what there is, then wait for the bell."""
        rung = self.database.bell.rings
        self._send_all()
        if self._sent != self._noted and time.monotonic() - self._noted_at > NOTE_SECONDS:
            self._note()
        self.database.bell.wait(POLL_SECONDS if self._sent == self._noted else NOTE_SECONDS, rung)
        attend(connection)

    def _send_all(self) -> None:
        while rows := self._next():
            try:
                with self.metrics.relay_batch_seconds.labels(self.service).time():
                    self._publisher.publish(self._message(row) for row in rows)
            except Exception as error:
                self.metrics.outbox_publish_failures.labels(self.service, self.stream.value, type(error).__name__).inc()
                raise
            failpoints.reach("relay.after_confirm")
            self._sent = rows[-1].place
            self.metrics.outbox_published.labels(self.service, self.stream.value).inc(len(rows))

    def _message(self, row: Row) -> tuple[Any, str, str]:
        return event_message(self.database.source, self.stream, row), exchange(self.stream), row.type

    def _next(self) -> list[Row]:
        with self.database.reading() as db:
            return outbox.rows_after(db, self.stream, *self._sent, limit=BATCH)

    def _kept(self) -> Place:
        with self.database.reading() as db:
            places = {row["reader"]: (row["epoch"], row["seq"]) for row in outbox.readers(db, self.stream)}
        return places.get(READER, (1, 0))

    def _note(self) -> None:
        with self.database.transaction() as db:
            outbox.note_reader(db, self.stream, READER, *self._sent)
        self._noted, self._noted_at = self._sent, time.monotonic()
