"""A workshop on a day, at a place, with so many seats."""

import datetime as dt
import uuid

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts.sessions import WorkshopSessionDescribed
from lakou.contracts.vocabulary import ActivityKind, Theme, WorkshopSessionState
from lakou.kernel import clock
from lakou.kernel.columns import UtcDateTime
from services.sessions.model.declarative import Base
from services.sessions.model.rules import (
    CapacityTooSmall,
    MovedIntoPast,
    NobodyNameless,
    NotForBeneficiaries,
    OneAtATime,
    SessionCancelled,
    SessionWasHeld,
    TooEarly,
)

DOORS_OPEN = dt.timedelta(hours=2)


class WorkshopSession(Base):
    """A dated session. It keeps its own copy of what the workshop and the venue were when it was planned.

    `starts_at` is UTC, `zone` the IANA zone of the place. `seats_taken` is recounted whenever a seat changes, under the lock of
    this row: the check constraint refuses an overbooked session in the database itself. `last_ticket` numbers the seats in the
    order of commits; the waiting list moves by it. `own_moment`: it was moved by hand out of its series. `nobody_came`: it was
    called off by its own roll, which can still be corrected.
    """

    __tablename__ = "workshop_session"
    __table_args__ = (
        CheckConstraint("seats_taken >= 0 AND seats_taken <= capacity", name="seats"),
        Index("ix_workshop_session_starts_at_id", "starts_at", "id"),
        Index("ix_workshop_session_venue_id", "venue_id"),
        Index("ix_workshop_session_workshop_id", "workshop_id"),
        Index("ix_workshop_session_series_id", "series_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    workshop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workshop.id"))
    venue_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("venue.id"))
    helper_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    title: Mapped[str] = mapped_column(String(150))
    kind: Mapped[str] = mapped_column(String(30))
    themes: Mapped[list[str]] = mapped_column(JSON)
    program_id: Mapped[uuid.UUID | None] = mapped_column()
    venue_name: Mapped[str | None] = mapped_column(String(150))
    territory: Mapped[str] = mapped_column(String(3))
    zone: Mapped[str] = mapped_column(String(40))
    starts_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    duration_minutes: Mapped[int] = mapped_column(Integer)
    capacity: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(20), default=WorkshopSessionState.PLANIFIEE.value)
    cancel_reason: Mapped[str | None] = mapped_column(String(200))
    seats_taken: Mapped[int] = mapped_column(Integer, default=0)
    last_ticket: Mapped[int] = mapped_column(Integer, default=0)
    series_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("series.id"))
    own_moment: Mapped[bool] = mapped_column(Boolean, default=False, server_default="0")
    nobody_came: Mapped[bool] = mapped_column(Boolean, default=False, server_default="0")
    bring: Mapped[str | None] = mapped_column(String(200))
    offer_hours: Mapped[int | None] = mapped_column(Integer)

    @property
    def ends_at(self) -> dt.datetime:
        """When it ends, UTC."""
        return self.starts_at + dt.timedelta(minutes=self.duration_minutes)

    @property
    def starts_local(self) -> dt.datetime:
        """When it starts, as the wall clock of the place shows it."""
        return clock.local(self.starts_at, self.zone)

    @property
    def ends_local(self) -> dt.datetime:
        """When it ends, on the wall clock of the place."""
        return clock.local(self.ends_at, self.zone)

    @property
    def day(self) -> dt.date:
        """Its day at the place."""
        return self.starts_local.date()

    @property
    def opens_at(self) -> dt.datetime:
        """From when attendance may be recorded, UTC."""
        return self.starts_at - DOORS_OPEN

    @property
    def cancelled(self) -> bool:
        """Whether it was called off."""
        return self.state == WorkshopSessionState.ANNULEE

    @property
    def held(self) -> bool:
        """Whether somebody came, named or not."""
        return self.state == WorkshopSessionState.TENUE

    @property
    def open(self) -> bool:
        """Whether attendance may be recorded now."""
        return (not self.cancelled or self.nobody_came) and clock.now() >= self.opens_at

    @property
    def started(self) -> bool:
        """Whether it has begun: the waiting list moves no more."""
        return clock.now() >= self.starts_at

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return clock.now() >= self.ends_at

    @property
    def to_fill(self) -> bool:
        """Whether it is over and nobody said who came: it does not count yet."""
        return self.state == WorkshopSessionState.PLANIFIEE and self.over

    @property
    def free(self) -> int:
        """Seats left."""
        return self.capacity - self.seats_taken

    @property
    def for_beneficiaries(self) -> bool:
        """Whether people take seats in it: helpers in training and partners in a meeting are counted in their own way."""
        return self.kind in (ActivityKind.COLLECTIF, ActivityKind.INDIVIDUEL)

    @property
    def alone(self) -> bool:
        """Whether it is an appointment: one person at a time, and what is counted is the support that she was given."""
        return self.kind == ActivityKind.INDIVIDUEL

    def check_not_cancelled(self) -> None:
        """Raise SessionCancelled. Who was called off by an empty roll may still have its roll corrected."""
        if self.cancelled and not self.nobody_came:
            raise SessionCancelled

    def check_for_beneficiaries(self) -> None:
        """Raise NotForBeneficiaries."""
        if not self.for_beneficiaries:
            raise NotForBeneficiaries

    def check_counts_heads(self) -> None:
        """Raise NotForBeneficiaries, or NobodyNameless for an appointment."""
        self.check_for_beneficiaries()
        if self.alone:
            raise NobodyNameless

    def check_open(self, moment: dt.datetime) -> None:
        """Raise SessionCancelled, or TooEarly when `moment` is before the doors open."""
        self.check_not_cancelled()
        if moment < self.opens_at:
            raise TooEarly(opens_at=self.opens_at.isoformat())

    def move(self, starts_at: dt.datetime) -> None:
        """Another moment. Raises SessionWasHeld when people came and it would now lie ahead, MovedIntoPast the other way round."""
        if not self.started and starts_at < clock.now():
            raise MovedIntoPast
        if self.held and starts_at > clock.now() + DOORS_OPEN:
            raise SessionWasHeld("Des personnes y sont notées présentes : elle ne peut pas passer à une date à venir.")
        self.starts_at = starts_at

    def resize(self, capacity: int) -> None:
        """Another number of seats. Raises CapacityTooSmall when more are taken, OneAtATime for an appointment."""
        if self.alone and capacity != 1:
            raise OneAtATime
        if capacity < self.seats_taken:
            raise CapacityTooSmall(taken=self.seats_taken)
        self.capacity = capacity

    def described(self) -> WorkshopSessionDescribed:
        """One more revision, and what to tell the others."""
        self.revision += 1
        return WorkshopSessionDescribed(
            session_id=self.id,
            revision=self.revision,
            workshop_id=self.workshop_id,
            title=self.title,
            program_id=self.program_id,
            themes=tuple(Theme(theme) for theme in self.themes),
            territory=self.territory,
            venue=self.venue_name,
            zone=self.zone,
            starts_at=self.starts_at,
            duration_minutes=self.duration_minutes,
            capacity=self.capacity,
            state=WorkshopSessionState(self.state),
            kind=ActivityKind(self.kind),
            bring=self.bring,
        )
