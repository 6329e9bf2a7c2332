"""Helpers in training, and reports of coordination."""

import uuid

from sqlalchemy import func, select

from lakou.contracts.vocabulary import SeatState
from lakou.kernel.db import Db
from services.sessions.model import CoordinationReport, Trainee
from services.sessions.model.training import HAS_A_CHAIR


def of_session(db: Db, session_id: uuid.UUID) -> list[Trainee]:
    """Every helper who is or was on the list of a training session."""
    return list(db.scalars(select(Trainee).where(Trainee.session_id == session_id).order_by(Trainee.id)))


def taken(db: Db, session_id: uuid.UUID) -> int:
    """How many helpers count against the capacity."""
    states = [state.value for state in HAS_A_CHAIR]
    return db.scalar(select(func.count()).where(Trainee.session_id == session_id, Trainee.state.in_(states))) or 0


def states(db: Db, session_id: uuid.UUID) -> set[str]:
    """The states that are there, without who was taken off."""
    query = select(Trainee.state).where(Trainee.session_id == session_id, Trainee.state != SeatState.DESISTE.value)
    return set(db.scalars(query))


def report(db: Db, session_id: uuid.UUID) -> CoordinationReport | None:
    """What came of an act of coordination."""
    return db.get(CoordinationReport, session_id)
