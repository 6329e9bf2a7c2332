"""What an appointment comes to: who was present at it was given an individual support, which is what is counted."""

from lakou.contracts.vocabulary import SeatState
from lakou.kernel import outbox
from lakou.kernel.db import Db
from services.sessions.model import Seat, Support, WorkshopSession
from services.sessions.storage import seats, supports


def support_follows(db: Db, session: WorkshopSession) -> None:
    """Give, take back or move the supports of an appointment, as its seats say. `session` is locked."""
    given = {support.seat_id: support for support in supports.of_seats_in(db, session.id)}
    for seat in seats.of_session(db, session.id):
        present, support = seat.state == SeatState.PRESENT, given.get(seat.id)
        if support is None and present:
            support = _begun(session, seat)
            db.add(support)
        elif support is None or not _differs(support, session, seat, present):
            continue
        support.withdrawn = not present
        support.day, support.venue_id, support.territory = session.day, session.venue_id, session.territory
        support.beneficiary_id = seat.beneficiary_id
        db.flush()
        outbox.record(db, support.given())


def _differs(support: Support, session: WorkshopSession, seat: Seat, present: bool) -> bool:
    where = (support.day, support.venue_id, support.territory) != (session.day, session.venue_id, session.territory)
    return where or support.withdrawn == present or support.beneficiary_id != seat.beneficiary_id


def _begun(session: WorkshopSession, seat: Seat) -> Support:
    return Support(
        seat_id=seat.id,
        duration_minutes=session.duration_minutes,
        themes=session.themes,
        program_id=session.program_id,
    )
