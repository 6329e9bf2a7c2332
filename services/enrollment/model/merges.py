"""Two files that are the same person's: the trail of each merge, enough to undo it; and pairs that are not."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from lakou.kernel.columns import UtcDateTime
from services.enrollment.model.declarative import Base


class Merge(Base):
    """One merge. `filled` is what the kept file took from the other: field to [before, after].

    `moved` are the ids of the enrollments that went over. Undone, it stays, with who did it.
    """

    __tablename__ = "merge"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    absorbed_id: Mapped[uuid.UUID] = mapped_column(index=True)
    kept_id: Mapped[uuid.UUID] = mapped_column(index=True)
    filled: Mapped[dict[str, list[Any]]] = mapped_column(JSON)
    moved: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[dt.datetime] = mapped_column("merged_at", UtcDateTime)
    by: Mapped[str] = mapped_column("merged_by", String(120))
    undone_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[str | None] = mapped_column(String(120))


class Distinct(Base):
    """Two files that somebody looked at and said to be two people; `one_id` is the smaller id."""

    __tablename__ = "distinct_pair"

    one_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    other_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, index=True)
    by: Mapped[str] = mapped_column("said_by", String(120))
    at: Mapped[dt.datetime] = mapped_column("said_at", UtcDateTime)

    @classmethod
    def of(cls, one: uuid.UUID, other: uuid.UUID, by: str, at: dt.datetime) -> "Distinct":
        """The pair, whichever way it is named."""
        first, second = sorted((one, other))
        return cls(one_id=first, other_id=second, by=by, at=at)
