"""Up to when each node is counted: a figure is worth what is known to be missing from it."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from lakou.contracts.base import Stream
from lakou.contracts.territories import TERRITORIES
from lakou.kernel import clock, inbox, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.reporting.labels import node_label
from services.reporting.model import LinkedNode
from services.reporting.storage import link

SILENCE = dt.timedelta(minutes=15)
ENDS_SOON = dt.timedelta(days=30)


@dataclasses.dataclass(frozen=True)
class Counted:
    """How far the facts of one node are in these figures. Times are UTC, None when the node was never heard.

    `same_history`: whether node and hub hold the same facts; None when they have not compared yet. `held`: facts that came too
    early and wait for those before them. `refused`: batches that were not taken in. What only the hub knows is None at a node.
    """

    node: str
    label: str
    applied: int
    max_seen: int
    heard_at: dt.datetime | None
    up_to: dt.datetime | None
    silent_since: dt.datetime | None
    same_history: bool | None
    epoch: int = 1
    held: int = 0
    version: str | None = None
    skew_seconds: float | None = None
    certificate_until: dt.datetime | None = None
    refused: int = 0
    refused_why: str | None = None
    refused_at: dt.datetime | None = None

    @property
    def certificate_ends_soon(self) -> bool:
        """Whether it is time to give the node another one."""
        return self.certificate_until is not None and self.certificate_until - clock.now() < ENDS_SOON

    @property
    def held_back(self) -> int:
        """Facts that the node has and these figures lack."""
        return max(self.max_seen - self.applied, 0)

    @property
    def ack_age_seconds(self) -> float | None:
        """Seconds since the node was last heard, and answered."""
        return round((clock.now() - self.heard_at).total_seconds(), 1) if self.heard_at else None


def freshness(context: ServiceContext, db: Db) -> list[Counted]:
    """At the hub every node; at a node the node itself."""
    heard = {row["source"].split("/")[1]: row for row in inbox.sources(db, Stream.FACT)}
    if not context.site.is_hub:
        return [_self(context, db, heard.get(context.site.node))]
    held, linked = link.held(db), {row.node: _beside(row) for row in link.nodes(db)}
    houses = [each.slug for each in TERRITORIES]
    others = sorted((set(heard) | set(linked)) - {*houses, context.site.node})
    return [
        dataclasses.replace(_node(name, heard.get(name)), held=held.get(f"/{name}/reporting", 0), **linked.get(name, {}))
        for name in [*houses, *others]
    ]


def _beside(row: LinkedNode) -> dict[str, Any]:
    """What the hub knows of a node beside its facts."""
    names = ("version", "skew_seconds", "certificate_until", "refused", "refused_why", "refused_at")
    return {name: getattr(row, name) for name in names}


def _node(name: str, row: Mapping[Any, Any] | None) -> Counted:
    if row is None:
        return Counted(name, node_label(name), 0, 0, None, None, None, None)
    heard_at: dt.datetime | None = row["heard_at"]
    complete = row["applied"] >= row["max_seen"]
    return Counted(
        node=name,
        label=node_label(name),
        applied=row["applied"],
        max_seen=row["max_seen"],
        heard_at=heard_at,
        up_to=heard_at if complete else row["applied_at"],
        silent_since=heard_at if heard_at and clock.now() - heard_at > SILENCE else None,
        same_history=row["same_history"],
        epoch=row["epoch"],
    )


def _self(context: ServiceContext, db: Db, row: Mapping[Any, Any] | None) -> Counted:
    head = outbox.head(db, Stream.FACT)
    applied = row["applied"] if row else 0
    up_to = clock.now() if applied >= head.seq else row["applied_at"] if row else None
    name = context.site.node
    return Counted(name, node_label(name), applied, head.seq, up_to, up_to, None, True, head.epoch)
