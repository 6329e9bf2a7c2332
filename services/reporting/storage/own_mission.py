"""Helpers, their training and coordination, as the questions want them."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Select, or_, select

from lakou.contracts.vocabulary import SeatState
from lakou.kernel.db import Db
from services.reporting.model import CoordinationState, HelperState, TrainingState
from services.reporting.model.questions import Question

T = TypeVar("T", TrainingState, CoordinationState)


def helpers(db: Db, question: Question) -> Sequence[HelperState]:
    """Who was on the register at some day of the period."""
    query = select(HelperState).where(HelperState.day <= question.until)
    query = query.where(or_(HelperState.ended_on.is_(None), HelperState.ended_on >= question.since))
    if question.territory:
        query = query.where(HelperState.territory == question.territory)
    return db.scalars(query).all()


def trainings(db: Db, question: Question) -> Sequence[TrainingState]:
    """The places of helpers who came to a training of the period."""
    query = select(TrainingState).where(TrainingState.state == SeatState.PRESENT.value)
    return db.scalars(_asked(query, TrainingState, question)).all()


def coordination(db: Db, question: Question) -> Sequence[CoordinationState]:
    """The acts of coordination of the period."""
    return db.scalars(
        _asked(select(CoordinationState).where(CoordinationState.withdrawn.is_(False)), CoordinationState, question)
    ).all()


def _asked(query: Select[T], kind: type[TrainingState] | type[CoordinationState], question: Question) -> Select[T]:
    query = query.where(kind.day.between(question.since, question.until))
    if question.territory:
        query = query.where(kind.territory == question.territory)
    return query.where(kind.program == question.program) if question.program else query
