"""Personal iCal feeds: a secret address each, which can be taken back."""

import datetime as dt
import hashlib
import uuid

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lakou.kernel.columns import UtcDateTime
from services.sessions.model.declarative import Base


class CalendarFeed(Base):
    """A link of an account to the sessions of one helper, or of the whole association. Only the hash of the secret is kept."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        Index("ix_calendar_feed_account", "account"),
        Index("ux_calendar_feed_secret_hash", "secret_hash", unique=True),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    account: Mapped[str] = mapped_column(String(64))
    owner: Mapped[str] = mapped_column(String(120))
    helper_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("helper.id"))
    secret_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    read_on: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


def hashed(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
