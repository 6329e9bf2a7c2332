"""The transport of the embedded mode: rows go from the source's outbox straight to the consumer's watermark.

Nothing can be lost on the way, and nothing need be sent again: a consumer that was away asks from where it stood.
"""

import time

import eventlet

from lakou.contracts.base import Stream
from lakou.kernel import logs, outbox
from lakou.kernel.consumer import Consumer
from lakou.kernel.db import Database
from lakou.kernel.inbox import Place

BATCH = 500
POLL_SECONDS = 2.0  # what another process (the command line) recorded rings no bell here
GATHER_SECONDS = 0.03  # what is said together is applied together: one commit for a burst, not one for each event
NOTE_SECONDS = 10.0


class InprocessFeed:
    """One source stream read by one consumer, in a greenlet of its own."""

    def __init__(self, source: Database, stream: Stream, consumer: Consumer) -> None:
        self.source, self.stream, self.consumer = source, stream, consumer
        self._drained_at = -1  # how often the bell had rung when all there was had been applied
        self._greenlet: eventlet.greenthread.GreenThread | None = None

    def start(self) -> None:
        """Begin to read."""
        self._greenlet = eventlet.spawn(self._run)

    def stop(self) -> None:
        """Stop between two batches or inside one: an unfinished batch is rolled back and read again later."""
        if self._greenlet:
            self._greenlet.kill()
            self._greenlet = None

    def busy(self) -> bool:
        """Whether the bell has rung since all there was had been applied."""
        return self._drained_at != self.source.bell.rings

    def caught_up(self) -> bool:
        """Whether the consumer has passed all that the source recorded so far."""
        if self.busy():
            return False
        at = self.consumer.place(self.source.source, self.stream)
        with self.source.reading() as db:
            return outbox.passed(db, self.stream, (at.epoch, at.applied))

    def _run(self) -> None:
        """Drain, then wait for the bell. The place is noted at the source when it is quiet, or every few seconds when it is not."""
        at: Place | None = None
        noted: Place | None = None
        noted_when = time.monotonic()
        while True:
            rung = self.source.bell.rings
            wait = 0.0
            try:
                at, wait = self._drain(at or self.consumer.place(self.source.source, self.stream))
                self._drained_at = -1 if wait else rung
                quiet = not wait and not self.source.bell.wait(POLL_SECONDS, rung)
                if at != noted and (quiet or time.monotonic() - noted_when > NOTE_SECONDS):
                    self._note(at)
                    noted, noted_when = at, time.monotonic()
            except Exception as error:  # noqa: BLE001 - a feed must outlive whatever happens to one batch
                logs.get().error("feed.failed", consumer=self.consumer.name, error=type(error).__name__)
                at, wait = None, POLL_SECONDS
            eventlet.sleep(wait or GATHER_SECONDS)

    def _drain(self, at: Place) -> tuple[Place, float]:
        """Apply all there is: the new place, and seconds to wait when a row must be tried again."""
        while True:
            with self.source.reading() as db:
                rows = outbox.rows_after(db, self.stream, at.epoch, at.applied, BATCH)
            if not rows:
                return at, 0.0
            outcome = self.consumer.apply(self.source.source, self.stream, rows)
            if outcome.wait:
                return self.consumer.place(self.source.source, self.stream), outcome.wait
            at = outcome.at
            if len(rows) < BATCH:
                return at, 0.0  # what was recorded meanwhile has rung the bell
            eventlet.sleep(0)

    def _note(self, at: Place) -> None:
        with self.source.transaction() as db:
            outbox.note_reader(db, self.stream, self.consumer.name, at.epoch, at.applied)
