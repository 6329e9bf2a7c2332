"""Where a person stands in a program, and how she may move."""

import datetime as dt
import uuid

from sqlalchemy import Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts.enrollment import MembershipReached, StageReached
from lakou.contracts.stages import FOLLOWING
from lakou.contracts.vocabulary import EnrollmentStage as Stage
from lakou.contracts.vocabulary import LeavingReason
from lakou.kernel.columns import UtcDateTime
from services.enrollment.model.declarative import Base
from services.enrollment.model.rules import TransitionNotAllowed

MOVES = FOLLOWING
HOLDS_A_PLACE = frozenset({Stage.ENROLLED, Stage.ACTIVE, Stage.COMPLETED})
NEEDS_A_REASON = frozenset({Stage.WITHDRAWN, Stage.DENIED})
_OPEN = text("stage IN ('applied', 'waitlisted', 'enrolled', 'active')")


WHO = ("beneficiary_id", "organization_id", "helper_id")
"""Who may follow a program; an enrollment is of one of them."""


def _once(who: str, name: str) -> Index:
    return Index(name, who, "program_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)


class Enrollment(Base):
    """One person, structure or helper in one program; at most one that has not ended, which the database itself refuses."""

    __tablename__ = "enrollment"
    __table_args__ = (
        _once("beneficiary_id", "uq_enrollment_open"),
        _once("organization_id", "uq_enrollment_open_organization"),
        _once("helper_id", "uq_enrollment_open_helper"),
        Index("ix_enrollment_program_id_stage", "program_id", "stage"),
        Index("ix_enrollment_program_id_id", "program_id", "id"),
        Index("ix_enrollment_beneficiary_id", "beneficiary_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    beneficiary_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("beneficiary.id"))
    organization_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organization.id"))
    helper_id: Mapped[uuid.UUID | None] = mapped_column()
    program_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("program.id"))
    reason: Mapped[str | None] = mapped_column(String(30))
    stage: Mapped[str] = mapped_column(String(20), default=Stage.APPLIED.value)
    applied_on: Mapped[dt.date] = mapped_column(Date)
    stage_on: Mapped[dt.date] = mapped_column(Date)

    @property
    def allowed(self) -> tuple[Stage, ...]:
        """The stages that may follow."""
        return MOVES[Stage(self.stage)]

    def move(self, to: Stage, on: dt.date, reason: LeavingReason | None = None) -> None:
        """To another stage, and why she left. Raises TransitionNotAllowed, which says what is possible."""
        if to not in self.allowed:
            labels = ", ".join(f"« {stage.label} »" for stage in self.allowed)
            here = f"Depuis « {Stage(self.stage).label} », "
            sentence = here + (f"choisissez {labels}." if labels else "rien ne suit : inscrivez-la de nouveau.")
            raise TransitionNotAllowed(sentence, allowed=[stage.value for stage in self.allowed])
        self.stage, self.stage_on = to.value, on
        self.reason = reason.value if reason and to in NEEDS_A_REASON else None
        self.revision += 1

    def reached(self) -> StageReached | MembershipReached:
        """What to tell the others."""
        reason = LeavingReason(self.reason) if self.reason else None
        if self.beneficiary_id is None:
            return MembershipReached(
                enrollment_id=self.id,
                revision=self.revision,
                helper_id=self.helper_id,
                organization_id=self.organization_id,
                program_id=self.program_id,
                stage=Stage(self.stage),
                day=self.stage_on,
                reason=reason,
            )
        return StageReached(
            enrollment_id=self.id,
            revision=self.revision,
            beneficiary_id=self.beneficiary_id,
            program_id=self.program_id,
            stage=Stage(self.stage),
            day=self.stage_on,
            reason=reason,
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
