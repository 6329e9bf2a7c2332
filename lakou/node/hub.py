"""The hub's end of the link. A node is who its wire says it is, never who its payload says."""

from typing import Any

from lakou.contracts.base import EVENTS, Stream
from lakou.kernel import clock, inbox, logs
from lakou.kernel.consumer import Consumer
from lakou.kernel.metrics import Metrics
from lakou.node.batches import Ack, BadBatch, Batch, pack_ack, unpack
from services.reporting.use_cases import catalog

CAPABILITIES = tuple(sorted(name for name, kind in EVENTS.items() if kind.stream is Stream.FACT))


class Reception:
    """Takes in the batches of every node; refuses what does not pass the gate, and says how far it has got."""

    def __init__(self, consumer: Consumer, metrics: Metrics) -> None:
        self.consumer = consumer
        self.metrics = metrics
        self._last_said: dict[str, bool | None] = {}

    def receive(self, node: str, data: bytes) -> bytes:
        """Apply one batch that came over the wire of `node`; the acknowledgement says what is applied now."""
        source = f"/{node}/reporting"
        try:
            batch = unpack(data, node)
        except BadBatch as error:
            self.metrics.hub_rejected.labels(node, "bad_batch").inc()
            logs.get().warning("hub.refused", node=node, error=str(error))
            return self._ack(node, self.consumer.place(source, Stream.FACT))
        outcome = self.consumer.apply(source, Stream.FACT, batch.rows)
        if outcome.wait:
            return self._ack(node, self.consumer.place(source, Stream.FACT))
        self._compare(source, batch, outcome.at)
        self.metrics.hub_applied.labels(node).set(outcome.at.applied)
        return self._ack(node, outcome.at, self._news(batch))

    def _news(self, batch: Batch) -> dict[str, Any] | None:
        """The catalog, for a node that has another one."""
        with self.consumer.database.reading() as db:
            shared = catalog.current(db)
        return None if batch.catalog == shared["version"] else shared

    def _compare(self, source: str, batch: Batch, at: inbox.Place) -> None:
        """The node told us its digest at one place; when we stand at that very place, ours must be the same."""
        same = same_history(at, batch)
        if batch.rows and same == self._last_said.get(batch.node):
            return  # applying them has noted that we heard the node
        self._last_said[batch.node] = same
        with self.consumer.database.transaction() as db:
            inbox.hear(db, source, Stream.FACT, at.epoch, head=batch.head.seq, same_history=same)
        if same is not None:
            self.metrics.hub_digest_mismatch.labels(batch.node).set(int(not same))

    def _ack(self, node: str, at: inbox.Place, news: dict[str, Any] | None = None) -> bytes:
        return pack_ack(Ack(node, at.epoch, at.applied, at.digest, CAPABILITIES, clock.now().isoformat(), news))


def same_history(at: inbox.Place, batch: Batch) -> bool | None:
    """Whether both hold the same history at the place where we stand; None when the batch does not tell."""
    known = [(batch.head.epoch, batch.head.seq, batch.head.digest)]
    if batch.rows:
        last = batch.rows[-1]
        known.append((last.epoch, last.seq, last.digest))
    for epoch, seq, digest in known:
        if (epoch, seq) == (at.epoch, at.applied):
            return digest == at.digest
    ahead_of_the_node = at.epoch == batch.head.epoch and at.applied > batch.head.seq
    return False if ahead_of_the_node else None
