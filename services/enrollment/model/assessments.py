"""How far somebody is on the way to autonomy, on a day."""

import datetime as dt
import uuid

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts.enrollment import AssessmentMade
from lakou.contracts.vocabulary import AssessmentStage, Autonomy, Situation
from lakou.kernel.columns import UtcDateTime
from services.enrollment.model.declarative import Base

LEVELS = tuple(Autonomy)
AFTER = {AssessmentStage.FOLLOW_UP_3: 3, AssessmentStage.FOLLOW_UP_6: 6}
"""Months after she left."""
_ONCE = text("stage <> 'progress' AND NOT withdrawn")


class Assessment(Base):
    """One look at her autonomy. Of entry, exit and each follow-up there is one in a program; the remark stays here."""

    __tablename__ = "assessment"
    __table_args__ = (
        Index(
            "uq_assessment_once",
            "beneficiary_id",
            "program_id",
            "stage",
            unique=True,
            sqlite_where=_ONCE,
            postgresql_where=_ONCE,
        ),
        {"info": {"personal": ("remark",)}},
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    beneficiary_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("beneficiary.id"), index=True)
    program_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("program.id"), index=True)
    stage: Mapped[str] = mapped_column(String(20))
    level: Mapped[str | None] = mapped_column(String(30))
    situation: Mapped[str | None] = mapped_column(String(30))
    pix: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    on: Mapped[dt.date] = mapped_column("assessed_on", Date)
    remark: Mapped[str | None] = mapped_column(String(500))
    noted_by: Mapped[str] = mapped_column(String(120))
    noted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    withdrawn: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())

    @property
    def rank(self) -> int | None:
        """0, 1 or 2: the higher, the freer."""
        return LEVELS.index(Autonomy(self.level)) if self.level else None

    def made(self) -> AssessmentMade:
        """What to tell the others: codes, no remark."""
        return AssessmentMade(
            assessment_id=self.id,
            revision=self.revision,
            beneficiary_id=self.beneficiary_id,
            program_id=self.program_id,
            stage=AssessmentStage(self.stage),
            level=Autonomy(self.level) if self.level else None,
            situation=Situation(self.situation) if self.situation else None,
            day=self.on,
            pix=self.pix,
            withdrawn=self.withdrawn,
        )
