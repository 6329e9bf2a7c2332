"""What is taught: a workshop is a title and its themes; dates come with its sessions."""

import uuid

from sqlalchemy import JSON, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts.vocabulary import ActivityKind
from services.sessions.model.declarative import Base

APPOINTMENTS = uuid.UUID("6b0f7a52-52f4-4c0e-9f0e-1d1a7e5f0001")
"""The one workshop under which appointments stand; its migration puts it there, and no list offers it."""


class Workshop(Base):
    """A workshop that sessions are planned from. `capacity` is only a proposal for its sessions.

    `bring` is what people bring along: it is written to them. `offer_hours`: how long a seat that comes free is kept for the
    answer of the first who waits; none: she gets it at once.
    """

    __tablename__ = "workshop"
    __table_args__ = (Index("ix_workshop_title_id", "title", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    title: Mapped[str] = mapped_column(String(150))
    themes: Mapped[list[str]] = mapped_column(JSON)
    kind: Mapped[str] = mapped_column(String(30), default=ActivityKind.COLLECTIF.value)
    level: Mapped[str | None] = mapped_column(String(20))
    program_id: Mapped[uuid.UUID | None] = mapped_column()
    capacity: Mapped[int | None] = mapped_column(Integer)
    materials: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    bring: Mapped[str | None] = mapped_column(String(200))
    offer_hours: Mapped[int | None] = mapped_column(Integer)
