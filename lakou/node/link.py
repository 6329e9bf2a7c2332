"""The node's end of the link: facts go to the hub in compressed batches from the outbox, and stay until the hub has them.

Every exchange begins with what the hub says it has applied, never with what we believe to have sent: a hub restored from an old
backup simply asks for more. In the embedded federation the wire is a function call; the bytes are the same.
"""

import datetime as dt
import secrets
from collections.abc import Callable

import eventlet
import eventlet.tpool
from marshmallow import ValidationError

from lakou.contracts.base import Stream
from lakou.kernel import clock, logs, outbox
from lakou.kernel.context import ServiceContext
from lakou.node.batches import Ack, Batch, pack, unpack_ack
from services.reporting.use_cases import catalog

BATCH_ROWS = 1000
GATHER_SECONDS = 0.1
QUIET_SECONDS = 1.0
HEARTBEAT_SECONDS = 30.0
BACK_OFF_SECONDS = (1.0, 5.0, 30.0, 120.0, 600.0)
READER = "hub"
_chance = secrets.SystemRandom()

Wire = Callable[[str, bytes], bytes]
"""Sends one batch of a node and returns the hub's acknowledgement. Raises OSError when the hub cannot be reached."""


class Link:
    """Pushes the facts of one node to the hub."""

    def __init__(self, context: ServiceContext, wire: Wire, *, flush_seconds: float = GATHER_SECONDS) -> None:
        self.context = context
        self.wire = wire
        self.flush_seconds = flush_seconds
        self.failures = 0
        self.acked: Ack | None = None
        self.answered_at: dt.datetime | None = None
        self.paused = False
        self._noted: Ack | None = None
        self._furthest = (0, 0)
        self._greenlet: eventlet.greenthread.GreenThread | None = None

    def start(self) -> None:
        """Begin to push."""
        self._greenlet = eventlet.spawn(self._run)

    def stop(self) -> None:
        """Stop; what was not acknowledged is sent again at the next start."""
        if self._greenlet:
            self._greenlet.kill()
            self._greenlet = None

    def caught_up(self) -> bool:
        """Whether the hub has all that was recorded so far."""
        with self.context.database.reading() as db:
            head = outbox.head(db, Stream.FACT)
        return self.acked is not None and (self.acked.epoch, self.acked.applied) == (head.epoch, head.seq)

    def pause(self) -> None:
        """Send nothing until told to resume, or until the next start."""
        self.paused = True

    def resume(self) -> None:
        """Send again, from what the hub says it has."""
        self.paused = False
        self.failures = 0
        self.stop()
        self.start()

    def _run(self) -> None:
        bell = self.context.database.bell
        while True:
            rung = bell.rings
            try:
                if not self.paused:
                    self.push()
                self.failures = 0
                if not bell.wait(QUIET_SECONDS, rung):
                    self._note()
                    if not bell.wait(HEARTBEAT_SECONDS, rung):
                        self.acked = None  # say hello again: the hub hears us, and we hear what it has
                eventlet.sleep(self.flush_seconds)
            except Exception as error:  # noqa: BLE001 - the link outlives every fault of the network and of the hub
                pause = BACK_OFF_SECONDS[min(self.failures, len(BACK_OFF_SECONDS) - 1)] * _chance.uniform(0.7, 1.3)
                self.failures += 1
                self.acked = None
                logs.get().warning("link.failed", error=type(error).__name__, again_in=round(pause, 1))
                eventlet.sleep(pause)

    def push(self) -> None:
        """Send all that the hub lacks, from what it last said to have; at first, and after silence or trouble, ask it."""
        ack = self.acked or self._exchange([])
        while not self.paused and (rows := self._next_rows(ack)):
            before = (ack.epoch, ack.applied)
            ack = self._exchange(rows)
            if (ack.epoch, ack.applied) <= before:
                raise OSError("the hub took nothing of this batch")

    def _next_rows(self, ack: Ack) -> list[outbox.Row]:
        with self.context.database.reading() as db:
            rows = outbox.rows_after(db, Stream.FACT, ack.epoch, ack.applied, BATCH_ROWS)
        return [row for row in rows if row.epoch == rows[0].epoch]

    def _exchange(self, rows: list[outbox.Row]) -> Ack:
        with self.context.database.reading() as db:
            head, known = outbox.head(db, Stream.FACT), catalog.adopted_version(db)
        node = self.context.site.node
        sent = eventlet.tpool.execute(pack, Batch(node, head, tuple(rows), known))
        ack = unpack_ack(self.wire(node, sent))
        self._adopt(ack)
        self.context.metrics.link_bytes.labels(node).inc(len(sent))
        self._remember(ack, head)
        if cap := self.context.settings.link_bytes_per_second:
            eventlet.sleep(len(sent) / cap)
        return ack

    def _adopt(self, ack: Ack) -> None:
        """Take the hub's catalog over; one that cannot be read must not stop the facts."""
        if ack.catalog is not None:
            try:
                catalog.adopt(self.context, ack.catalog)
            except ValidationError as error:
                logs.get().error("link.catalog_refused", fields=sorted(error.messages_dict))

    def _remember(self, ack: Ack, head: outbox.Head) -> None:
        metrics, node = self.context.metrics, self.context.site.node
        if self._furthest > (ack.epoch, ack.applied):
            metrics.link_resends.labels(node).inc()
        self._furthest = (ack.epoch, ack.applied)
        self.acked, self.answered_at = ack, clock.now()
        metrics.link_last.labels(node).set(head.seq)
        metrics.link_acked.labels(node).set(ack.applied)
        metrics.link_acked_at.labels(node).set(self.answered_at.timestamp())
        metrics.clock_skew.labels(node).set((dt.datetime.fromisoformat(ack.hub_time) - self.answered_at).total_seconds())

    def _note(self) -> None:
        """Write down how far the hub is, and whether it holds our history: when it is quiet, not at each batch."""
        ack = self.acked
        if ack is None or ack == self._noted:
            return
        with self.context.database.reading() as db:
            ours = outbox.digest_at(db, Stream.FACT, ack.epoch, ack.applied)
        with self.context.database.transaction() as db:
            outbox.note_reader(db, Stream.FACT, READER, ack.epoch, ack.applied, same_history=ours == ack.digest)
        self._noted = ack
