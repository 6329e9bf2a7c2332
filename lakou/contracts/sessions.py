"""What sessions publishes: dated sessions, seats with their attendance, heads without a name, individual support."""

import datetime as dt
import uuid

from lakou.contracts.base import Event, Stream, event, margin, personal
from lakou.contracts.records import RECORD_LENGTH
from lakou.contracts.vocabulary import (
    ActivityKind,
    AgeBracket,
    Autonomy,
    CoordinationKind,
    CoordinationNature,
    CoordinationScale,
    Equipment,
    Gender,
    PlaceType,
    Redirection,
    SeatState,
    SocialStatus,
    Theme,
    WorkshopSessionState,
)


@event("sessions.workshop_session.described", stream=Stream.LOCAL)
class WorkshopSessionDescribed(Event):
    """A dated session was planned, moved, held or cancelled. The whole state, the last revision wins.

    `starts_at` is UTC, `zone` the IANA zone of the place; `territory` is where the venue stands (971, 972, 973, 978). `kind` says
    whom it is for: only `collectif` is for beneficiaries. `bring` is what to bring along, as it may be written to people.
    `withdrawn`: it never was, as when an import of past activities is undone; nothing counts it, not even as cancelled.
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
    kind: ActivityKind = ActivityKind.COLLECTIF
    bring: str | None = None
    withdrawn: bool = False


@event("sessions.seat.changed", stream=Stream.LOCAL)
class SeatChanged(Event):
    """A seat was taken, waited for, offered, given up or marked. The whole state, the last revision wins.

    `offered_until`: until when a free seat is kept for her answer, while the state is `offre_en_cours`.
    """

    seat_id: uuid.UUID
    revision: int
    session_id: uuid.UUID
    beneficiary_id: uuid.UUID
    state: SeatState
    walk_in: bool
    changed_at: dt.datetime
    offered_until: dt.datetime | None = None


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
    """One person was helped alone; `beneficiary_id` is empty when she gave no name. `withdrawn` corrects a mistaken entry.

    `autonomy` is that of this act, `redirection` where she was sent afterwards; both are empty when nobody said.
    """

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
    autonomy: Autonomy | None = None
    equipment: tuple[Equipment, ...] = ()
    redirection: Redirection | None = None


@event("sessions.helper.described", stream=Stream.LOCAL)
class HelperDescribed(Event):
    """A digital helper is on the register of a territory: since when, until when, and since when entitled by Aidants Connect."""

    helper_id: uuid.UUID
    revision: int
    territory: str
    registered_on: dt.date
    ended_on: dt.date | None
    aidants_connect_on: dt.date | None


@event("sessions.training.changed", stream=Stream.LOCAL)
class TrainingChanged(Event):
    """A helper's place in a training session: `inscrit`, then `present`, `excuse` or `absent`; `desiste` when taken off."""

    session_id: uuid.UUID
    helper_id: uuid.UUID
    revision: int
    state: SeatState


@event("sessions.coordination.reported", stream=Stream.LOCAL)
class CoordinationReported(Event):
    """What came of a meeting, an event or a partnership: who took part, in numbers. The whole state, the last revision wins."""

    session_id: uuid.UUID
    revision: int
    kind: CoordinationKind
    nature: CoordinationNature
    scale: CoordinationScale | None
    mediators: int
    structures: int
    participants: int


@event("sessions.erasure.done", stream=Stream.LOCAL)
class SessionsErasure(Event):
    """Seats and supports of an erased person hang on her new id, and nothing else of her is left here."""

    request_id: uuid.UUID
    new_id: uuid.UUID


@event("sessions.record.contributed", stream=Stream.IDENTITY)
class SessionsRecord(Event):
    """What is held here about one file of a person who asked for it: her seats and supports. `content` is JSON, see `records`."""

    request_id: uuid.UUID
    beneficiary_id: uuid.UUID
    part: int
    parts: int
    content: str = personal(maximum=RECORD_LENGTH)
