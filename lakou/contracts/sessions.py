"""What sessions publishes: dated sessions, seats with their attendance, heads without a name, individual support."""

import datetime as dt
import uuid

from lakou.contracts.base import Event, Stream, event, margin
from lakou.contracts.vocabulary import (
    ActivityKind,
    AgeBracket,
    Gender,
    PlaceType,
    SeatState,
    SocialStatus,
    Theme,
    WorkshopSessionState,
)


@event("sessions.workshop_session.described", stream=Stream.LOCAL)
class WorkshopSessionDescribed(Event):
    """A dated session was planned, moved, held or cancelled. The whole state, the last revision wins.

    `starts_at` is UTC, `zone` the IANA zone of the place; `territory` is where the venue stands (971, 972, 973, 978).
    """

    session_id: uuid.UUID
    revision: int
    workshop_id: uuid.UUID
    title: str
    program_id: uuid.UUID | None
    themes: tuple[Theme, ...]
    territory: str
    venue: str | None
    zone: str
    starts_at: dt.datetime
    duration_minutes: int
    capacity: int
    state: WorkshopSessionState


@event("sessions.seat.changed", stream=Stream.LOCAL)
class SeatChanged(Event):
    """A seat was taken, waited for, given up or marked. The whole state, the last revision wins."""

    seat_id: uuid.UUID
    revision: int
    session_id: uuid.UUID
    beneficiary_id: uuid.UUID
    state: SeatState
    walk_in: bool
    changed_at: dt.datetime


@event("sessions.anonymous.counted", stream=Stream.LOCAL)
class AnonymousCounted(Event):
    """Heads without a name were counted in a session: totals and margins, never invented people."""

    session_id: uuid.UUID
    revision: int
    total: int
    gender: dict[str, int] = margin(Gender)
    age: dict[str, int] = margin(AgeBracket)
    social_status: dict[str, int] = margin(SocialStatus)


@event("sessions.support.given", stream=Stream.LOCAL)
class SupportGiven(Event):
    """One person was helped alone; `beneficiary_id` is empty when she gave no name. `withdrawn` corrects a mistaken entry."""

    support_id: uuid.UUID
    revision: int
    beneficiary_id: uuid.UUID | None
    kind: ActivityKind
    day: dt.date
    duration_minutes: int
    themes: tuple[Theme, ...]
    territory: str
    place_type: PlaceType
    program_id: uuid.UUID | None
    withdrawn: bool


@event("sessions.erasure.done", stream=Stream.LOCAL)
class SessionsErasure(Event):
    """Seats and supports of an erased person hang on her new id, and nothing else of her is left here."""

    request_id: uuid.UUID
    new_id: uuid.UUID
