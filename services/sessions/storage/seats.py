"""Seats of a session, and the waiting list in its order."""

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy import func, select

from lakou.contracts.vocabulary import SeatState, WorkshopSessionState
from lakou.kernel.db import Db
from lakou.kernel.problems import NotFound
from lakou.kernel.writing import fetch, gather, having
from services.sessions.model import AttendanceChange, KnownPerson, Seat, WorkshopSession
from services.sessions.model.seats import GONE, KEEPS_A_PLACE
from services.sessions.storage.planning import locked

_WAITING = Seat.state == SeatState.LISTE_ATTENTE.value
_STAYED_AWAY = (SeatState.EXCUSE.value, SeatState.ABSENT.value)
_OFFERED = Seat.state == SeatState.OFFRE_EN_COURS.value


def with_session(db: Db, seat_id: uuid.UUID) -> tuple[WorkshopSession, Seat]:
    """A seat and its session, the session locked first. Raises NotFound."""
    session_id = db.scalar(select(Seat.session_id).where(Seat.id == seat_id))
    if session_id is None:
        raise NotFound
    session = locked(db, session_id)
    return session, db.scalars(select(Seat).where(Seat.id == seat_id)).one()


def read_ahead(db: Db, session_id: uuid.UUID, beneficiary_ids: Iterable[uuid.UUID]) -> None:
    """The seats of a locked session, who is about to sit, and the files that were merged into theirs, in three queries."""
    gather(db, Seat.session_id, [session_id])
    people = fetch(db, KnownPerson, beneficiary_ids)
    gather(db, KnownPerson.same_as, {person.same_as or person.beneficiary_id for person in people})


def of_session(db: Db, session_id: uuid.UUID) -> list[Seat]:
    """Every seat of a session, in the order they were taken."""
    return list(db.scalars(select(Seat).where(Seat.session_id == session_id).order_by(Seat.ticket)))


def of_person(db: Db, session_id: uuid.UUID, beneficiary_id: uuid.UUID) -> Seat | None:
    """The one row of a person in a session."""
    found: list[Seat] = having(db, Seat.session_id, session_id, Seat.beneficiary_id == beneficiary_id)
    return next((seat for seat in found if seat.beneficiary_id == beneficiary_id), None)


def of_anyone(db: Db, beneficiary_id: uuid.UUID) -> list[Seat]:
    """Every seat of a person."""
    return list(db.scalars(select(Seat).where(Seat.beneficiary_id == beneficiary_id).order_by(Seat.id)))


def taken(db: Db, session_id: uuid.UUID) -> int:
    """Seats that count against the capacity."""
    states = [state.value for state in KEEPS_A_PLACE]
    query = select(func.count()).where(Seat.session_id == session_id, Seat.state.in_(states), Seat.walk_in.is_(False))
    return db.scalar(query) or 0


def states(db: Db, session_id: uuid.UUID) -> set[str]:
    """The states that are there, without those who left."""
    gone = [state.value for state in GONE]
    return set(db.scalars(select(Seat.state).where(Seat.session_id == session_id, Seat.state.not_in(gone)).distinct()))


def first_waiting(db: Db, session_id: uuid.UUID) -> Seat | None:
    """Whose turn it is; not of who let an offer pass."""
    query = select(Seat).where(Seat.session_id == session_id, _WAITING, Seat.lapsed.is_(False)).order_by(Seat.ticket).limit(1)
    return db.scalars(query).one_or_none()


def lapsed_offers(db: Db, session_id: uuid.UUID, now: dt.datetime) -> list[Seat]:
    """The offers of a session that nobody answered in time."""
    query = select(Seat).where(Seat.session_id == session_id, _OFFERED, Seat.offered_until <= now)
    return list(db.scalars(query.order_by(Seat.ticket)))


def sessions_with_lapsed_offers(db: Db, now: dt.datetime, limit: int) -> list[uuid.UUID]:
    """Which sessions have such offers."""
    query = select(Seat.session_id).where(_OFFERED, Seat.offered_until <= now).distinct().limit(limit)
    return sorted(db.scalars(query))


def sessions_where_nobody_came(db: Db, since: dt.datetime, now: dt.datetime) -> list[uuid.UUID]:
    """The sessions that are still planned though they are over, all their people are marked, and none is present."""
    marked = select(Seat.id).where(Seat.session_id == WorkshopSession.id, Seat.state.in_(_STAYED_AWAY)).exists()
    unsaid = select(Seat.id).where(Seat.session_id == WorkshopSession.id, Seat.state == SeatState.INSCRIT.value).exists()
    query = select(WorkshopSession).where(
        WorkshopSession.state == WorkshopSessionState.PLANIFIEE.value,
        WorkshopSession.starts_at >= since,
        WorkshopSession.starts_at < now,
        marked,
        ~unsaid,
    )
    return sorted(session.id for session in db.scalars(query) if session.over)


def offers(db: Db, limit: int) -> list[tuple[Seat, WorkshopSession]]:
    """The seats that are kept for an answer, the most urgent first."""
    query = select(Seat, WorkshopSession).join(WorkshopSession, Seat.session_id == WorkshopSession.id).where(_OFFERED)
    return [(seat, session) for seat, session in db.execute(query.order_by(Seat.offered_until, Seat.id).limit(limit))]


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


def trail(db: Db, session_id: uuid.UUID, limit: int = 1000) -> list[AttendanceChange]:
    """Every line of the trail of a session, in the order they came in."""
    query = select(AttendanceChange).join(Seat, AttendanceChange.seat_id == Seat.id).where(Seat.session_id == session_id)
    return list(db.scalars(query.order_by(AttendanceChange.id).limit(limit)))


def place_of(db: Db, seat_id: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID]:
    """The session and the person of a seat. Raises NotFound."""
    seat = db.get(Seat, seat_id)
    if seat is None:
        raise NotFound
    return seat.session_id, seat.beneficiary_id
