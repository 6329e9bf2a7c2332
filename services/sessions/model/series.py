"""Sessions that come again: the rule they were made from."""

import datetime as dt
import uuid
from typing import TypedDict

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lakou.kernel.columns import UtcDateTime
from services.sessions.model.declarative import Base


class Skipped(TypedDict):
    """A date of the rule on which nothing was planned: `day` (YYYY-MM-DD), and `why`, the holiday's name or empty."""

    day: str
    why: str


class Series(Base):
    """A rule (RFC 5545, without its dates) and the zone its hours are said in; the sessions made from it bear its id."""

    __tablename__ = "series"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    workshop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workshop.id"))
    rule: Mapped[str] = mapped_column(String(300))
    zone: Mapped[str] = mapped_column(String(40))
    skipped: Mapped[list[Skipped]] = mapped_column(JSON, default=list)
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
