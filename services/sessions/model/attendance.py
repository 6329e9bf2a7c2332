"""The trail of attendance: what was recorded, corrected, by whom and when."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lakou.kernel.columns import UtcDateTime
from services.sessions.model.declarative import Base


class AttendanceChange(Base):
    """One line of the trail. `recorded_at` is when it was observed, `noted_at` when it came in here; `by` is an account's id."""

    __tablename__ = "attendance_change"
    __table_args__ = (Index("ix_attendance_change_seat_id", "seat_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    seat_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seat.id"))
    before: Mapped[str] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    by: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    noted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
