"""What a device recorded without a network, as it was sent: one row for each entry, whatever became of it."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, Boolean, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lakou.kernel.columns import UtcDateTime
from services.sessions.model.declarative import Base

APPLIED, TO_CHECK, DROPPED = "applied", "check", "dropped"


class Capture(Base):
    """One entry. `id` was drawn by the device, so that sending it twice does nothing twice.

    `said` is what was written, its name blanked once somebody has settled it. `device_at` is what the clock of the device showed,
    `captured_at` when it really was. `counted`: a head without a name stands for it. `heads_revision`: the count that it made.
    """

    __tablename__ = "capture"
    __table_args__ = (
        Index("ix_capture_state_received_at", "state", "received_at"),
        Index("ix_capture_session_id", "session_id"),
        Index("ix_capture_seat_id", "seat_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    device: Mapped[uuid.UUID] = mapped_column()
    by: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(20))
    session_id: Mapped[uuid.UUID | None] = mapped_column()
    seat_id: Mapped[uuid.UUID | None] = mapped_column()
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    device_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    captured_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(40), default="")
    sentence: Mapped[str] = mapped_column(String(300), default="")
    subject: Mapped[uuid.UUID | None] = mapped_column()
    counted: Mapped[bool] = mapped_column(Boolean, default=False)
    heads_revision: Mapped[int | None] = mapped_column(Integer)
    settled_by: Mapped[str | None] = mapped_column(String(64))
    settled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    @property
    def name(self) -> str:
        """The name that was typed; empty when there was none, or when it was blanked."""
        return str(self.said.get("name") or "")

    @property
    def number(self) -> int:
        """How many people without a name it stands for."""
        return int(self.said.get("count") or 1)

    def keep_for_people(self, reason: str, sentence: str) -> None:
        """It is for somebody to look at."""
        self.state, self.reason, self.sentence = TO_CHECK, reason[:40], sentence[:300]

    def settle(self, state: str, by: str, now: dt.datetime) -> None:
        """Somebody decided."""
        self.state, self.settled_by, self.settled_at = state, by, now
        self.forget_name()

    def forget_name(self) -> None:
        """The typed name has served."""
        self.said = {name: value for name, value in self.said.items() if name != "name"}
