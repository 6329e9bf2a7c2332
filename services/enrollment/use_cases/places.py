"""The places of a program: who is validated without one waits, and the first who waits gets the next one that is free.

The row of the program is locked first (storage.locked), so that two helpers cannot give the last place twice.
"""

import datetime as dt

from lakou.contracts.vocabulary import EnrollmentStage as Stage
from lakou.kernel.db import Db
from services.enrollment.model import Enrollment, Program
from services.enrollment.model.rules import ProgramFull
from services.enrollment.storage import programs as storage
from services.enrollment.use_cases.stages import BY_ITSELF, advance


def validate(db: Db, enrollment: Enrollment, to: Stage, on: dt.date, by: str) -> None:
    """Give her a place, or put her on the waiting list when there is none, or when others wait before her.

    Raises TransitionNotAllowed, or ProgramFull when she waits already or had left.
    """
    give(db, storage.locked(db, enrollment.program_id), enrollment, to, on, by)


def give(db: Db, program: Program, enrollment: Enrollment, to: Stage, on: dt.date, by: str) -> None:
    """The same when the program is locked already."""
    if to is Stage.ENROLLED and to in enrollment.allowed and not _has_a_place(db, program, enrollment):
        if enrollment.stage != Stage.APPLIED:
            raise ProgramFull
        to = Stage.WAITLISTED
    advance(db, enrollment, to, on, None, by)


def fill(db: Db, program: Program, on: dt.date) -> None:
    """Those who wait move up, in their order, as long as there is a place."""
    if program.capacity is None:
        return
    for enrollment in storage.waiting(db, program.id, max(0, program.capacity - storage.taken(db, program.id))):
        advance(db, enrollment, Stage.ENROLLED, max(on, enrollment.stage_on), None, BY_ITSELF)


def _has_a_place(db: Db, program: Program, enrollment: Enrollment) -> bool:
    if program.capacity is None:
        return True
    left = program.capacity - storage.taken(db, program.id)
    ahead = storage.waiting(db, program.id, left + 1)
    if enrollment.stage == Stage.WAITLISTED:
        return left > 0  # whoever takes her first from the list knows why
    return left > len(ahead)
