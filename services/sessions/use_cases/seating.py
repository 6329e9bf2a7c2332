"""Taking a seat, waiting for one, giving it up."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from lakou.contracts.vocabulary import SeatState
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.sessions.model import AttendanceChange, Seat, WorkshopSession
from services.sessions.model.rules import AlreadyMarked, AlreadySeated, UnknownBeneficiary
from services.sessions.model.seats import WAITS
from services.sessions.storage import people, planning, seats
from services.sessions.use_cases.attendance import moment_seen
from services.sessions.use_cases.balance import settle
from services.sessions.use_cases.turns import in_turn


@dataclasses.dataclass(frozen=True)
class Place:
    """A seat, and its place in the waiting list (from 1; None when it does not wait)."""

    seat: Seat
    position: int | None


def hold_seat(
    context: ServiceContext,
    session_id: uuid.UUID,
    beneficiary_id: uuid.UUID,
    *,
    walk_in: bool = False,
    recorded_at: dt.datetime | None = None,
    by: str = "",
) -> Place:
    """A seat for a person, or a place in the waiting list, in the order of commits.

    `walk_in`: she stands at the door. She is noted present, also when the session is full, from two hours before the start.
    `recorded_at` is when she was seen, when that was not now.
    Raises NotFound, UnknownBeneficiary, AlreadySeated, SessionCancelled, TooEarly, and InvalidInput for a moment to come.
    """
    seen_at = moment_seen(recorded_at)
    with in_turn(session_id), context.database.transaction() as db:
        session = planning.locked(db, session_id)
        seat = hold(db, session, beneficiary_id, walk_in=walk_in, by=by, seen_at=seen_at)
        settle(db, session)
        return Place(seat, seats.position(db, seat))


def hold_seats(context: ServiceContext, session_id: uuid.UUID, beneficiary_ids: Iterable[uuid.UUID]) -> list[Place]:
    """Seats for many at once, in the given order. Raises as `hold_seat`; then nobody is seated."""
    with context.database.transaction() as db:
        session, wanted = planning.locked(db, session_id), list(beneficiary_ids)
        seats.read_ahead(db, session_id, wanted)
        held = [hold(db, session, beneficiary_id, walk_in=False, by="") for beneficiary_id in wanted]
        settle(db, session)
        places = seats.positions(seats.of_session(db, session_id))
        return [Place(seat, places.get(seat.id)) for seat in held]


def withdraw_seat(context: ServiceContext, seat_id: uuid.UUID, *, by: str = "") -> Seat:
    """Give a seat up; before the start the first who waits gets it in the same transaction.

    Who was added at the door by mistake may be taken off at any time. Doing it twice changes nothing.
    Raises NotFound, SessionCancelled, AlreadyMarked.
    """
    with context.database.reading() as db:
        session_id, _ = seats.place_of(db, seat_id)
    with in_turn(session_id), context.database.transaction() as db:
        session, seat = seats.with_session(db, seat_id)
        session.check_not_cancelled()
        if seat.state != SeatState.DESISTE:
            _check_may_leave(session, seat)
            leave(db, seat, by=by)
            settle(db, session)
        return seat


def leave(db: Db, seat: Seat, *, by: str) -> None:
    """Take a person off the sheet; the caller settles the session."""
    if seat.marked:
        note(db, seat, seat.state, SeatState.DESISTE, by)
    outbox.record(db, seat.become(SeatState.DESISTE, walk_in=False))


def note(db: Db, seat: Seat, before: str, after: SeatState, by: str, seen_at: dt.datetime | None = None) -> None:
    """A line of the trail, observed now unless said otherwise."""
    now = clock.now()
    line = AttendanceChange(seat_id=seat.id, before=before, after=after.value, by=by, recorded_at=seen_at or now, noted_at=now)
    db.add(line)


def _check_may_leave(session: WorkshopSession, seat: Seat) -> None:
    waits_or_came_unasked = seat.walk_in or seat.state in WAITS
    if not waits_or_came_unasked and (seat.marked or session.started):
        raise AlreadyMarked


def hold(
    db: Db,
    session: WorkshopSession,
    beneficiary_id: uuid.UUID,
    *,
    walk_in: bool,
    by: str,
    seen_at: dt.datetime | None = None,
) -> Seat:
    """A seat of a locked session; the caller settles it. Raises as `hold_seat`."""
    session.check_for_beneficiaries()
    session.check_not_cancelled()
    seen_at = seen_at or clock.now()
    if walk_in:
        session.check_open(seen_at)
    person = people.known(db, beneficiary_id)
    if person is None:
        raise UnknownBeneficiary
    seat = _row(db, session, person.beneficiary_id)
    session.last_ticket += 1
    seat.lapsed = False
    seat.ticket, seat.taken_at, seat.recorded_at = session.last_ticket, clock.now(), seen_at if walk_in else None
    before = seat.state
    if walk_in:
        outbox.record(db, seat.become(SeatState.PRESENT, walk_in=True))
    elif session.free > 0:
        outbox.record(db, seat.become(SeatState.INSCRIT, walk_in=False))
        session.seats_taken += 1
    else:
        outbox.record(db, seat.become(SeatState.LISTE_ATTENTE, walk_in=False))
    db.add(seat)
    if walk_in:
        db.flush()
        note(db, seat, before, SeatState.PRESENT, by, seen_at)
    return seat


def _row(db: Db, session: WorkshopSession, beneficiary_id: uuid.UUID) -> Seat:
    """The person's row: her old one when she may come back, else a new one. Raises AlreadySeated.

    A seat under a file that was merged into hers is hers too.
    """
    rows = [seat for each in people.files(db, beneficiary_id) if (seat := seats.of_person(db, session.id, each))]
    for seat in rows:
        if not seat.may_come_back or (seat.state == SeatState.EXCUSE and session.started):
            raise AlreadySeated(seat=str(seat.id), state=seat.state)
    return rows[0] if rows else Seat(session_id=session.id, beneficiary_id=beneficiary_id, state="", ticket=0, taken_at=clock.now())
