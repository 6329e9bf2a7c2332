"""What somebody of the team should look at: found by a query for each reason, the longest first."""

import datetime as dt
import uuid
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, select

from lakou.contracts.vocabulary import AssessmentStage, EnrollmentStage, SeatState
from lakou.kernel.db import Db
from services.enrollment.model import Assessment, Enrollment, KnownSession, KnownSupport, Participation

IN_A_ROW = 3
MOST = 200
_RUNNING = (EnrollmentStage.ENROLLED.value, EnrollmentStage.ACTIVE.value)
_MISSED = (SeatState.EXCUSE.value, SeatState.ABSENT.value)


class Found(NamedTuple):
    """A person in a program, and since which day; None when there is no day."""

    beneficiary_id: uuid.UUID
    program_id: uuid.UUID
    since: dt.date | None


def absences(db: Db, program_id: uuid.UUID | None) -> list[Found]:
    """Who is in a program and missed the last three sessions that were marked, with an excuse or not."""
    rank = func.row_number().over(partition_by=Participation.beneficiary_id, order_by=KnownSession.starts_at.desc())
    marked = (
        select(Participation.beneficiary_id, Participation.state, rank.label("rank"))
        .join(KnownSession, KnownSession.session_id == Participation.session_id)
        .where(Participation.state.in_([SeatState.PRESENT.value, *_MISSED]))
        .where(Participation.beneficiary_id.in_(select(Enrollment.beneficiary_id).where(_running(program_id))))
        .subquery()
    )
    missed = func.sum(case((marked.c.state.in_(_MISSED), 1), else_=0))
    gone = (
        select(marked.c.beneficiary_id)
        .where(marked.c.rank <= IN_A_ROW)
        .group_by(marked.c.beneficiary_id)
        .having(missed == IN_A_ROW)
    )
    asked = select(Enrollment.beneficiary_id, Enrollment.program_id).where(
        _running(program_id), Enrollment.beneficiary_id.in_(gone)
    )
    rows: Any = db.execute(asked.order_by(Enrollment.stage_on, Enrollment.id).limit(MOST))
    return [Found(row.beneficiary_id, row.program_id, None) for row in rows]


def silent(db: Db, program_id: uuid.UUID | None, before: dt.date) -> list[Found]:
    """Who is in a program and was neither present in a session nor helped alone since a day."""
    limit = dt.datetime.combine(before, dt.time(), dt.UTC)
    came = exists().where(
        Participation.beneficiary_id == Enrollment.beneficiary_id,
        Participation.state == SeatState.PRESENT.value,
        KnownSession.session_id == Participation.session_id,
        KnownSession.starts_at >= limit,
    )
    helped = exists().where(
        KnownSupport.beneficiary_id == Enrollment.beneficiary_id, KnownSupport.withdrawn.is_(False), KnownSupport.day >= before
    )
    return _enrolled(db, and_(_running(program_id), Enrollment.stage_on < before, ~came, ~helped))


def not_assessed(db: Db, program_id: uuid.UUID | None) -> list[Found]:
    """Who is in a program without an assessment at entry."""
    return _enrolled(db, and_(_running(program_id), ~_assessed(AssessmentStage.ENTRY)))


def left_unassessed(db: Db, program_id: uuid.UUID | None, since: dt.date) -> list[Found]:
    """Who completed a program since a day without an assessment at exit."""
    completed = and_(Enrollment.stage == EnrollmentStage.COMPLETED.value, Enrollment.stage_on >= since, _person(program_id))
    return _enrolled(db, and_(completed, ~_assessed(AssessmentStage.EXIT)))


def to_follow(db: Db, program_id: uuid.UUID | None, stage: AssessmentStage, since: dt.date, until: dt.date) -> list[Found]:
    """Who was assessed at exit between two days, and was not asked since."""
    later = Assessment.__table__.alias("later").c
    asked_since = exists().where(
        later.beneficiary_id == Assessment.beneficiary_id,
        later.program_id == Assessment.program_id,
        later.stage == stage.value,
        later.withdrawn.is_(False),
    )
    wanted: list[ColumnElement[bool]] = [
        Assessment.stage == AssessmentStage.EXIT.value,
        Assessment.withdrawn.is_(False),
        Assessment.program_id.is_not(None),
        Assessment.on.between(since, until),
        ~asked_since,
    ]
    if program_id:
        wanted.append(Assessment.program_id == program_id)
    asked = select(Assessment.beneficiary_id, Assessment.program_id, Assessment.on).where(*wanted)
    rows: Any = db.execute(asked.order_by(Assessment.on, Assessment.id).limit(MOST))
    return [Found(*row) for row in rows]


def _person(program_id: uuid.UUID | None) -> ColumnElement[bool]:
    mine = Enrollment.beneficiary_id.is_not(None)
    return and_(mine, Enrollment.program_id == program_id) if program_id else mine


def _running(program_id: uuid.UUID | None) -> ColumnElement[bool]:
    return and_(Enrollment.stage.in_(_RUNNING), _person(program_id))


def _assessed(stage: AssessmentStage) -> ColumnElement[bool]:
    return exists().where(
        Assessment.beneficiary_id == Enrollment.beneficiary_id,
        Assessment.program_id == Enrollment.program_id,
        Assessment.stage == stage.value,
        Assessment.withdrawn.is_(False),
    )


def _enrolled(db: Db, wanted: ColumnElement[bool]) -> list[Found]:
    asked: Any = select(Enrollment.beneficiary_id, Enrollment.program_id, Enrollment.stage_on).where(wanted)
    return [Found(*row) for row in db.execute(asked.order_by(Enrollment.stage_on, Enrollment.id).limit(MOST))]
