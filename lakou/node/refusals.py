"""What the hub does not take in: counted at once in the metrics, every few seconds in its database: a flood writes little."""

import time

from lakou.kernel import logs
from lakou.kernel.db import Database
from lakou.kernel.metrics import Metrics
from services.reporting.use_cases import linked_nodes

BAD_BATCH, FLOOD = "bad_batch", "flood"
WRITE_SECONDS = 2.0


class Refusals:
    """Counts what was refused of each node."""

    def __init__(self, database: Database, metrics: Metrics) -> None:
        self.database, self.metrics = database, metrics
        self._unwritten: dict[str, tuple[int, str]] = {}
        self._written_at: dict[str, float] = {}

    def add(self, node: str, reason: str, why: str) -> None:
        """One more batch of a node. `reason` is a metric label; `why` holds nothing of what was sent."""
        self.metrics.hub_rejected.labels(node, reason).inc()
        self._unwritten[node] = (self._unwritten.get(node, (0, ""))[0] + 1, why)
        if time.monotonic() - self._written_at.get(node, -WRITE_SECONDS) >= WRITE_SECONDS:
            self.write(node)

    def write(self, node: str) -> None:
        """Put down what was counted since the last time, with the reason of the last."""
        if node not in self._unwritten:
            return
        count, why = self._unwritten.pop(node)
        self._written_at[node] = time.monotonic()
        logs.get().warning("hub.refused", node=node, error=why, count=count)
        linked_nodes.refused(self.database, node, why, count)
