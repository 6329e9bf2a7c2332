"""Where a person stands in a program, and how she may move."""

import datetime as dt
import uuid

from sqlalchemy import Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts.enrollment import StageReached
from lakou.contracts.vocabulary import EnrollmentStage as Stage
from lakou.kernel.columns import UtcDateTime
from services.enrollment.model.declarative import Base
from services.enrollment.model.rules import TransitionNotAllowed

MOVES: dict[Stage, tuple[Stage, ...]] = {
    Stage.APPLIED: (Stage.ENROLLED, Stage.WAITLISTED, Stage.DENIED, Stage.WITHDRAWN),
    Stage.WAITLISTED: (Stage.ENROLLED, Stage.DENIED, Stage.WITHDRAWN),
    Stage.ENROLLED: (Stage.ACTIVE, Stage.WITHDRAWN),
    Stage.ACTIVE: (Stage.COMPLETED, Stage.WITHDRAWN),
    Stage.WITHDRAWN: (Stage.ENROLLED,),  # a correction: she did not leave after all
    Stage.COMPLETED: (Stage.ACTIVE,),  # a correction
    Stage.DENIED: (),
}
ENDED = frozenset({Stage.COMPLETED, Stage.WITHDRAWN, Stage.DENIED})
NEEDS_A_REASON = frozenset({Stage.WITHDRAWN, Stage.DENIED})
_OPEN = text("stage IN ('applied', 'waitlisted', 'enrolled', 'active')")


class Enrollment(Base):
    """One person in one program; at most one that has not ended, which the database itself refuses."""

    __tablename__ = "enrollment"
    __table_args__ = (
        Index("uq_enrollment_open", "beneficiary_id", "program_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_enrollment_program_id_id", "program_id", "id"),
        Index("ix_enrollment_beneficiary_id", "beneficiary_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    beneficiary_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("beneficiary.id"))
    program_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("program.id"))
    stage: Mapped[str] = mapped_column(String(20), default=Stage.APPLIED.value)
    applied_on: Mapped[dt.date] = mapped_column(Date)
    stage_on: Mapped[dt.date] = mapped_column(Date)

    @property
    def allowed(self) -> tuple[Stage, ...]:
        """The stages that may follow."""
        return MOVES[Stage(self.stage)]

    def move(self, to: Stage, on: dt.date) -> None:
        """To another stage. Raises TransitionNotAllowed, which says what is possible."""
        if to not in self.allowed:
            labels = ", ".join(f"« {stage.label} »" for stage in self.allowed)
            here = f"Depuis « {Stage(self.stage).label} », "
            sentence = here + (f"choisissez {labels}." if labels else "rien ne suit : inscrivez-la de nouveau.")
            raise TransitionNotAllowed(sentence, allowed=[stage.value for stage in self.allowed])
        self.stage, self.stage_on = to.value, on
        self.revision += 1

    def reached(self) -> StageReached:
        """What to tell the others."""
        return StageReached(
            enrollment_id=self.id,
            revision=self.revision,
            beneficiary_id=self.beneficiary_id,
            program_id=self.program_id,
            stage=Stage(self.stage),
            day=self.stage_on,
        )


class StageChange(Base):
    """One line of an enrollment's history. The reason stays here."""

    __tablename__ = "stage_change"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    enrollment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrollment.id"), index=True)
    stage: Mapped[str] = mapped_column(String(20))
    on: Mapped[dt.date] = mapped_column("reached_on", Date)
    reason: Mapped[str | None] = mapped_column(String(500))
    noted_by: Mapped[str] = mapped_column(String(120))
    noted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
