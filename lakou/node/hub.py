"""The hub's end of the link. A node is who its wire says it is, never who its payload says."""

from typing import Any

from lakou.contracts.base import Stream
from lakou.kernel import clock, inbox, logs
from lakou.kernel.consumer import Consumer
from lakou.kernel.metrics import Metrics
from lakou.node import skew
from lakou.node.batches import Ack, BadBatch, Batch, pack_ack, unpack
from lakou.node.refusals import BAD_BATCH, Refusals
from services.reporting.use_cases import catalog, linked_nodes, statement


class Reception:
    """Takes in the batches of every node; refuses what does not pass the gate, and says how far it has got."""

    def __init__(self, consumer: Consumer, metrics: Metrics) -> None:
        self.consumer = consumer
        self.metrics = metrics
        self.refusals = Refusals(consumer.database, metrics)
        self._reads = skew.ours()
        self._reads_version = skew.version_of(self._reads)
        self._last_said: dict[str, tuple[bool | None, str, bool]] = {}

    def receive(self, node: str, data: bytes) -> bytes:
        """Apply one batch that came over the wire of `node`; the acknowledgement says what is applied now."""
        source = f"/{node}/reporting"
        try:
            batch = unpack(data, node)
        except BadBatch as error:
            self.refusals.add(node, BAD_BATCH, str(error))
            return self.stand(node)
        outcome = self.consumer.apply(source, Stream.FACT, batch.rows)
        if outcome.wait:
            return self.stand(node)
        self._compare(source, batch, outcome.at)
        self.metrics.hub_applied.labels(node).set(outcome.at.applied)
        return self._ack(node, outcome.at, **self._news(batch))

    def stand(self, node: str) -> bytes:
        """The acknowledgement of where we stand, to whom nothing was taken in of."""
        return self._ack(node, self.consumer.place(f"/{node}/reporting", Stream.FACT))

    def _news(self, batch: Batch) -> dict[str, Any]:
        """The catalog and what we read, for a node that has another one; what we count of it, when it asks."""
        news: dict[str, Any] = {}
        with self.consumer.database.reading() as db:
            shared = catalog.current(db)
        if batch.says.catalog != shared["version"]:
            news["catalog"] = shared
        if batch.says.reads != self._reads_version:
            news["capabilities"] = self._reads
        if batch.says.asks:
            news["statement"] = self._statement(batch.node)
        return news

    def _statement(self, node: str) -> dict[str, Any] | None:
        try:
            made = statement.make(self.consumer.database, node)
        except statement.KeepsMoving:
            logs.get().warning("hub.statement_postponed", node=node)
            return None
        return statement.as_sent(made)

    def _compare(self, source: str, batch: Batch, at: inbox.Place) -> None:
        """The node told us its digest at one place; when we stand at that very place, ours must be the same."""
        same = same_history(at, batch)
        said = (same, batch.says.version, batch.says.skew is None)
        if batch.rows and said == self._last_said.get(batch.node):
            return  # applying them has noted that we heard the node
        self._last_said[batch.node] = said
        with self.consumer.database.transaction() as db:
            inbox.hear(db, source, Stream.FACT, at.epoch, head=batch.head.seq, same_history=same)
            linked_nodes.heard(db, batch.node, batch.says.version, batch.says.skew)
        if same is not None:
            self.metrics.hub_digest_mismatch.labels(batch.node).set(int(not same))

    def _ack(self, node: str, at: inbox.Place, **news: Any) -> bytes:
        return pack_ack(Ack(node, at.epoch, at.applied, at.digest, clock.now().isoformat(), **news))


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
