"""How a consumer applies a stream: in order, once, in the transaction of its effects.

What fails is tried again in place, then parked.

Transports hand rows over with `Consumer.apply`; they may lose, repeat or reorder them, nothing is lost.
"""

import dataclasses
from collections.abc import Mapping, Sequence

from sqlalchemy.exc import InterfaceError, OperationalError

from lakou.contracts.base import EVENTS, Stream
from lakou.kernel import correlation, inbox, logs
from lakou.kernel.db import Database, Db
from lakou.kernel.metrics import Metrics
from lakou.kernel.outbox import Row
from lakou.kernel.streams import Handler, Origin, Poison, read, safe_error

RETRY_SECONDS = (5.0, 30.0, 300.0)
MASS_FAILURE = 20


class RowFailed(Exception):
    """Raised inside a batch to undo it and name the row."""

    def __init__(self, row: Row, error: Exception) -> None:
        super().__init__(row.type)
        self.row, self.error = row, error


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch. `behind`: a gap stands before what was seen. `wait`: seconds before the next try."""

    at: inbox.Place
    behind: bool = False
    wait: float = 0.0


@dataclasses.dataclass(slots=True)
class _Batch:
    """The rows of one source inside one transaction."""

    db: Db
    source: str
    stream: Stream
    at: inbox.Place
    outcomes: list[tuple[str, str]] = dataclasses.field(default_factory=list)


class Consumer:
    """One service's reader of streams. It may read many sources; each has its own watermark and its own pace."""

    def __init__(
        self,
        name: str,
        database: Database,
        handlers: Mapping[str, Handler],
        metrics: Metrics,
        *,
        retry_seconds: Sequence[float] = RETRY_SECONDS,
    ) -> None:
        self.name = name
        self.database = database
        self.handlers = handlers
        self.metrics = metrics
        self.retry_seconds = retry_seconds
        self.paused = False
        self._attempts: dict[tuple[str, Stream], int] = {}
        self._failures_in_a_row = 0

    def place(self, source: str, stream: Stream) -> inbox.Place:
        """The watermark on a stream of a source."""
        with self.database.reading() as db:
            return inbox.place(db, source, stream)

    def apply(self, source: str, stream: Stream, rows: Sequence[Row]) -> Outcome:
        """Apply rows of one source in order; safe to call with duplicates, gaps and disorder."""
        if self.paused or not rows:
            return Outcome(self.place(source, stream), wait=self.retry_seconds[-1] if self.paused else 0.0)
        try:
            return self._apply_batch(source, stream, rows)
        except (OperationalError, InterfaceError) as error:
            # The database itself is in trouble: nothing is parked, the stream waits.
            logs.get().warning("stream.database_unavailable", consumer=self.name, error=type(error).__name__)
            return Outcome(inbox.Place(rows[0].epoch, 0), wait=self.retry_seconds[0])
        except RowFailed as failure:
            return self._after_failure(source, stream, rows, failure)
        finally:
            self.metrics.consumer_paused.labels(self.name).set(int(self.paused))

    def _apply_batch(self, source: str, stream: Stream, rows: Sequence[Row]) -> Outcome:
        with self.database.transaction() as db:
            at = inbox.place(db, source, stream)
            batch = _Batch(db, source, stream, inbox.open_epoch(db, source, stream, at.epoch))
            holding = inbox.holds_any(db, source, stream)
            for row in rows:
                holding |= self._step(batch, row)
                if holding:
                    for held in inbox.held_after(db, source, stream, batch.at):
                        self._apply_row(batch, held)
            seen = max(row.seq for row in rows if row.epoch == max(r.epoch for r in rows))
            inbox.save(db, source, stream, batch.at, seen)
        self._succeeded(batch)
        return Outcome(batch.at, behind=seen > batch.at.applied)

    def _step(self, batch: _Batch, row: Row) -> bool:
        """Drop, hold or apply one row; True when it was held."""
        if row.epoch > batch.at.epoch:
            batch.at = inbox.open_epoch(batch.db, batch.source, batch.stream, row.epoch)
        if row.epoch < batch.at.epoch or row.seq <= batch.at.applied:
            batch.outcomes.append((row.type, "duplicate"))
            return False
        if row.seq > batch.at.applied + 1:
            return inbox.hold(batch.db, batch.source, batch.stream, row)
        self._apply_row(batch, row)
        return False

    def _apply_row(self, batch: _Batch, row: Row) -> None:
        try:
            event, parent = read(row, batch.source, batch.stream)
            handler = self.handlers.get(event.type)
            if handler:
                node, service = batch.source.strip("/").split("/")
                with correlation.follow(parent):
                    handler(batch.db, event, Origin(node, service, row.epoch, row.seq))
                    batch.db.flush()
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            raise RowFailed(row, error) from error
        batch.at = inbox.advance(batch.at, row)
        batch.outcomes.append((event.type, "ok"))

    def _succeeded(self, batch: _Batch) -> None:
        for name, outcome in batch.outcomes:
            self.metrics.events_handled.labels(self.name, _bounded(name), outcome).inc()
        if any(outcome == "ok" for _, outcome in batch.outcomes):
            self._attempts.pop((batch.source, batch.stream), None)
            self._failures_in_a_row = 0
            self.metrics.consumer_last_success.labels(self.name).set_to_current_time()

    def _after_failure(self, source: str, stream: Stream, rows: Sequence[Row], failure: RowFailed) -> Outcome:
        """Keep what stands before the failed row; then wait and try it again, or park it and move on."""
        before = [row for row in rows if (row.epoch, row.seq) < (failure.row.epoch, failure.row.seq)]
        if before:
            kept = self.apply(source, stream, before)
            if kept.wait:
                return kept
        attempt = self._attempts.get((source, stream), 0) + 1
        if isinstance(failure.error, Poison) or attempt > len(self.retry_seconds):
            return self._park(source, stream, failure, attempt)
        self._attempts[(source, stream)] = attempt
        self.metrics.events_handled.labels(self.name, _bounded(failure.row.type), "retry").inc()
        logs.get().warning("stream.retry", consumer=self.name, attempt=attempt, error=safe_error(failure.error))
        return Outcome(self.place(source, stream), wait=self.retry_seconds[attempt - 1])

    def _park(self, source: str, stream: Stream, failure: RowFailed, attempt: int) -> Outcome:
        row, error = failure.row, safe_error(failure.error)
        with self.database.transaction() as db:
            at = inbox.advance(inbox.open_epoch(db, source, stream, row.epoch), row)
            inbox.park(db, source, stream, row, error, attempt)
            inbox.save(db, source, stream, at, row.seq)
        if not isinstance(failure.error, Poison):
            self._failures_in_a_row += 1
            self.paused = self._failures_in_a_row >= MASS_FAILURE
        self._attempts.pop((source, stream), None)
        self.metrics.events_handled.labels(self.name, _bounded(row.type), "parked").inc()
        logs.get().error("stream.parked", consumer=self.name, source=source, seq=row.seq, error=error)
        return Outcome(at)


def _bounded(name: str) -> str:
    """A metric label from a closed list."""
    return name if name in EVENTS else "unknown"
