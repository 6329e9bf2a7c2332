"""The node's end of the link: facts go to the hub in compressed batches from the outbox, and stay until the hub has them.

Every exchange begins with what the hub says it has applied, never with what we believe to have sent: a hub restored from an old
backup simply asks for more. In the embedded federation the wire is a function call; the bytes are the same.
"""

import datetime as dt
import secrets
import time
from collections.abc import Callable

import eventlet
import eventlet.tpool

from lakou.contracts.base import Stream
from lakou.kernel import clock, logs, outbox
from lakou.kernel.context import ServiceContext
from lakou.node.answers import Answers
from lakou.node.batches import MOST_ROWS, Ack, Batch, fitting, pack, unpack_ack
from lakou.node.skew import readable
from services.reporting.use_cases import hub_link

GATHER_SECONDS = 0.1
POLL_SECONDS = 1.0  # how soon an order of another process (a command) is noticed
HEARTBEAT_SECONDS = 30.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
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
        self.answers = Answers(context)
        self._orders = 0
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

    def _run(self) -> None:
        bell = self.context.database.bell
        while True:
            rung = bell.rings
            try:
                self._follow_orders()
                self.answers.note(self.acked, quiet=False)
                self.failures = 0
                self._rest(rung)
                self._pause(self.flush_seconds)
            except Exception as error:  # noqa: BLE001 - the link outlives every fault of the network and of the hub
                pause = min(FIRST_PAUSE * 2**self.failures, LONGEST_PAUSE) * _chance.uniform(0.7, 1.3)
                self.failures = min(self.failures + 1, 20)
                self.acked = None
                logs.get().warning("link.failed", error=type(error).__name__, again_in=round(pause, 1))
                self._pause(pause)

    def _follow_orders(self) -> None:
        with self.context.database.reading() as db:
            ordered = hub_link.state(db)
        if ordered.orders != self._orders:
            self._orders, self.acked = ordered.orders, None
        if not ordered.paused:
            self.push()

    def _rest(self, rung: int) -> None:
        """Until something is recorded or ordered. After a while without either we say hello again, and hear what the hub has."""
        bell, started = self.context.database.bell, time.monotonic()
        while bell.rings == rung and not self._was_ordered():
            if not bell.wait(POLL_SECONDS, rung):
                self.answers.note(self.acked, quiet=True)
            if time.monotonic() - started > HEARTBEAT_SECONDS:
                self.acked = None
                return

    def _pause(self, seconds: float) -> None:
        """Do nothing for so long, unless something is ordered."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self._was_ordered():
            eventlet.sleep(min(left, POLL_SECONDS))

    def _is_paused(self) -> bool:
        with self.context.database.reading() as db:
            return hub_link.state(db).paused

    def _was_ordered(self) -> bool:
        with self.context.database.reading() as db:
            return hub_link.state(db).orders != self._orders

    def push(self) -> None:
        """Send all that the hub lacks, from what it last said to have; at first, and after silence or trouble, ask it."""
        ack = self._once_more(self.acked or self._exchange([]))
        while not self._is_paused() and (rows := self._next_rows(ack)):
            before = (ack.epoch, ack.applied)
            ack = self._exchange(rows)
            if (ack.epoch, ack.applied) <= before:
                raise OSError("the hub took nothing of this batch")

    def _once_more(self, ack: Ack) -> Ack:
        """What the hub has already, when its operator asked for it."""
        since = hub_link.taken_again(self.context)
        at = (ack.epoch, since - 1) if since else (ack.epoch, ack.applied)
        while at < (ack.epoch, ack.applied) and (rows := self._rows_after(at)):
            ack, at = self._exchange(rows), rows[-1].place
        return ack

    def _next_rows(self, ack: Ack) -> list[outbox.Row]:
        rows = self._rows_after((ack.epoch, ack.applied))
        waiting: outbox.Row | None = None
        if reads := self.answers.limits():
            rows, waiting = readable(rows, reads)
        hub_link.hold_back(self.context, waiting.type if waiting and not rows else None)
        return rows

    def _rows_after(self, place: outbox.Place) -> list[outbox.Row]:
        with self.context.database.reading() as db:
            return fitting(outbox.rows_after(db, Stream.FACT, *place, MOST_ROWS))

    def _exchange(self, rows: list[outbox.Row]) -> Ack:
        with self.context.database.reading() as db:
            head = outbox.head(db, Stream.FACT)
        node = self.context.site.node
        sent = eventlet.tpool.execute(pack, Batch(node, head, tuple(rows), self.answers.greeting()))
        asked_at = clock.now()
        ack = unpack_ack(self.wire(node, sent))
        self.context.metrics.link_bytes.labels(node).inc(len(sent))
        self.answers.take(ack, head, asked_at)
        self.acked = ack
        if cap := self.context.settings.link_bytes_per_second:
            eventlet.sleep(len(sent) / cap)
        return ack

    @property
    def answered_at(self) -> dt.datetime | None:
        """When the hub last answered."""
        return self.answers.at
