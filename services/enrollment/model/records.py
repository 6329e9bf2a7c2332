"""All that is held about a person, put together at her request; it is kept for a month at most."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lakou.kernel.columns import UtcDateTime
from services.enrollment.model.declarative import Base

OWN = "enrollment"
SERVICES = (OWN, "sessions", "notifications", "reporting")
KEPT_DAYS = 30


class RecordRequest(Base):
    """A request; `files` is how many files of hers each service answers for."""

    __tablename__ = "record_request"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    beneficiary_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("beneficiary.id"), index=True)
    files: Mapped[int] = mapped_column(Integer)
    at: Mapped[dt.datetime] = mapped_column("asked_at", UtcDateTime, index=True)
    by: Mapped[str] = mapped_column("asked_by", String(120))


class RecordPart(Base):
    """What one service said of one of her files, in `parts` parts."""

    __tablename__ = "record_part"

    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("record_request.id"), primary_key=True)
    service: Mapped[str] = mapped_column(String(20), primary_key=True)
    beneficiary_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, index=True)
    part: Mapped[int] = mapped_column(Integer, primary_key=True)
    parts: Mapped[int] = mapped_column(Integer)
    content: Mapped[str] = mapped_column(Text)
