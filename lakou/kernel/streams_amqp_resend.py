"""The source's answers: how far its streams go, and the rows that a consumer lacks, to that consumer alone."""

import time
from collections.abc import Sequence
from typing import Any

from lakou.contracts.base import Stream
from lakou.kernel import logs, outbox
from lakou.kernel.db import Database
from lakou.kernel.metrics import Metrics
from lakou.kernel.outbox import Place
from lakou.kernel.streams_amqp_connection import Publisher, Unroutable, Worker, attend, say
from lakou.kernel.streams_amqp_messages import BadMessage, Question, event_message, head_message, read_question
from lakou.kernel.streams_amqp_topology import HEADS, declare_requests, head_key, queue

LISTEN_SECONDS = 1.5
REPEAT_SECONDS = 60.0
RESEND_ROWS = 1000
RESEND_EVERY_SECONDS = 0.5  # to one consumer: 2,000 rows a second at most


class Answers(Worker):
    """One service answering for its streams: announces heads, notes how far consumers are, sends again what they ask for."""

    def __init__(self, url: str, database: Database, streams: Sequence[Stream], metrics: Metrics) -> None:
        self.database, self.streams = database, streams
        self.service = database.source.rsplit("/", 1)[-1]
        self._channel: Any = None
        self._publisher: Publisher
        self._announced: dict[Stream, Place] = {}
        self._announced_at = 0.0
        self._questions: dict[tuple[str, Stream], Question] = {}
        self._resent_at: dict[tuple[str, Stream], float] = {}
        super().__init__(url, f"answers {self.service}", metrics)

    def caught_up(self) -> bool:
        """Nothing is owed: who lacks something asks again."""
        return True

    def prepare(self, connection: Any) -> None:
        """Listen to questions."""
        self._channel, self._publisher = connection.channel(), Publisher(connection)
        self._channel.basic_consume(declare_requests(self._channel, self.service), callback=self._hear, no_ack=True)
        self._announced.clear()
        self._questions.clear()

    def turn(self, connection: Any) -> None:
        """Announce what moved, listen, answer."""
        self._announce()
        attend(connection, RESEND_EVERY_SECONDS if self._questions else LISTEN_SECONDS)
        while attend(connection):
            pass
        self._answer()

    def _hear(self, message: Any) -> None:
        """Keep the last word of each consumer: it says all that the ones before said."""
        try:
            question = read_question(message)
        except BadMessage as error:
            logs.get().warning("amqp.bad_question", service=self.service, error=str(error))
            return
        key = question.consumer, question.stream
        if question.stream in self.streams and (key in self._questions or len(self._questions) < RESEND_ROWS):
            self._questions[key] = question

    def _announce(self) -> None:
        """Say what moved, and everything once a minute."""
        if time.monotonic() - self._announced_at > REPEAT_SECONDS:
            self._announced.clear()
            self._announced_at = time.monotonic()
        with self.database.reading() as db:
            ends = {stream: outbox.end(db, stream) for stream in self.streams}
        for stream, place in ends.items():
            if self._announced.get(stream) != place:
                say(self._channel, head_message(place), HEADS, head_key(self.service, stream))
                self._announced[stream] = place

    def _answer(self) -> None:
        now = time.monotonic()
        for key, question in list(self._questions.items()):
            if question.rows and now - self._resent_at.get(key, 0.0) < RESEND_EVERY_SECONDS:
                continue
            del self._questions[key]
            self._note(question)
            if question.rows:
                self._resent_at[key] = now
                self._resend(question)
                self._announced.pop(question.stream, None)  # who asks does not know how far we are

    def _note(self, question: Question) -> None:
        with self.database.transaction() as db:
            same = outbox.digest_at(db, question.stream, *question.place) == question.digest
            outbox.note_reader(db, question.stream, question.consumer, *question.place, same_history=same)

    def _resend(self, question: Question) -> None:
        with self.database.reading() as db:
            rows = outbox.rows_after(db, question.stream, *question.place, limit=min(question.rows, RESEND_ROWS))
        to = queue(question.consumer, self.service, question.stream)
        try:
            self._publisher.publish((event_message(self.database.source, question.stream, row), "", to) for row in rows)
        except Unroutable:
            logs.get().warning("amqp.no_such_queue", service=self.service, queue=to)
        self.metrics.outbox_resent.labels(self.service, question.stream.value).inc(len(rows))
