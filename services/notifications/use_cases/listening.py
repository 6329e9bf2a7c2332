"""What the other services said. Each function upserts by revision and never commits; a late word of an older state is dropped."""

import uuid
from typing import Any

from lakou.contracts.enrollment import (
    BeneficiaryDescribed,
    BeneficiaryMerged,
    BeneficiaryRemoved,
    IdentityDescribed,
    IdentityRemoved,
)
from lakou.contracts.sessions import SeatChanged, WorkshopSessionDescribed
from lakou.kernel.db import Db
from lakou.kernel.streams import Batch
from services.notifications import storage
from services.notifications.model import Seat, WorkshopSession
from services.notifications.use_cases.planning import plan


def read_ahead(db: Db, batch: Batch) -> None:
    """What a batch will need, in a few queries."""
    seats = [event for event, _ in batch if isinstance(event, SeatChanged)]
    described = [event for event, _ in batch if isinstance(event, WorkshopSessionDescribed)]
    people = [event for event, _ in batch if isinstance(event, SeatChanged | IdentityDescribed | BeneficiaryDescribed)]
    storage.read_ahead(
        db,
        seats={event.seat_id for event in seats},
        sessions={*(event.session_id for event in seats), *(event.session_id for event in described)},
        people={event.beneficiary_id for event in people},
    )


def describe_identity(db: Db, event: IdentityDescribed) -> None:
    """Her name and addresses; nothing once they were to be forgotten."""
    person = storage.person(db, event.beneficiary_id)
    if person.forgotten or (person.identity_revision or 0) >= event.revision:
        return
    person.identity_revision = event.revision
    person.family_name, person.given_name = event.family_name, event.given_name
    person.phone, person.email = event.phone, event.email
    person.language, person.channel = event.language.value, event.channel.value


def forget_identity(db: Db, event: IdentityRemoved) -> None:
    """Her name, her addresses and every text written to her go; what was planned is called off."""
    storage.person(db, event.beneficiary_id).forget()
    storage.blank(db, event.beneficiary_id)
    plan_again(db, event.beneficiary_id)


def describe_consent(db: Db, event: BeneficiaryDescribed) -> None:
    """Whether she agrees to messages: looked at when a message is about to leave."""
    person = storage.person(db, event.beneficiary_id)
    if (person.consent_revision or 0) < event.revision:
        person.consent_revision, person.agrees = event.revision, event.messages


def remove_person(db: Db, event: BeneficiaryRemoved) -> None:
    """Her file was taken away: what was planned is called off."""
    storage.person(db, event.beneficiary_id).removed = True
    plan_again(db, event.beneficiary_id)


def merge_person(db: Db, event: BeneficiaryMerged) -> None:
    """Which file stands for this one: looked at when a message is about to leave."""
    person = storage.person(db, event.beneficiary_id)
    if person.same_revision < event.revision:
        person.same_revision, person.same_as = event.revision, event.into


def describe_session(db: Db, event: WorkshopSessionDescribed) -> None:
    """A session was planned, moved, held or cancelled: its seats may call for other messages."""
    now = {"title": event.title, "venue": event.venue, "zone": event.zone, "starts_at": event.starts_at}
    state: dict[str, Any] = now | {"state": event.state.value, "revision": event.revision}
    session = db.get(WorkshopSession, event.session_id)
    if session is None:
        db.add(WorkshopSession(id=event.session_id, turn=0, **state))
    elif session.revision >= event.revision:
        return
    else:
        session.turn += session.turns_with(starts_at=event.starts_at, venue=event.venue, state=event.state.value)
        for name, value in state.items():
            setattr(session, name, value)
    for seat in storage.seats_of_session(db, event.session_id):
        plan(db, seat)


def place_seat(db: Db, event: SeatChanged) -> None:
    """A seat was taken, waited for, given up or marked."""
    seat, session = db.get(Seat, event.seat_id), db.get(WorkshopSession, event.session_id)
    if seat is not None and seat.revision >= event.revision:
        return
    if seat is None:
        seat = Seat(id=event.seat_id, session_id=event.session_id, waited=False, promoted=False, placed=False)
        db.add(seat)
    seat.revision, seat.walk_in, seat.beneficiary_id = event.revision, event.walk_in, event.beneficiary_id
    seat.changed_at = event.changed_at
    seat.become(event.state, session.turn if session else None)
    plan(db, seat)


def plan_again(db: Db, beneficiary_id: uuid.UUID) -> None:
    """Bring the messages of all her seats in line with what is known now."""
    db.flush()
    for seat in storage.seats_of_person(db, beneficiary_id):
        plan(db, seat)
