"""What an operator sees of a node: how far streams and link have got, what is parked, whether the machine is well."""

import dataclasses
import shutil

from lakou.contracts.base import Stream
from lakou.kernel import outbox
from lakou.kernel.parking import Parked, waiting
from lakou.node.answers import READER
from lakou.node.house import House
from services.reporting.use_cases.freshness import Counted, freshness

LOW_DISK = 2 * 1024**3


@dataclasses.dataclass(frozen=True)
class StreamState:
    """One service of this node: what it recorded, what its slowest reader lacks."""

    service: str
    recorded: int
    behind: int
    paused: bool


def node_states(node: House) -> list[Counted]:
    """Every node, as the hub sees it."""
    context = node.services["reporting"].context
    with context.database.reading() as db:
        return freshness(context, db)


def stream_states(node: House) -> list[StreamState]:
    """The services that run here."""
    found = []
    for name, running in node.services.items():
        recorded, behind = 0, 0
        with running.context.database.reading() as db:
            for stream in Stream:
                head = outbox.head(db, stream)
                recorded += head.seq
                lags = [head.seq - row["seq"] for row in outbox.readers(db, stream) if row["reader"] != READER]
                behind = max([behind, *lags])
        found.append(StreamState(name, recorded, behind, running.consumer.paused))
    return found


def parked(node: House) -> list[Parked]:
    """The parked events of every service here."""
    return [event for running in node.services.values() for event in waiting(running.consumer)]


def free_bytes(node: House) -> int:
    """Room left where the databases are."""
    return shutil.disk_usage(node.settings.data).free
