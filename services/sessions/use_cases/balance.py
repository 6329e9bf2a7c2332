"""What must hold at the end of every transaction that touched the seats of a session."""

from lakou.contracts.vocabulary import SeatState, WorkshopSessionState
from lakou.kernel import outbox
from lakou.kernel.db import Db
from services.sessions.model import AnonymousCount, WorkshopSession
from services.sessions.storage import seats


def settle(db: Db, session: WorkshopSession, *, changed: bool = False) -> None:
    """Recount the seats, give the free ones to the first who wait, and say whether the session was held.

    `session` is locked. `changed` tells the others about it even when its state stays.
    """
    db.flush()
    session.seats_taken = seats.taken(db, session.id)
    if not session.started and not session.cancelled:
        _promote(db, session)
    if not session.cancelled:
        came = seats.anybody_present(db, session.id) or _heads(db, session) > 0
        state = WorkshopSessionState.TENUE if came else WorkshopSessionState.PLANIFIEE
        changed |= session.state != state
        session.state = state.value
    if changed:
        outbox.record(db, session.described())


def _promote(db: Db, session: WorkshopSession) -> None:
    while session.free > 0 and (seat := seats.first_waiting(db, session.id)):
        outbox.record(db, seat.become(SeatState.INSCRIT, walk_in=False))
        session.seats_taken += 1
        db.flush()


def _heads(db: Db, session: WorkshopSession) -> int:
    counted = db.get(AnonymousCount, session.id)
    return counted.total if counted else 0
