"""One step of an enrollment in a transaction: the stage, its line of history, its event, and who is told that she is done."""

import datetime as dt

from sqlalchemy.exc import IntegrityError

from lakou.contracts.vocabulary import EnrollmentStage as Stage
from lakou.contracts.vocabulary import LeavingReason
from lakou.kernel import clock, outbox
from lakou.kernel.db import Db
from services.enrollment.model import Enrollment, StageChange
from services.enrollment.model.rules import AlreadyEnrolled
from services.enrollment.use_cases.referral_endings import settle_done

BY_ITSELF = "Lakou"  # who notes a move that follows from something else


def advance(
    db: Db, enrollment: Enrollment, to: Stage, on: dt.date, reason: str | None, by: str, why: LeavingReason | None = None
) -> None:
    """Move, with the history and the event. Raises TransitionNotAllowed."""
    before = Stage(enrollment.stage)
    enrollment.move(to, on, why)
    note(db, enrollment, reason, by)
    if Stage.COMPLETED in (before, to) and enrollment.beneficiary_id is not None:
        settle_done(db, enrollment.beneficiary_id)


def flush(db: Db) -> None:
    """Write; who is in the program already is found by the database at the latest."""
    try:
        db.flush()
    except IntegrityError as error:
        raise AlreadyEnrolled from error


def note(db: Db, enrollment: Enrollment, reason: str | None, by: str) -> None:
    """A line of history, and the event."""
    line = StageChange(enrollment_id=enrollment.id, stage=enrollment.stage, on=enrollment.stage_on, reason=reason)
    line.noted_by, line.noted_at = by, clock.now()
    db.add(line)
    outbox.record(db, enrollment.reached())
