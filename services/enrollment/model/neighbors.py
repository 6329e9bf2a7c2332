"""What this service keeps of sessions and notifications, so that its pages ask nobody; joined at reading, in any order it came."""

import datetime as dt
import uuid

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lakou.kernel import clock
from lakou.kernel.columns import UtcDateTime
from services.enrollment.model.declarative import Base


class KnownSession(Base):
    """A dated session. `starts_at` is UTC, `zone` that of its place."""

    __tablename__ = "known_session"
    __table_args__ = (Index("ix_known_session_program_id_state", "program_id", "state"),)

    session_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)
    program_id: Mapped[uuid.UUID | None] = mapped_column()
    title: Mapped[str] = mapped_column(String(200))
    venue: Mapped[str | None] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(40))
    starts_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    duration_minutes: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(20))

    @property
    def starts_local(self) -> dt.datetime:
        """When it starts, on the wall clock of the place."""
        return clock.local(self.starts_at, self.zone)


class Participation(Base):
    """A seat of sessions: this person in that session."""

    __tablename__ = "participation"

    seat_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)
    session_id: Mapped[uuid.UUID] = mapped_column(index=True)
    beneficiary_id: Mapped[uuid.UUID] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(20))


class KnownSupport(Base):
    """Individual support given to a named person."""

    __tablename__ = "known_support"

    support_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)
    beneficiary_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    day: Mapped[dt.date] = mapped_column(Date)
    duration_minutes: Mapped[int] = mapped_column(Integer)
    themes: Mapped[list[str]] = mapped_column(JSON)
    withdrawn: Mapped[bool] = mapped_column(Boolean)


class KnownHelper(Base):
    """A helper on the register of sessions: no name comes this way."""

    __tablename__ = "known_helper"

    helper_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)
    ended_on: Mapped[dt.date | None] = mapped_column(Date)


class KnownMessage(Base):
    """How a message to her ended; neither its text nor its address."""

    __tablename__ = "known_message"

    message_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)
    beneficiary_id: Mapped[uuid.UUID] = mapped_column(index=True)
    session_id: Mapped[uuid.UUID | None] = mapped_column()
    kind: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
