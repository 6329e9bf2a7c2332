"""What the hub's acknowledgements mean to a node: its catalog, what it can read, how its clock goes, what it counts of us."""

import datetime as dt

import orjson
from marshmallow import ValidationError

from lakou.contracts.base import Stream
from lakou.kernel import clock, logs, outbox
from lakou.kernel.context import ServiceContext
from lakou.node import skew
from lakou.node.batches import Ack, Greeting
from services.reporting.use_cases import catalog, hub_link

READER = "hub"
NOTE_EVERY = dt.timedelta(seconds=20)


class Answers:
    """Takes in each acknowledgement, and says what the next batch tells of us."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context
        self.at: dt.datetime | None = None
        self.skew_seconds: float | None = None
        self._furthest = (0, 0)
        self._noted: Ack | None = None
        self._noted_at: dt.datetime | None = None

    def greeting(self) -> Greeting:
        """What we say of ourselves."""
        with self.context.database.reading() as db:
            known, ordered = catalog.adopted_version(db), hub_link.state(db)
        return Greeting(known, ordered.reads_version, self.context.site.version, self.skew_seconds, ordered.asked)

    def take(self, ack: Ack, head: outbox.Head, asked_at: dt.datetime) -> None:
        """Keep what an acknowledgement brings. `head` is where we stood when we asked."""
        metrics, node = self.context.metrics, self.context.site.node
        if self._furthest > (ack.epoch, ack.applied):
            metrics.link_resends.labels(node).inc()
        self._furthest, self.at = (ack.epoch, ack.applied), clock.now()
        # Half of the way there and back is the best guess of when the hub looked at its clock.
        self.skew_seconds = (dt.datetime.fromisoformat(ack.hub_time) - asked_at - (self.at - asked_at) / 2).total_seconds()
        metrics.link_last.labels(node).set(head.seq)
        metrics.link_acked.labels(node).set(ack.applied)
        metrics.link_acked_at.labels(node).set(self.at.timestamp())
        metrics.clock_skew.labels(node).set(self.skew_seconds)
        adopt(self.context, ack)

    def limits(self) -> skew.Reads | None:
        """What the hub can read, when that is less than what we may have recorded."""
        with self.context.database.reading() as db:
            told = hub_link.state(db).reads
        reads = orjson.loads(told) if told else None
        return reads if reads is not None and skew.is_beyond(reads) else None

    def note(self, ack: Ack | None, *, quiet: bool) -> None:
        """Write down how far the hub is, and whether it holds our history: when it is quiet, and now and then when it is not."""
        if ack is None or self.at is None:
            return
        is_time = self._noted_at is None or self.at - self._noted_at >= NOTE_EVERY
        if ack != self._noted and (quiet or is_time):
            note_reader(self.context, ack)
            self._noted = ack
        if is_time:
            hub_link.heard(self.context, self.at)
            self._noted_at = self.at


def adopt(context: ServiceContext, ack: Ack) -> None:
    """Take over what the hub shares; a catalog that cannot be read must not stop the facts."""
    if ack.catalog is not None:
        try:
            catalog.adopt(context, ack.catalog)
        except ValidationError as error:
            logs.get().error("link.catalog_refused", fields=sorted(error.messages_dict))
    if ack.capabilities is not None:
        hub_link.keep_reads(context, skew.version_of(ack.capabilities), ack.capabilities)
    if ack.statement is not None:
        hub_link.keep_statement(context, ack.statement)


def note_reader(context: ServiceContext, ack: Ack) -> None:
    """Remember how far the hub is, so that facts are kept until it has them, and whether it holds the same history."""
    with context.database.transaction() as db:
        ours = outbox.digest_at(db, Stream.FACT, ack.epoch, ack.applied)
        outbox.note_reader(db, Stream.FACT, READER, ack.epoch, ack.applied, same_history=ours == ack.digest)
