"""The transport of the embedded mode: rows go from the source's outbox straight to the consumer's watermark.

Nothing can be lost on the way, and nothing need be sent again: a consumer that was away asks from where it stood.
"""

import eventlet

from lakou.contracts.base import Stream
from lakou.kernel import logs, outbox
from lakou.kernel.consumer import Consumer
from lakou.kernel.db import Database
from lakou.kernel.inbox import Place

BATCH = 500
POLL_SECONDS = 2.0  # what another process (the command line) recorded rings no bell here


class InprocessFeed:
    """One source stream read by one consumer, in a greenlet of its own."""

    def __init__(self, source: Database, stream: Stream, consumer: Consumer) -> None:
        self.source, self.stream, self.consumer = source, stream, consumer
        self._greenlet: eventlet.greenthread.GreenThread | None = None

    def start(self) -> None:
        """Begin to read."""
        self._greenlet = eventlet.spawn(self._run)

    def stop(self) -> None:
        """Stop between two batches or inside one: an unfinished batch is rolled back and read again later."""
        if self._greenlet:
            self._greenlet.kill()
            self._greenlet = None

    def caught_up(self) -> bool:
        """Whether the consumer has passed all that the source recorded so far."""
        with self.source.reading() as db:
            head = outbox.head(db, self.stream)
        at = self.consumer.place(self.source.source, self.stream)
        return (at.epoch, at.applied) == (head.epoch, head.seq)

    def _run(self) -> None:
        noted: Place | None = None
        while True:
            rung = self.source.bell.rings
            try:
                wait = self._drain()
                at = self.consumer.place(self.source.source, self.stream)
                if at != noted:
                    self._note(at)
                    noted = at
            except Exception as error:  # noqa: BLE001 - a feed must outlive whatever happens to one batch
                logs.get().error("feed.failed", consumer=self.consumer.name, error=type(error).__name__)
                wait = POLL_SECONDS
            if wait:
                eventlet.sleep(wait)
            else:
                self.source.bell.wait(POLL_SECONDS, rung)

    def _drain(self) -> float:
        """Apply all there is; seconds to wait when a row must be tried again."""
        at = self.consumer.place(self.source.source, self.stream)
        while True:
            with self.source.reading() as db:
                rows = outbox.rows_after(db, self.stream, at.epoch, at.applied, BATCH)
            if not rows:
                return 0.0
            outcome = self.consumer.apply(self.source.source, self.stream, rows)
            if outcome.wait:
                return outcome.wait
            at = outcome.at
            eventlet.sleep(0)

    def _note(self, at: Place) -> None:
        with self.source.transaction() as db:
            outbox.note_reader(db, self.stream, self.consumer.name, at.epoch, at.applied)
