"""Individual support: one person helped alone, named or not."""

import datetime as dt
import uuid

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts.sessions import SupportGiven
from lakou.contracts.vocabulary import ActivityKind, Autonomy, Equipment, PlaceType, Redirection, Theme
from services.sessions.model.declarative import Base


class Support(Base):
    """One help given. `day` is the day at the place; `withdrawn` marks a mistaken entry, which is kept but not counted.

    `seat_id`: it was given at an appointment, and its seat says whether it took place.
    """

    __tablename__ = "support"
    __table_args__ = (Index("ix_support_day_id", "day", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    beneficiary_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(30), default=ActivityKind.INDIVIDUEL.value)
    day: Mapped[dt.date] = mapped_column(Date)
    duration_minutes: Mapped[int] = mapped_column(Integer)
    themes: Mapped[list[str]] = mapped_column(JSON)
    territory: Mapped[str] = mapped_column(String(3))
    place_type: Mapped[str] = mapped_column(String(20), default=PlaceType.LIEU_ACTIVITE.value)
    venue_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("venue.id"))
    commune: Mapped[str | None] = mapped_column(String(5))
    program_id: Mapped[uuid.UUID | None] = mapped_column()
    autonomy: Mapped[str | None] = mapped_column(String(30))
    equipment: Mapped[list[str]] = mapped_column(JSON, default=list)
    redirection: Mapped[str | None] = mapped_column(String(40))
    withdrawn: Mapped[bool] = mapped_column(Boolean, default=False)
    seat_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("seat.id"), unique=True)

    def given(self) -> SupportGiven:
        """One more revision, and what to tell the others."""
        self.revision += 1
        return SupportGiven(
            support_id=self.id,
            revision=self.revision,
            beneficiary_id=self.beneficiary_id,
            kind=ActivityKind(self.kind),
            day=self.day,
            duration_minutes=self.duration_minutes,
            themes=tuple(Theme(theme) for theme in self.themes),
            territory=self.territory,
            place_type=PlaceType(self.place_type),
            program_id=self.program_id,
            withdrawn=self.withdrawn,
            autonomy=Autonomy(self.autonomy) if self.autonomy else None,
            equipment=tuple(Equipment(code) for code in self.equipment),
            redirection=Redirection(self.redirection) if self.redirection else None,
        )
