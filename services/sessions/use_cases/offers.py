"""A seat that came free and is kept for the answer of who waits: she takes it, or lets it pass."""

import datetime as dt
import uuid

from lakou.contracts.vocabulary import SeatState
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from services.sessions.model import Seat
from services.sessions.model.rules import NoOffer
from services.sessions.storage import planning, seats
from services.sessions.use_cases.balance import settle

AT_ONCE = 20
LOOK_BACK = dt.timedelta(days=7)


def accept_offer(context: ServiceContext, seat_id: uuid.UUID) -> Seat:
    """She takes the seat that is kept for her; or, having let it pass, one that is free all the same. Twice changes nothing.

    Raises NotFound, SessionCancelled, NoOffer (also from the start on).
    """
    with context.database.transaction() as db:
        session, seat = seats.with_session(db, seat_id)
        session.check_not_cancelled()
        if seat.state == SeatState.INSCRIT:
            return seat
        settle(db, session)
        late_but_free = seat.state == SeatState.LISTE_ATTENTE and seat.lapsed and session.free > 0
        if session.started or not (seat.state == SeatState.OFFRE_EN_COURS or late_but_free):
            raise NoOffer
        outbox.record(db, seat.become(SeatState.INSCRIT, walk_in=False))
        settle(db, session)
        return seat


def end_offers(context: ServiceContext) -> int:
    """Take back the offers whose time is over and pass the seats on; of how many sessions."""
    with context.database.reading() as db:
        found = seats.sessions_with_lapsed_offers(db, clock.now(), AT_ONCE)
    _settle_each(context, found)
    return len(found)


def close_empty_rolls(context: ServiceContext) -> None:
    """Call off the sessions that are over and where everybody was marked and nobody came: a roll is often made before the end."""
    with context.database.reading() as db:
        found = seats.sessions_where_nobody_came(db, clock.now() - LOOK_BACK, clock.now())
    _settle_each(context, found)


def _settle_each(context: ServiceContext, session_ids: list[uuid.UUID]) -> None:
    for session_id in session_ids:
        with context.database.transaction() as db:
            settle(db, planning.locked(db, session_id))
