"""One person's seat in one session."""

import datetime as dt
import uuid

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts.sessions import SeatChanged
from lakou.contracts.vocabulary import SeatState
from lakou.kernel import clock
from lakou.kernel.columns import UtcDateTime
from services.sessions.model.declarative import Base

KEEPS_A_PLACE = frozenset({SeatState.OFFRE_EN_COURS, SeatState.INSCRIT, SeatState.PRESENT, SeatState.ABSENT})
WAITS = frozenset({SeatState.LISTE_ATTENTE, SeatState.OFFRE_EN_COURS})
MARKED = frozenset({SeatState.PRESENT, SeatState.EXCUSE, SeatState.ABSENT})
GONE = frozenset({SeatState.DESISTE, SeatState.ANNULE_SERVICE})


class Seat(Base):
    """Where a person stands in a session; one row a person, whatever happens to it.

    `walk_in` means beside the capacity: she came without a place kept for her. `ticket` is her turn, in the order of commits.
    `offered_until`: until when a seat is kept for her answer. `lapsed`: she let an offer pass; she waits on, and is asked by hand.
    """

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("session_id", "beneficiary_id", name="uq_seat_person"),
        UniqueConstraint("session_id", "ticket", name="uq_seat_ticket"),
        Index("ix_seat_beneficiary_id", "beneficiary_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workshop_session.id"))
    beneficiary_id: Mapped[uuid.UUID] = mapped_column()
    state: Mapped[str] = mapped_column(String(20))
    walk_in: Mapped[bool] = mapped_column(Boolean, default=False)
    ticket: Mapped[int] = mapped_column(Integer)
    taken_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    offered_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, index=True)
    lapsed: Mapped[bool] = mapped_column(Boolean, default=False, server_default="0")

    @property
    def keeps_a_place(self) -> bool:
        """Whether it counts against the capacity."""
        return self.state in KEEPS_A_PLACE and not self.walk_in

    @property
    def marked(self) -> bool:
        """Whether attendance was recorded."""
        return self.state in MARKED

    @property
    def on_the_sheet(self) -> bool:
        """Whether the roll shows it: everyone but who gave up, was cancelled or still waits."""
        return self.state not in GONE and self.state not in WAITS

    @property
    def kept_state(self) -> SeatState:
        """Its state, to tell it again."""
        return SeatState(self.state)

    @property
    def may_come_back(self) -> bool:
        """Whether the same person may take a place again on this row."""
        return self.state in (SeatState.DESISTE, SeatState.EXCUSE)

    def become(self, state: SeatState, *, walk_in: bool | None = None, offered_until: dt.datetime | None = None) -> SeatChanged:
        """Another state, one more revision, and what to tell the others."""
        self.state = state.value
        self.offered_until = offered_until
        if walk_in is not None:
            self.walk_in = walk_in
        self.revision += 1
        return SeatChanged(
            seat_id=self.id,
            revision=self.revision,
            session_id=self.session_id,
            beneficiary_id=self.beneficiary_id,
            state=state,
            walk_in=self.walk_in,
            changed_at=clock.now(),
            offered_until=self.offered_until,
        )
