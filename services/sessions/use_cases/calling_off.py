"""Calling sessions off, and putting one back."""

import uuid

from lakou.contracts.vocabulary import SeatState, WorkshopSessionState
from lakou.kernel import outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.sessions.model import WorkshopSession
from services.sessions.model.rules import NotCancelled, SessionWasHeld
from services.sessions.storage import planning, seats, training
from services.sessions.use_cases.balance import settle
from services.sessions.use_cases.planning import Scope

STAYS_AS_IT_IS = frozenset({SeatState.EXCUSE, SeatState.DESISTE})


def cancel_session(context: ServiceContext, session_id: uuid.UUID, reason: str, *, scope: Scope = "one") -> WorkshopSession:
    """Call a session off and freeze its seats, all but the excused and those who had given up. Twice changes nothing.

    `following`: the later ones of its series that are still planned are called off as well.
    Raises NotFound, SessionWasHeld.
    """
    with context.database.transaction() as db:
        session = planning.locked(db, session_id)
        if session.held:
            raise SessionWasHeld
        later = planning.locked_after(db, session) if scope == "following" else []
        for each in (session, *later):
            if not each.cancelled:
                _cancel(db, each, reason)
        return session


def reinstate_session(context: ServiceContext, session_id: uuid.UUID) -> WorkshopSession:
    """Put back a session that was called off by mistake and still lies ahead.

    Its people get their seats again in the order they had taken them, as many as there are; the others wait.
    Raises NotFound, NotCancelled.
    """
    with context.database.transaction() as db:
        session = planning.locked(db, session_id)
        if not session.cancelled or session.started:
            raise NotCancelled
        session.state, session.cancel_reason = WorkshopSessionState.PLANIFIEE.value, None
        for seat in seats.of_session(db, session_id):
            if seat.state == SeatState.ANNULE_SERVICE:
                outbox.record(db, seat.become(SeatState.LISTE_ATTENTE))
        for trainee in training.of_session(db, session_id):
            if trainee.state == SeatState.ANNULE_SERVICE:
                outbox.record(db, trainee.become(SeatState.INSCRIT))
        settle(db, session, changed=True, at_once=True)
        return session


def _cancel(db: Db, session: WorkshopSession, reason: str) -> None:
    for seat in seats.of_session(db, session.id):
        if seat.state not in STAYS_AS_IT_IS:
            outbox.record(db, seat.become(SeatState.ANNULE_SERVICE))
    for trainee in training.of_session(db, session.id):
        if trainee.state not in STAYS_AS_IT_IS:
            outbox.record(db, trainee.become(SeatState.ANNULE_SERVICE))
    session.state, session.cancel_reason = WorkshopSessionState.ANNULEE.value, reason
    settle(db, session, changed=True)
