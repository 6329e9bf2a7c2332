"""What must hold at the end of every transaction that touched the seats of a session."""

import datetime as dt

from lakou.contracts.vocabulary import ActivityKind, SeatState, WorkshopSessionState
from lakou.kernel import clock, outbox
from lakou.kernel.db import Db
from services.sessions.model import AnonymousCount, WorkshopSession
from services.sessions.storage import seats, training
from services.sessions.use_cases.appointed import support_follows

NOBODY_CAME = "Personne n’est venu"


def settle(db: Db, session: WorkshopSession, *, changed: bool = False, at_once: bool = False) -> None:
    """Recount the seats, give the free ones to the first who wait, and say whether the session was held.

    `session` is locked. `changed` tells the others about it even when its state stays. `at_once`: seats are given, not offered.
    """
    db.flush()
    training_session = session.kind == ActivityKind.FORMATION_AIDANTS
    session.seats_taken = training.taken(db, session.id) if training_session else seats.taken(db, session.id)
    if not session.cancelled:
        lapse_offers(db, session)
        if not session.started:
            _promote(db, session, at_once=at_once)
    if session.alone:
        support_follows(db, session)
    if not session.cancelled or session.nobody_came:
        changed |= _judge(db, session)
    if changed:
        outbox.record(db, session.described())


def lapse_offers(db: Db, session: WorkshopSession) -> None:
    """Who let an offer pass goes to the end of the list; she is not offered a seat again, but asked by hand."""
    for seat in seats.lapsed_offers(db, session.id, clock.now()):
        session.last_ticket += 1
        seat.ticket, seat.lapsed = session.last_ticket, True
        outbox.record(db, seat.become(SeatState.LISTE_ATTENTE))
        session.seats_taken -= 1
    db.flush()


def _promote(db: Db, session: WorkshopSession, *, at_once: bool) -> None:
    """The free seats go to the first who wait; kept for their answer, never after the start, when the workshop says so."""
    while session.free > 0 and (seat := seats.first_waiting(db, session.id)):
        if session.offer_hours and not at_once:
            until = min(clock.now() + dt.timedelta(hours=session.offer_hours), session.starts_at)
            outbox.record(db, seat.become(SeatState.OFFRE_EN_COURS, walk_in=False, offered_until=until))
        else:
            outbox.record(db, seat.become(SeatState.INSCRIT, walk_in=False))
        session.seats_taken += 1
        db.flush()


def _judge(db: Db, session: WorkshopSession) -> bool:
    """Held when somebody came; called off by its own roll when everybody was marked and nobody came. True when that is new."""
    before = (session.state, session.nobody_came)
    came, said = _roll(db, session)
    session.nobody_came = not came and said and session.over
    if came:
        session.state, session.cancel_reason = WorkshopSessionState.TENUE.value, None
    elif session.nobody_came:
        session.state, session.cancel_reason = WorkshopSessionState.ANNULEE.value, NOBODY_CAME
    else:
        session.state, session.cancel_reason = WorkshopSessionState.PLANIFIEE.value, None
    return before != (session.state, session.nobody_came)


def _roll(db: Db, session: WorkshopSession) -> tuple[bool, bool]:
    """Whether somebody came, and whether everybody on the sheet was marked."""
    if session.kind == ActivityKind.COORDINATION:
        return training.report(db, session.id) is not None, False
    roll = training if session.kind == ActivityKind.FORMATION_AIDANTS else seats
    there = roll.states(db, session.id)
    heads = db.get(AnonymousCount, session.id)
    came = SeatState.PRESENT in there or (heads is not None and heads.total > 0)
    marked = there & {SeatState.EXCUSE.value, SeatState.ABSENT.value}
    return came, bool(marked) and SeatState.INSCRIT not in there
