"""What the indicators of outcome are computed from: assessments, referrals, requests and first sessions."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from lakou.contracts.vocabulary import AssessmentStage, EnrollmentStage, ReferralDirection
from lakou.kernel.db import Db
from services.reporting.model import AssessmentState, Contact, EnrollmentState, EnrollmentStep, ReferralStanding
from services.reporting.model.questions import Question

Key = tuple[str, str, str]
"""A node, a pseudonym and a program."""


def assessed_at_exit(db: Db, question: Question) -> Sequence[AssessmentState]:
    """The exits of a period, of people who do not object to statistics."""
    wanted: list[ColumnElement[bool]] = [
        AssessmentState.stage == AssessmentStage.EXIT.value,
        AssessmentState.day.between(question.since, question.until),
        AssessmentState.withdrawn.is_(False),
        AssessmentState.pid.is_not(None),
    ]
    if question.territory:
        wanted.append(AssessmentState.territory == question.territory)
    if question.program:
        wanted.append(AssessmentState.program == question.program)
    return db.scalars(select(AssessmentState).where(*wanted).order_by(AssessmentState.day, AssessmentState.assessment)).all()


def assessed(db: Db, stages: Sequence[AssessmentStage], until: dt.date) -> dict[tuple[str, Key], AssessmentState]:
    """The assessments of some stages up to a day, by stage and by who in which program; the last of two wins."""
    query = select(AssessmentState).where(
        AssessmentState.stage.in_([stage.value for stage in stages]),
        AssessmentState.day <= until,
        AssessmentState.withdrawn.is_(False),
        AssessmentState.pid.is_not(None),
    )
    found = db.scalars(query.order_by(AssessmentState.day, AssessmentState.assessment))
    return {(row.stage, (row.node, row.pid or "", row.program)): row for row in found}


def sent(db: Db, question: Question) -> Sequence[ReferralStanding]:
    """The referrals of a period."""
    wanted: list[ColumnElement[bool]] = [
        ReferralStanding.day.between(question.since, question.until),
        ReferralStanding.withdrawn.is_(False),
    ]
    if question.territory:
        wanted.append(ReferralStanding.territory == question.territory)
    return db.scalars(select(ReferralStanding).where(*wanted).order_by(ReferralStanding.day, ReferralStanding.referral)).all()


def first_sessions(db: Db, question: Question) -> list[Any]:
    """Who came to a program for the first time in a period: an EnrollmentState's columns, then `first` (a day)."""
    state = EnrollmentState.__table__.c
    met = and_(Contact.node == state.node, Contact.pid == state.pid, Contact.program == state.program, Contact.counted.is_(True))
    query = select(*state, func.min(Contact.day).label("first")).join(Contact, met).where(state.pid.is_not(None))
    if question.territory:
        query = query.where(state.territory == question.territory)
    if question.program:
        query = query.where(state.program == question.program)
    first = func.min(Contact.day)
    return list(db.execute(query.group_by(*state).having(first.between(question.since, question.until))))


def applied(db: Db, until: dt.date) -> dict[tuple[str, str], dt.date]:
    """The day of each request, by node and enrollment."""
    query = select(EnrollmentStep.node, EnrollmentStep.enrollment, func.min(EnrollmentStep.day)).where(
        EnrollmentStep.stage == EnrollmentStage.APPLIED.value, EnrollmentStep.day <= until
    )
    rows = db.execute(query.group_by(EnrollmentStep.node, EnrollmentStep.enrollment))
    return {(node, enrollment): day for node, enrollment, day in rows}


def received(db: Db, until: dt.date) -> dict[tuple[str, str], list[dt.date]]:
    """The days on which each person was sent to us, by node and pseudonym."""
    query = select(ReferralStanding.node, ReferralStanding.pid, ReferralStanding.day).where(
        ReferralStanding.pid.is_not(None),
        ReferralStanding.day <= until,
        ReferralStanding.withdrawn.is_(False),
        ReferralStanding.direction == ReferralDirection.IN.value,
    )
    found: dict[tuple[str, str], list[dt.date]] = {}
    for node, pid, day in db.execute(query.order_by(ReferralStanding.day)):
        found.setdefault((node, str(pid)), []).append(day)
    return found
