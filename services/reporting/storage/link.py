"""What each end of the link remembers of the other."""

from collections.abc import Sequence

from sqlalchemy import func, select

from lakou.kernel.db import Db
from lakou.kernel.tables import inbox_hold
from services.reporting.model import HubLink, LinkedNode

ONLY = 1


def hub_link(db: Db) -> HubLink:
    """At a node: its row, or what it would be before anything was ordered or heard."""
    return db.get(HubLink, ONLY) or HubLink(number=ONLY, orders=0, paused=False, asked=False, reads_version="")


def kept(db: Db) -> HubLink:
    """The same row, to be changed in this transaction."""
    row = hub_link(db)
    db.add(row)
    return row


def linked(db: Db, node: str) -> LinkedNode:
    """At the hub: the row of a node, to be changed in this transaction."""
    row = db.get(LinkedNode, node)
    if row is None:
        row = LinkedNode(node=node, refused=0)
        db.add(row)
    return row


def nodes(db: Db) -> Sequence[LinkedNode]:
    """At the hub: every node that was admitted or heard."""
    return db.scalars(select(LinkedNode).order_by(LinkedNode.node)).all()


def held(db: Db) -> dict[str, int]:
    """How many events of each source came too early and wait."""
    return {row[0]: row[1] for row in db.execute(select(inbox_hold.c.source, func.count()).group_by(inbox_hold.c.source))}
