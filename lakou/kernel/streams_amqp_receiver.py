"""From a queue to the consumer's watermark: batches, acknowledged once their effects are committed.

What the consumer cannot apply yet stays unacknowledged and is handed over again after the wait, so the order holds. What is missing
is asked for when the queue has nothing more to say.
"""

import time
from typing import Any

from lakou.contracts.base import Stream
from lakou.kernel import failpoints, inbox, logs, outbox
from lakou.kernel.consumer import Consumer
from lakou.kernel.db import Database
from lakou.kernel.outbox import Place, Row
from lakou.kernel.streams_amqp_connection import Worker, attend, say
from lakou.kernel.streams_amqp_messages import BadMessage, Question, question_message, read_event, read_head
from lakou.kernel.streams_amqp_topology import RESEND, declare_ear, declare_queue

PREFETCH = 200
LISTEN_SECONDS = 1.0
ASK_SECONDS = 2.0
ASK_AGAIN_SECONDS = 0.5  # when the last answer brought something
TELL_SECONDS = 5.0
WANTED_ROWS = 1000


class Receiver(Worker):
    """One stream of one source, read by one consumer. `home` is the source's database when it is in this process."""

    def __init__(self, url: str, consumer: Consumer, source: str, stream: Stream, home: Database | None = None) -> None:
        self.consumer, self.source, self.stream, self.home = consumer, source, stream, home
        self.service = source.rsplit("/", 1)[-1]
        self.head: Place | None = None
        self._channel: Any = None
        self._unacked: list[Any] = []
        self._again_at = 0.0
        self._behind = False
        self._asked_at = self._told_at = 0.0
        self._told: inbox.Place | None = None
        self.at = inbox.Place(1, 0)
        super().__init__(url, f"{consumer.name} from {self.service}.{stream.value}", consumer.metrics)

    def caught_up(self) -> bool:
        """Whether the consumer has passed all that was recorded, or announced when the source is in another process."""
        at = self.consumer.place(self.source, self.stream)
        if self.home:
            with self.home.reading() as db:
                return outbox.passed(db, self.stream, (at.epoch, at.applied))
        return self.head is not None and (at.epoch, at.applied) >= self.head

    def prepare(self, connection: Any) -> None:
        """Listen anew: what was unacknowledged comes again, and the head may have moved unheard."""
        self._unacked = []
        self._behind, self._told, self._asked_at, self.head = False, None, 0.0, None
        self.at = self.consumer.place(self.source, self.stream)
        self._channel = channel = connection.channel()
        queue = declare_queue(channel, self.consumer.name, self.service, self.stream)
        channel.basic_qos(0, PREFETCH, False)
        channel.basic_consume(queue, callback=self._unacked.append)
        channel.basic_consume(declare_ear(channel, self.service, self.stream), callback=self._hear, no_ack=True)

    def turn(self, connection: Any) -> None:
        """Gather, apply, acknowledge, say how far we are."""
        quiet = not self._gather(connection)
        if self._unacked and time.monotonic() >= self._again_at:
            self._apply()
        self._speak(quiet=quiet)

    def _gather(self, connection: Any) -> bool:
        """Wait for a message, then take what else is there. False when the broker said nothing."""
        waiting = self._again_at - time.monotonic() if self._unacked else LISTEN_SECONDS
        said = attend(connection, min(max(waiting, 0.01), LISTEN_SECONDS))
        while said and len(self._unacked) < PREFETCH and attend(connection):
            pass
        return said

    def _apply(self) -> None:
        rows = [row for message in self._unacked if (row := self._row(message))]
        outcome = self.consumer.apply(self.source, self.stream, rows)
        if outcome.wait:
            self._again_at = time.monotonic() + outcome.wait
            return
        failpoints.reach("receiver.before_ack")
        self._channel.basic_ack(self._unacked[-1].delivery_tag, multiple=True)
        self._unacked.clear()
        self.at, self._behind = outcome.at, outcome.behind

    def _row(self, message: Any) -> Row | None:
        try:
            return read_event(message)
        except BadMessage as error:
            # It has no place in the stream, so it cannot be parked either; if it was one of ours, it is asked for again.
            logs.get().error("amqp.bad_message", worker=self.name, error=str(error))
            return None

    def _hear(self, message: Any) -> None:
        try:
            self.head = read_head(message)
        except BadMessage as error:
            logs.get().warning("amqp.bad_head", worker=self.name, error=str(error))

    def _speak(self, *, quiet: bool) -> None:
        """Ask for what is missing, once the queue is silent or shows a gap; or say how far we are."""
        now, lacking = time.monotonic(), self._behind or self.head is None or self.head > (self.at.epoch, self.at.applied)
        moved = self.at != self._told
        patience = ASK_AGAIN_SECONDS if moved else ASK_SECONDS
        if lacking and (quiet or self._behind) and not self._unacked and now - self._asked_at > patience:
            self._behind, self._asked_at = False, now
            self._say(WANTED_ROWS)
        elif moved and now - self._told_at > TELL_SECONDS:
            self._say(0)

    def _say(self, rows: int) -> None:
        question = Question(self.consumer.name, self.stream, self.at.epoch, self.at.applied, self.at.digest, rows)
        say(self._channel, question_message(question), RESEND, self.service)
        self._told, self._told_at = self.at, time.monotonic()
