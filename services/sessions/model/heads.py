"""Heads without a name: counted, never invented as people."""

import uuid

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts.sessions import AnonymousCounted
from services.sessions.model.declarative import Base


class AnonymousCount(Base):
    """The anonymous heads of one session. Each margin adds up to `total`; what was not said is under `non_communique`."""

    __tablename__ = "anonymous_count"
    __table_args__ = (CheckConstraint("total >= 0", name="total"),)

    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workshop_session.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    gender: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    age: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    social_status: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)

    def counted(self) -> AnonymousCounted:
        """One more revision, and what to tell the others."""
        self.revision += 1
        return AnonymousCounted(
            session_id=self.session_id,
            revision=self.revision,
            total=self.total,
            gender=self.gender,
            age=self.age,
            social_status=self.social_status,
        )
