"""The link between a node and the hub: what each end remembers of the other beside the streams themselves."""

import datetime as dt

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from lakou.kernel.columns import UtcDateTime
from services.reporting.model.columns import Base, Big, Node


class HubLink(Base):
    """At a node: what its operator wants of the link, and what the hub said last. There is one row, or none before the first.

    `orders` counts what was ordered, so that a link which runs in another process notices. `again_from` is a sequence of the
    present epoch from which everything is to be sent once more. `reads` (JSON) is what the hub can read, None before it said so.
    """

    __tablename__ = "hub_link"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    orders: Mapped[Big] = mapped_column(default=0)
    paused: Mapped[bool] = mapped_column(default=False)
    again_from: Mapped[Big | None]
    asked: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    unreadable: Mapped[str | None] = mapped_column(String(200))
    reads_version: Mapped[str] = mapped_column(String(40), default="")
    reads: Mapped[bytes | None] = mapped_column(LargeBinary)
    statement: Mapped[bytes | None] = mapped_column(LargeBinary)
    stated_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class LinkedNode(Base):
    """At the hub: what is known of a node beside its facts. `skew_seconds`: how far its clock is behind the hub's, as it says."""

    __tablename__ = "linked_node"

    node: Mapped[Node] = mapped_column(primary_key=True)
    version: Mapped[str | None] = mapped_column(String(20))
    skew_seconds: Mapped[float | None]
    certificate_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    refused: Mapped[Big] = mapped_column(default=0)
    refused_why: Mapped[str | None] = mapped_column(String(60))
    refused_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
