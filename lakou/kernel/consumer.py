"""How a consumer applies a stream: in order, once, in the transaction of its effects; what fails is tried again, then parked.

Transports hand rows over with `Consumer.apply`; they may lose, repeat or reorder them, nothing is lost.
"""

import dataclasses
import time
from collections.abc import Mapping, Sequence

import eventlet
from sqlalchemy.exc import SQLAlchemyError

from lakou.contracts.base import EVENTS, Event, Stream
from lakou.kernel import correlation, inbox, logs, outbox, tracing
from lakou.kernel.database_trouble import is_trouble
from lakou.kernel.db import Database, Db
from lakou.kernel.metrics import Metrics
from lakou.kernel.outbox import Row
from lakou.kernel.streams import Forget, Handler, Origin, Poison, ReadAhead, age_of, read, safe_error, type_of

RETRY_SECONDS = (5.0, 30.0, 300.0)
SHORTEST_WAIT = 0.001
CHUNK = 50
MASS_FAILURE = 20


class RowFailed(Exception):
    """Raised inside a batch to undo it and name the row."""

    def __init__(self, row: Row, error: Exception) -> None:
        super().__init__(row.place)
        self.row, self.error = row, error


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch. `behind`: something is missing before what was seen, ask for it from `at`.

    `wait`: seconds before the same rows are to be handed over again; `at` then tells nothing.
    """

    at: inbox.Place
    behind: bool = False
    wait: float = 0.0


Read = tuple[Event, str | None]


@dataclasses.dataclass(slots=True)
class _Batch:
    """The rows of one source inside one transaction. `carefully`: each is written before the next, to see which one fails."""

    db: Db
    source: str
    stream: Stream
    at: inbox.Place
    carefully: bool
    events: dict[outbox.Place, Read | Poison] = dataclasses.field(default_factory=dict)
    last: Row | None = None
    outcomes: list[tuple[str, str]] = dataclasses.field(default_factory=list)

    def origin(self, place: outbox.Place) -> Origin:
        """Where the event of a place truly comes from."""
        node, service = self.source.strip("/").split("/")
        return Origin(node, service, *place)


@dataclasses.dataclass(frozen=True, slots=True)
class _Trouble:
    """A row that failed: how often, and when (monotonic) it may be tried again."""

    place: outbox.Place
    attempts: int
    again_at: float


class Consumer:
    """One service's reader of streams. It may read many sources; each has its own watermark and its own pace."""

    def __init__(
        self,
        name: str,
        database: Database,
        handlers: Mapping[str, Handler],
        metrics: Metrics,
        *,
        forgetters: Mapping[Stream, Forget] | None = None,
        read_ahead: ReadAhead | None = None,
        retry_seconds: Sequence[float] = RETRY_SECONDS,
    ) -> None:
        self.name = name
        self.database = database
        self.handlers = handlers
        self.forgetters = forgetters or {}
        self.read_ahead = read_ahead
        self.metrics = metrics
        self.retry_seconds = retry_seconds
        self.paused = False
        self._troubles: dict[tuple[str, Stream], _Trouble] = {}
        self._failures_in_a_row = 0

    def place(self, source: str, stream: Stream) -> inbox.Place:
        """The watermark on a stream of a source."""
        with self.database.reading() as db:
            return inbox.place(db, source, stream)

    def apply(self, source: str, stream: Stream, rows: Sequence[Row]) -> Outcome:
        """Apply rows of one source in order; safe to call with duplicates, gaps and disorder."""
        try:
            if wait := self._must_wait(source, stream):
                return Outcome(self.place(source, stream), wait=wait)
            return self._apply_in_chunks(source, stream, sorted(rows, key=lambda row: row.place))
        except Exception as error:
            if not is_trouble(error):
                raise
            # The database itself is in trouble: nothing is parked, the stream waits.
            logs.get().warning("stream.database_unavailable", consumer=self.name, error=type(error).__name__)
            return Outcome(inbox.Place(1, 0), wait=self._pause())
        finally:
            self.metrics.consumer_paused.labels(self.name).set(int(self.paused))
            self.metrics.retry_depth.labels(self.name).set(len(self._troubles))

    def _must_wait(self, source: str, stream: Stream) -> float:
        """Seconds during which this stream is not to be touched."""
        if self.paused:
            return self._pause(-1)
        trouble = self._troubles.get((source, stream))
        return max(trouble.again_at - time.monotonic(), 0.0) if trouble else 0.0

    def _pause(self, which: int = 0) -> float:
        return max(self.retry_seconds[which] if self.retry_seconds else RETRY_SECONDS[which], SHORTEST_WAIT)

    def _apply_in_chunks(self, source: str, stream: Stream, rows: Sequence[Row]) -> Outcome:
        """Short transactions, with room between them for whoever waits for the pen or the loop."""
        outcome: Outcome | None = None
        for start in range(0, len(rows), CHUNK):
            outcome = self._apply(source, stream, rows[start : start + CHUNK])
            if outcome.wait:
                return outcome
            eventlet.sleep(0)
        return outcome or Outcome(self.place(source, stream))

    def _apply(self, source: str, stream: Stream, rows: Sequence[Row]) -> Outcome:
        failure: RowFailed | None = None
        carefully = False
        while True:
            try:
                outcome = self._apply_batch(source, stream, rows, failure, carefully=carefully)
            except RowFailed as found:
                if isinstance(found.error, SQLAlchemyError) and not carefully:
                    carefully = True  # what one row changed may have been written while the next was handled: see which
                else:
                    failure = found  # what stood before it was undone with it: once more, up to there
                continue
            if failure is None:
                return outcome
            wait = self._after_failure(source, stream, failure)
            if wait is not None:
                return Outcome(outcome.at, wait=max(wait, SHORTEST_WAIT))
            rows = [row for row in rows if row.place > failure.row.place]
            failure = None
            eventlet.sleep(0)  # a long series of poison must not hold the loop

    def _apply_batch(
        self, source: str, stream: Stream, rows: Sequence[Row], failure: RowFailed | None, *, carefully: bool
    ) -> Outcome:
        """One transaction. With a `failure`, only what stands before that row."""
        started = time.monotonic()
        with self.database.transaction() as db:
            inbox.take_turn(db, stream)
            at = inbox.place(db, source, stream)
            batch = _Batch(db, source, stream, inbox.open_epoch(db, source, stream, at.epoch), carefully)
            waiting = inbox.held(db, source, stream)
            ordered = [row for row in _in_order(waiting, rows) if not failure or row.place < failure.row.place]
            self._read(batch, ordered)
            early = [row for row in ordered if not self._step(batch, row)]
            self._write(batch)
            if waiting:
                inbox.release(db, source, stream, batch.at)
            if early:
                inbox.hold(db, source, stream, [row for row in early if row.epoch == batch.at.epoch])
            inbox.save(db, source, stream, batch.at, max((row.seq for row in rows if row.epoch == batch.at.epoch), default=0))
        self._succeeded(batch, time.monotonic() - started)
        return Outcome(batch.at, behind=bool(early))

    def _read(self, batch: _Batch, rows: Sequence[Row]) -> None:
        """Read the rows once, and let the service fetch in a few queries what it will need for them."""
        for row in rows:
            if row.place > (batch.at.epoch, batch.at.applied):
                try:
                    batch.events[row.place] = read(row, batch.source, batch.stream)
                except Poison as poison:
                    batch.events[row.place] = poison
        if self.read_ahead and len(batch.events) > 1:
            good = ((place, found[0]) for place, found in batch.events.items() if not isinstance(found, Poison))
            self.read_ahead(batch.db, [(event, batch.origin(place)) for place, event in good])

    def _write(self, batch: _Batch) -> None:
        """Write what the handlers changed, together. Raises RowFailed, of no row in particular."""
        try:
            batch.db.flush()
        except Exception as error:
            if is_trouble(error) or batch.last is None:
                raise
            raise RowFailed(batch.last, error) from error

    def _step(self, batch: _Batch, row: Row) -> bool:
        """Drop or apply one row; False when it came too early."""
        if row.place <= (batch.at.epoch, batch.at.applied):
            batch.outcomes.append((row.type, "duplicate"))
            return True
        if not inbox.follows(batch.at, row):
            return False
        if row.epoch > batch.at.epoch:
            self._write(batch)  # what fails now is the fault of a row before, not of the new epoch
            self._forget(batch, row)
            batch.at = inbox.open_epoch(batch.db, batch.source, batch.stream, row.epoch)
        self._apply_row(batch, row)
        return True

    def _forget(self, batch: _Batch, row: Row) -> None:
        """A source restored from a backup begins a new epoch before the place where we stand: it lost what came after."""
        forget = self.forgetters.get(batch.stream)
        if forget and row.after is not None and row.after < (batch.at.epoch, batch.at.applied):
            forget(batch.db, batch.origin(row.after))
            logs.get().warning("stream.history_taken_back", consumer=self.name, source=batch.source, epoch=row.epoch)

    def _apply_row(self, batch: _Batch, row: Row) -> None:
        if row.blanked:
            batch.at, batch.last = inbox.advance(batch.at, row), None
            batch.outcomes.append((row.type, "blanked"))
            return
        try:
            found = batch.events[row.place]
            if isinstance(found, Poison):
                raise found
            event, parent = found
            handler = self.handlers.get(event.type)
            if handler:
                with correlation.follow(parent), tracing.span(f"apply {event.type}"):
                    handler(batch.db, event, batch.origin(row.place))
                    if logs.detailed:
                        logs.get().debug("stream.applied", consumer=self.name, type=event.type, epoch=row.epoch, seq=row.seq)
                if batch.carefully:
                    batch.db.flush()
        except Exception as error:
            if is_trouble(error):
                raise
            raise RowFailed(row, error) from error
        batch.at, batch.last = inbox.advance(batch.at, row), row
        batch.outcomes.append((event.type, "ok"))

    def _succeeded(self, batch: _Batch, seconds: float) -> None:
        for name, outcome in batch.outcomes:
            self.metrics.events_handled.labels(self.name, _bounded(name), outcome).inc()
        if any(outcome == "ok" for _, outcome in batch.outcomes):
            self._failures_in_a_row = 0
            self.metrics.event_handle_seconds.labels(self.name).observe(seconds)
            if batch.last is not None and batch.stream is not Stream.FACT:  # of facts the day alone is told
                self.metrics.event_end_to_end_seconds.labels(self.name).observe(age_of(batch.last))
            self.metrics.consumer_last_success.labels(self.name).set_to_current_time()

    def _after_failure(self, source: str, stream: Stream, failure: RowFailed) -> float | None:
        """Seconds to wait before the failed row is tried again; None when it was parked and the stream goes on."""
        before = self._troubles.pop((source, stream), None)
        attempt = before.attempts + 1 if before and before.place == failure.row.place else 1
        if isinstance(failure.error, Poison) or attempt > len(self.retry_seconds):
            self._park(source, stream, failure, attempt)
            return self._pause(-1) if self.paused else None
        wait = self.retry_seconds[attempt - 1]
        self._troubles[(source, stream)] = _Trouble(failure.row.place, attempt, time.monotonic() + wait)
        self.metrics.events_handled.labels(self.name, _bounded(type_of(failure.row)), "retry").inc()
        logs.get().warning("stream.retry", consumer=self.name, attempt=attempt, error=safe_error(failure.error))
        return wait

    def _park(self, source: str, stream: Stream, failure: RowFailed, attempts: int) -> None:
        row, error = dataclasses.replace(failure.row, type=type_of(failure.row)), safe_error(failure.error)
        with self.database.transaction() as db:
            at = inbox.advance(inbox.open_epoch(db, source, stream, row.epoch), row)
            inbox.park(db, source, stream, row, error, attempts)
            inbox.save(db, source, stream, at, row.seq)
        if not isinstance(failure.error, Poison):
            self._failures_in_a_row += 1
            self.paused = self._failures_in_a_row >= MASS_FAILURE
        self.metrics.events_handled.labels(self.name, _bounded(row.type), "parked").inc()
        if row.type not in EVENTS:
            self.metrics.schema_unknown.labels(self.name).inc()
        logs.get().error("stream.parked", consumer=self.name, source=source, seq=row.seq, error=error)


def _in_order(waiting: Sequence[Row], rows: Sequence[Row]) -> list[Row]:
    """Held and new rows as they follow one another, each place once."""
    by_place = {row.place: row for row in (*waiting, *rows)}
    return [by_place[place] for place in sorted(by_place)]


def _bounded(name: str) -> str:
    """A metric label from a closed list."""
    return name if name in EVENTS else "unknown"
