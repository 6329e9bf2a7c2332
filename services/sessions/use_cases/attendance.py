"""Who came: one by one, or everybody and then the exceptions. A correction is welcome and leaves a trail."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping

from lakou.contracts.vocabulary import AttendanceStatus, SeatState
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput
from services.sessions.model import AttendanceChange, Seat, WorkshopSession
from services.sessions.model.rules import NotOnTheSheet, StillWaiting
from services.sessions.model.seats import WAITS
from services.sessions.storage import planning, seats
from services.sessions.use_cases.balance import settle

CLOCK_SKEW = dt.timedelta(minutes=10)

Statuses = Mapping[uuid.UUID, AttendanceStatus]


def record_attendance(
    context: ServiceContext,
    seat_id: uuid.UUID,
    status: AttendanceStatus,
    *,
    recorded_at: dt.datetime | None = None,
    by: str = "",
    check: Callable[[Seat], None] | None = None,
) -> Seat:
    """Mark one seat. `recorded_at` is when it was seen, when that was not now; `check` may refuse an old copy.

    An excuse before the start gives the seat to the first who waits. Somebody who waited and came is present beside the
    capacity. Raises NotFound, SessionCancelled, TooEarly, StillWaiting, NotOnTheSheet, InvalidInput.
    """
    moment = moment_seen(recorded_at)
    with context.database.transaction() as db:
        session, seat = seats.with_session(db, seat_id)
        session.check_open(moment)
        if check:
            check(seat)
        if _mark(db, session, seat, status, by=by, recorded_at=moment):
            settle(db, session)
        return seat


def record_attendance_list(
    context: ServiceContext, session_id: uuid.UUID, statuses: Statuses, *, recorded_at: dt.datetime | None = None, by: str = ""
) -> list[Seat]:
    """Mark several seats of one session in one transaction; the others stay as they are. Raises as `record_attendance`."""
    moment = moment_seen(recorded_at)
    with context.database.transaction() as db:
        session = planning.locked(db, session_id)
        session.check_open(moment)
        return _mark_list(db, session, statuses, by=by, recorded_at=moment)


def mark_everyone(
    context: ServiceContext,
    session_id: uuid.UUID,
    status: AttendanceStatus,
    exceptions: Statuses,
    *,
    by: str = "",
    kept: frozenset[uuid.UUID] = frozenset(),
) -> list[Seat]:
    """Everybody on the sheet who is not marked yet, but `kept`, gets `status`; the exceptions get theirs, marked or not."""
    moment = clock.now()
    with context.database.transaction() as db:
        session = planning.locked(db, session_id)
        session.check_open(moment)
        unmarked = [seat.id for seat in seats.of_session(db, session_id) if seat.on_the_sheet and not seat.marked]
        statuses = {seat_id: status for seat_id in unmarked if seat_id not in kept} | dict(exceptions)
        return _mark_list(db, session, statuses, by=by, recorded_at=moment)


def _mark_list(db: Db, session: WorkshopSession, statuses: Statuses, *, by: str, recorded_at: dt.datetime) -> list[Seat]:
    all_seats = seats.of_session(db, session.id)
    here = {seat.id: seat for seat in all_seats}
    if strangers := [str(seat_id) for seat_id in statuses if seat_id not in here]:
        raise InvalidInput(dict.fromkeys(strangers, "Cette place n’est pas dans cette séance."))
    changed = [_mark(db, session, here[seat_id], status, by=by, recorded_at=recorded_at) for seat_id, status in statuses.items()]
    if any(changed):
        settle(db, session)
    return all_seats


def _mark(db: Db, session: WorkshopSession, seat: Seat, status: AttendanceStatus, *, by: str, recorded_at: dt.datetime) -> bool:
    """Mark one seat of a locked session; False when it says so already. The caller settles the session."""
    if seat.state == status:
        return False
    _check_may_be(seat, status)
    kept_a_place, before = seat.keeps_a_place, seat.state
    outbox.record(db, seat.become(SeatState(status.value), walk_in=_beside_the_capacity(session, seat, status)))
    seat.recorded_at = recorded_at
    session.seats_taken += seat.keeps_a_place - kept_a_place
    db.add(
        AttendanceChange(seat_id=seat.id, before=before, after=status.value, by=by, recorded_at=recorded_at, noted_at=clock.now())
    )
    return True


def _check_may_be(seat: Seat, status: AttendanceStatus) -> None:
    if status is AttendanceStatus.PRESENT:
        return
    if seat.state == SeatState.DESISTE:
        raise NotOnTheSheet
    if seat.state in WAITS and status is AttendanceStatus.ABSENT:
        raise StillWaiting


def _beside_the_capacity(session: WorkshopSession, seat: Seat, status: AttendanceStatus) -> bool:
    """Whether she counts without a seat of her own: she never had one, or gave it up and it is taken."""
    if seat.walk_in:
        return True
    if status is AttendanceStatus.EXCUSE or seat.keeps_a_place:
        return False
    return seat.state == SeatState.LISTE_ATTENTE or session.free <= 0


def moment_seen(recorded_at: dt.datetime | None) -> dt.datetime:
    """When it was seen, never ahead of now but for clocks that disagree. Raises InvalidInput."""
    now = clock.now()
    if recorded_at is None:
        return now
    if recorded_at > now + CLOCK_SKEW:
        raise InvalidInput({"recorded_at": "Ce moment est à venir. Vérifiez l’heure de l’appareil."})
    return recorded_at
