"""What is not for beneficiaries: helpers in training, and acts of coordination with their numbers."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts.sessions import CoordinationReported, TrainingChanged
from lakou.contracts.vocabulary import CoordinationKind, CoordinationNature, CoordinationScale, SeatState
from services.sessions.model.declarative import Base

HAS_A_CHAIR = frozenset({SeatState.INSCRIT, SeatState.PRESENT, SeatState.ABSENT})


class Trainee(Base):
    """A helper's place in a training session; one row a helper. `desiste`: taken off the list."""

    __tablename__ = "trainee"
    __table_args__ = (UniqueConstraint("session_id", "helper_id", name="uq_trainee_helper"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workshop_session.id"))
    helper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helper.id"), index=True)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(String(20))

    def become(self, state: SeatState) -> TrainingChanged:
        """Another state, one more revision, and what to tell the others."""
        self.state = state.value
        self.revision += 1
        return TrainingChanged(session_id=self.session_id, helper_id=self.helper_id, revision=self.revision, state=state)


class CoordinationReport(Base):
    """What came of an act of coordination: what it was, and who took part, in numbers."""

    __tablename__ = "coordination_report"
    __table_args__ = (CheckConstraint("mediators >= 0 AND structures >= 0 AND participants >= 0", name="numbers"),)

    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workshop_session.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    kind: Mapped[str] = mapped_column(String(20))
    nature: Mapped[str] = mapped_column(String(30))
    scale: Mapped[str | None] = mapped_column(String(20))
    mediators: Mapped[int] = mapped_column(Integer, default=0)
    structures: Mapped[int] = mapped_column(Integer, default=0)
    participants: Mapped[int] = mapped_column(Integer, default=0)

    def reported(self) -> CoordinationReported:
        """One more revision, and what to tell the others."""
        self.revision += 1
        return CoordinationReported(
            session_id=self.session_id,
            revision=self.revision,
            kind=CoordinationKind(self.kind),
            nature=CoordinationNature(self.nature),
            scale=CoordinationScale(self.scale) if self.scale else None,
            mediators=self.mediators,
            structures=self.structures,
            participants=self.participants,
        )
