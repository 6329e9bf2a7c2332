"""Bring the messages of a seat in line with the seat and its session, as far as both are known.

It may run any number of times in any order: what a seat calls for is planned once, and what it no longer calls for is called off.
"""

import datetime as dt
import uuid

from lakou.contracts.notifications import MessageKind, MessageState
from lakou.contracts.vocabulary import WorkshopSessionState
from lakou.kernel import clock
from lakou.kernel.db import Db
from services.notifications import hours, storage
from services.notifications.model import Message, Person, Reason, Seat, WorkshopSession
from services.notifications.use_cases.settling import settle


def plan(db: Db, seat: Seat) -> None:
    """Plan, take up again or call off the messages of this seat."""
    session = db.get(WorkshopSession, seat.session_id)
    if session is None:
        return
    if seat.placed and seat.seated_turn is None:
        seat.seated_turn = session.turn
    kinds = seat.kinds(session)
    if session.starts_at > clock.now():
        for kind in sorted(kinds):
            _want(db, kind, seat, session)
    person = storage.who(db, seat.beneficiary_id)
    for message in storage.movable(db, seat.id):
        wanted = message.turn == session.turn and message.starts_at == session.starts_at and message.kind in kinds
        if person.gone or not wanted:
            _call_off(db, message, _reason(person, session, message))


def _want(db: Db, kind: MessageKind, seat: Seat, session: WorkshopSession) -> None:
    message, now = storage.message_of(db, kind, seat, session), clock.now()
    first_time = session.turn == seat.seated_turn and kind is not MessageKind.CANCELLATION
    # What follows from the seat is due from the moment the seat was taken, even if we hear of it later.
    since = min(seat.changed_at, now) if first_time else now
    due_at = hours.due_at(kind, session.starts_at, session.zone, since)
    if message is None:
        if kind is MessageKind.CONFIRMATION and first_time and session.starts_at - now < hours.TOO_NEAR:
            return
        db.add(_new(kind, seat, session, due_at))
    elif message.state == MessageState.CANCELLED and not storage.who(db, seat.beneficiary_id).gone:
        message.due_at = due_at
        settle(db, message, MessageState.PLANNED)


def _new(kind: MessageKind, seat: Seat, session: WorkshopSession, due_at: dt.datetime) -> Message:
    return Message(
        # The same message has the same id when a node is built again from its events.
        id=uuid.uuid5(seat.id, f"{kind}/{session.starts_at.isoformat()}/{session.turn}"),
        revision=1,
        kind=kind.value,
        seat_id=seat.id,
        session_id=session.id,
        beneficiary_id=seat.beneficiary_id,
        starts_at=session.starts_at,
        turn=session.turn,
        state=MessageState.PLANNED.value,
        created_at=clock.now(),
        changed_at=clock.now(),
        due_at=due_at,
        expires_at=session.starts_at,
    )


def _call_off(db: Db, message: Message, reason: Reason) -> None:
    if message.state == MessageState.CANCELLED:
        message.reason = reason.value
    else:
        settle(db, message, MessageState.CANCELLED, reason)


def _reason(person: Person, session: WorkshopSession, message: Message) -> Reason:
    if person.gone:
        return Reason.PERSON_REMOVED
    if session.state == WorkshopSessionState.ANNULEE:
        return Reason.SESSION_CANCELLED
    if message.turn != session.turn:
        return Reason.SESSION_MOVED
    return Reason.SEAT_RELEASED
