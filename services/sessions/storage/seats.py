"""Seats of a session, and the waiting list in its order."""

import uuid

from sqlalchemy import func, select

from lakou.contracts.vocabulary import SeatState
from lakou.kernel.db import Db
from lakou.kernel.problems import NotFound
from services.sessions.model import Seat, WorkshopSession
from services.sessions.model.seats import KEEPS_A_PLACE
from services.sessions.storage.planning import locked

_WAITING = Seat.state == SeatState.LISTE_ATTENTE.value


def with_session(db: Db, seat_id: uuid.UUID) -> tuple[WorkshopSession, Seat]:
    """A seat and its session, the session locked first. Raises NotFound."""
    session_id = db.scalar(select(Seat.session_id).where(Seat.id == seat_id))
    if session_id is None:
        raise NotFound
    session = locked(db, session_id)
    return session, db.scalars(select(Seat).where(Seat.id == seat_id)).one()


def of_session(db: Db, session_id: uuid.UUID) -> list[Seat]:
    """Every seat of a session, in the order they were taken."""
    return list(db.scalars(select(Seat).where(Seat.session_id == session_id).order_by(Seat.ticket)))


def of_person(db: Db, session_id: uuid.UUID, beneficiary_id: uuid.UUID) -> Seat | None:
    """The one row of a person in a session."""
    query = select(Seat).where(Seat.session_id == session_id, Seat.beneficiary_id == beneficiary_id)
    return db.scalars(query).one_or_none()


def of_anyone(db: Db, beneficiary_id: uuid.UUID) -> list[Seat]:
    """Every seat of a person."""
    return list(db.scalars(select(Seat).where(Seat.beneficiary_id == beneficiary_id).order_by(Seat.id)))


def taken(db: Db, session_id: uuid.UUID) -> int:
    """Seats that count against the capacity."""
    states = [state.value for state in KEEPS_A_PLACE]
    query = select(func.count()).where(Seat.session_id == session_id, Seat.state.in_(states), Seat.walk_in.is_(False))
    return db.scalar(query) or 0


def anybody_present(db: Db, session_id: uuid.UUID) -> bool:
    """Whether a named person came."""
    query = select(Seat.id).where(Seat.session_id == session_id, Seat.state == SeatState.PRESENT.value).limit(1)
    return db.scalar(query) is not None


def first_waiting(db: Db, session_id: uuid.UUID) -> Seat | None:
    """Whose turn it is."""
    query = select(Seat).where(Seat.session_id == session_id, _WAITING).order_by(Seat.ticket).limit(1)
    return db.scalars(query).one_or_none()


def position(db: Db, seat: Seat) -> int | None:
    """The place in the waiting list, from 1; None when the seat does not wait."""
    if seat.state != SeatState.LISTE_ATTENTE:
        return None
    query = select(func.count()).where(Seat.session_id == seat.session_id, _WAITING, Seat.ticket <= seat.ticket)
    return db.scalar(query)


def positions(seats: list[Seat]) -> dict[uuid.UUID, int]:
    """The places in the waiting list of one session's seats, given in the order they were taken."""
    waiting = [seat.id for seat in seats if seat.state == SeatState.LISTE_ATTENTE]
    return {seat_id: number for number, seat_id in enumerate(waiting, 1)}


def place_of(db: Db, seat_id: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID]:
    """The session and the person of a seat. Raises NotFound."""
    seat = db.get(Seat, seat_id)
    if seat is None:
        raise NotFound
    return seat.session_id, seat.beneficiary_id
