"""What an operator sees of a node: how far streams and link have got, what is parked, whether the machine is well."""

import dataclasses
import datetime as dt
import shutil
from typing import TYPE_CHECKING

from lakou.contracts.base import Stream
from lakou.kernel import clock, inbox, outbox
from lakou.kernel.parking import Parked, waiting
from lakou.node.link import READER

if TYPE_CHECKING:
    from lakou.node.node import Node

SILENCE = dt.timedelta(minutes=15)
LOW_DISK = 2 * 1024**3


@dataclasses.dataclass(frozen=True)
class LinkState:
    """How far the facts of this node have got at the hub. `acked_at` is None before the first answer."""

    epoch: int
    recorded: int
    acked: int
    acked_at: dt.datetime | None
    same_history: bool | None
    paused: bool
    silent: bool

    @property
    def waiting(self) -> int:
        """Facts that the hub lacks."""
        return max(self.recorded - self.acked, 0)


@dataclasses.dataclass(frozen=True)
class NodeState:
    """One node as the hub sees it."""

    name: str
    applied: int
    max_seen: int
    heard_at: dt.datetime | None
    silent: bool
    same_history: bool | None


@dataclasses.dataclass(frozen=True)
class StreamState:
    """One service of this node: what it recorded, what its slowest reader lacks."""

    service: str
    recorded: int
    behind: int
    paused: bool


def link_state(node: "Node") -> LinkState:
    """The link of this node."""
    database = node.services["reporting"].context.database
    with database.reading() as db:
        head = outbox.head(db, Stream.FACT)
        noted = next((row for row in outbox.readers(db, Stream.FACT) if row["reader"] == READER), None)
    answered_at = node.link.answered_at if node.link else None
    silent = answered_at is None or clock.now() - answered_at > SILENCE
    return LinkState(
        head.epoch,
        head.seq,
        noted["seq"] if noted else 0,
        answered_at or (noted["at"] if noted else None),
        noted["same_history"] if noted else None,
        paused=bool(node.link and node.link.paused),
        silent=silent,
    )


def node_states(node: "Node") -> list[NodeState]:
    """Every node that the hub has heard."""
    with node.services["reporting"].context.database.reading() as db:
        rows = inbox.sources(db, Stream.FACT)
    limit = clock.now() - SILENCE
    return [
        NodeState(
            row["source"].split("/")[1],
            row["applied"],
            row["max_seen"],
            row["heard_at"],
            row["heard_at"] is None or row["heard_at"] < limit,
            row["same_history"],
        )
        for row in rows
        if row["source"].split("/")[1] != "hub"
    ]


def stream_states(node: "Node") -> list[StreamState]:
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


def parked(node: "Node") -> list[Parked]:
    """The parked events of every service here."""
    return [event for running in node.services.values() for event in waiting(running.consumer)]


def free_bytes(node: "Node") -> int:
    """Room left where the databases are."""
    return shutil.disk_usage(node.settings.data).free
