"""A paper sheet is keyed in: its numbers with P, E or A, who came without a seat, the heads without a name."""

import uuid
from collections.abc import Mapping, Sequence

from lakou.contracts.vocabulary import AttendanceStatus, SeatState
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import InvalidInput, NotFound
from services.sessions.model import WorkshopSession
from services.sessions.storage import people, seats
from services.sessions.use_cases.attendance import record_attendance, record_attendance_list
from services.sessions.use_cases.seating import hold_seat

LETTERS = {"P": AttendanceStatus.PRESENT, "E": AttendanceStatus.EXCUSE, "A": AttendanceStatus.ABSENT}


def key_in(
    context: ServiceContext,
    session_id: uuid.UUID,
    marks: Mapping[int, AttendanceStatus],
    walk_ins: Sequence[uuid.UUID] = (),
    *,
    by: str = "",
) -> None:
    """Mark the numbers of the sheet, then note present who wrote her name below, seated before or not.

    It was seen when the session ended, not now. Keying the same sheet in again changes nothing.
    Raises NotFound, SessionCancelled, TooEarly, StillWaiting, UnknownBeneficiary, or InvalidInput on `marks.<number>`.
    """
    with context.database.reading() as db:
        session = db.get(WorkshopSession, session_id)
        if session is None:
            raise NotFound
        by_number = {seat.ticket: seat.id for seat in seats.of_session(db, session_id)}
    if strangers := {f"marks.{number}": _no_such(number) for number in marks if number not in by_number}:
        raise InvalidInput(strangers)
    seen_at = max(min(clock.now(), session.ends_at), session.opens_at)
    if marks:
        statuses = {by_number[number]: status for number, status in marks.items()}
        record_attendance_list(context, session_id, statuses, recorded_at=seen_at if session.open else None, by=by)
    for person in dict.fromkeys(walk_ins):
        _came(context, session_id, person, by)


def _came(context: ServiceContext, session_id: uuid.UUID, person: uuid.UUID, by: str) -> None:
    with context.database.reading() as db:
        known = people.known(db, person)
        files = people.files(db, known.beneficiary_id) if known else []
        rows = [row for each in files if (row := seats.of_person(db, session_id, each))]
    seat = next((row for row in rows if row.state != SeatState.DESISTE), None)
    if seat is None:
        hold_seat(context, session_id, person, walk_in=True, by=by)
    elif seat.state != SeatState.PRESENT:
        record_attendance(context, seat.id, AttendanceStatus.PRESENT, by=by)


def _no_such(number: int) -> str:
    return f"Le numéro {number} n’est pas sur la feuille de cette séance. Vérifiez la feuille et le numéro."
