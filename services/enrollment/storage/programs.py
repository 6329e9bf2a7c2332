"""Programs, who is in them, and how far."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, func, or_, select, tuple_

from lakou.contracts.stages import ENDED
from lakou.contracts.vocabulary import EnrollmentStage, ProgramKind, SeatState, WorkshopSessionState
from lakou.kernel.db import Db
from lakou.kernel.writing import fetch, gather, having
from services.enrollment.model import Beneficiary, Enrollment, KnownSession, Participation, Program, StageChange
from services.enrollment.model.enrollments import HOLDS_A_PLACE
from services.enrollment.storage.search import matching

SEATED = tuple(
    state.value for state in (SeatState.INSCRIT, SeatState.A_RENSEIGNER, SeatState.PRESENT, SeatState.EXCUSE, SeatState.ABSENT)
)
_ENDED = [stage.value for stage in ENDED]


def by_code(db: Db, code: str) -> Program | None:
    """The program of this slug."""
    return db.scalar(select(Program).where(Program.code == code))


def listed(db: Db, *, after: uuid.UUID | None = None, limit: int = 200) -> tuple[list[Program], uuid.UUID | None]:
    """Programs by name."""
    last = db.get(Program, after) if after else None
    asked = select(Program).order_by(Program.name, Program.id).limit(limit + 1)
    if last is not None:
        asked = asked.where(tuple_(Program.name, Program.id) > tuple_(last.name, last.id))
    found = list(db.scalars(asked))
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def by_ids(db: Db, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Program]:
    """Several programs at once."""
    return {each.id: each for each in db.scalars(select(Program).where(Program.id.in_(ids)))}


def open_for_people(db: Db, today: dt.date) -> list[Program]:
    """Programs for beneficiaries that have not ended."""
    running = or_(Program.ends_on.is_(None), Program.ends_on >= today)
    asked = select(Program).where(Program.kind == ProgramKind.BENEFICIARIES.value, running)
    return list(db.scalars(asked.order_by(Program.name, Program.id).limit(200)))


def locked(db: Db, program_id: uuid.UUID) -> Program:
    """The program, its row locked until the transaction ends (SQLite: the writer lock does)."""
    return db.scalars(
        select(Program).where(Program.id == program_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def taken(db: Db, program_id: uuid.UUID) -> int:
    """How many places of a program are held, by those who completed it too."""
    held = Enrollment.stage.in_([stage.value for stage in HOLDS_A_PLACE])
    return db.scalar(select(func.count()).select_from(Enrollment).where(Enrollment.program_id == program_id, held)) or 0


def waiting(db: Db, program_id: uuid.UUID, limit: int) -> list[Enrollment]:
    """Who waits for a place, in the order in which they were put on the list."""
    since = (
        select(func.max(StageChange.id))
        .where(StageChange.enrollment_id == Enrollment.id, StageChange.stage == EnrollmentStage.WAITLISTED.value)
        .scalar_subquery()
    )
    asked = select(Enrollment).where(Enrollment.program_id == program_id, Enrollment.stage == EnrollmentStage.WAITLISTED.value)
    return list(db.scalars(asked.order_by(since, Enrollment.id).limit(limit))) if limit > 0 else []


def open_enrollment(db: Db, who: str, follower: uuid.UUID, program_id: uuid.UUID) -> Enrollment | None:
    """The enrollment in this program that has not ended; `who` is the column that holds `follower`."""
    mine = (getattr(Enrollment, who) == follower) & (Enrollment.program_id == program_id)
    return db.scalar(select(Enrollment).where(mine, Enrollment.stage.not_in(_ENDED)))


def enrollments(
    db: Db,
    *,
    program_id: uuid.UUID | None = None,
    beneficiary_id: uuid.UUID | None = None,
    organization_id: uuid.UUID | None = None,
    helper_id: uuid.UUID | None = None,
    stage: str | None = None,
    after: uuid.UUID | None = None,
    limit: int = 50,
) -> tuple[list[Enrollment], uuid.UUID | None]:
    """Enrollments in a stable order."""
    asked = select(Enrollment).order_by(Enrollment.id).limit(limit + 1)
    if program_id:
        asked = asked.where(Enrollment.program_id == program_id)
    named = {"beneficiary_id": beneficiary_id, "organization_id": organization_id, "helper_id": helper_id}
    for column, value in named.items():
        if value:
            asked = asked.where(getattr(Enrollment, column) == value)
    if stage:
        asked = asked.where(Enrollment.stage == stage)
    if after:
        asked = asked.where(Enrollment.id > after)
    found = list(db.scalars(asked))
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def people(
    db: Db, program_id: uuid.UUID, *, query: str, stage: str, commune: str, after: uuid.UUID | None, limit: int
) -> tuple[list[tuple[Enrollment, Beneficiary]], uuid.UUID | None]:
    """The people of a program by name, and the enrollment to continue after."""
    wanted: list[ColumnElement[bool]] = [Enrollment.program_id == program_id, Beneficiary.root_id.is_(None), *matching(query)]
    if stage:
        wanted.append(Enrollment.stage == stage)
    if commune:
        wanted.append(Beneficiary.commune == commune)
    joined = select(Enrollment, Beneficiary).join(Beneficiary, Beneficiary.id == Enrollment.beneficiary_id)
    last = db.execute(joined.where(Enrollment.id == after)).one_or_none() if after else None
    if last is not None:
        place = (last.Beneficiary.folded, last.Enrollment.id)
        wanted.append(tuple_(Beneficiary.folded, Enrollment.id) > tuple_(*place))
    found = [
        (row.Enrollment, row.Beneficiary)
        for row in db.execute(joined.where(*wanted).order_by(Beneficiary.folded, Enrollment.id).limit(limit + 1))
    ]
    return found[:limit], found[limit - 1][0].id if len(found) > limit else None


def communes(db: Db, program_id: uuid.UUID) -> list[str]:
    """Where the people of a program live, INSEE codes."""
    lived = select(Beneficiary.commune).join(Enrollment, Enrollment.beneficiary_id == Beneficiary.id)
    return list(db.scalars(lived.where(Enrollment.program_id == program_id).distinct()))


def stages(db: Db, program_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    """How many enrollments at each stage, by program; a person whose files were merged counts once."""
    counted = (
        select(Enrollment.program_id, Enrollment.stage, func.count())
        .join(Beneficiary, Beneficiary.id == Enrollment.beneficiary_id)
        .where(Enrollment.program_id.in_(program_ids), Beneficiary.root_id.is_(None))
        .group_by(Enrollment.program_id, Enrollment.stage)
    )
    found: dict[uuid.UUID, dict[str, int]] = {program_id: {} for program_id in program_ids}
    for program_id, stage, number in db.execute(counted):
        found[program_id][stage] = number
    return found


def history(db: Db, enrollment_ids: Sequence[uuid.UUID]) -> list[StageChange]:
    """The stages reached, the first one first."""
    return list(db.scalars(select(StageChange).where(StageChange.enrollment_id.in_(enrollment_ids)).order_by(StageChange.id)))


def session_counts(db: Db, program_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many dated sessions each program has, those called off left out."""
    asked = (
        select(KnownSession.program_id, func.count())
        .where(KnownSession.program_id.in_(program_ids), KnownSession.state != WorkshopSessionState.ANNULEE.value)
        .group_by(KnownSession.program_id)
    )
    return {program_id: number for program_id, number in db.execute(asked) if program_id}


class Seen(NamedTuple):
    """In how many sessions she had a seat, and in how many of them she was present."""

    seats: int = 0
    came: int = 0


def attended(
    db: Db, program_ids: Sequence[uuid.UUID], beneficiary_ids: Sequence[uuid.UUID]
) -> dict[tuple[uuid.UUID, uuid.UUID], Seen]:
    """The seats of each person in the sessions of a program, by (program, person); neither waiting places nor seats given up.

    Two files of one person in one session are one seat.
    """
    shown = func.coalesce(Beneficiary.root_id, Beneficiary.id)
    came = case((Participation.state == SeatState.PRESENT.value, Participation.session_id))
    seats, present = func.count(Participation.session_id.distinct()), func.count(came.distinct())
    asked = (
        select(KnownSession.program_id, shown, seats, present)
        .join(Participation, Participation.session_id == KnownSession.session_id)
        .join(Beneficiary, Beneficiary.id == Participation.beneficiary_id)
        .where(
            KnownSession.program_id.in_(program_ids),
            KnownSession.state != WorkshopSessionState.ANNULEE.value,
            or_(Beneficiary.id.in_(beneficiary_ids), Beneficiary.root_id.in_(beneficiary_ids)),
            Participation.state.in_(SEATED),
        )
        .group_by(KnownSession.program_id, shown)
    )
    return {(program_id, person): Seen(held, present) for program_id, person, held, present in db.execute(asked) if program_id}


def present_and_enrolled(db: Db, session_id: uuid.UUID, program_id: uuid.UUID) -> list[Enrollment]:
    """Enrollments that were validated and whose person was present in this session of the program; to be changed."""
    seats: list[Participation] = having(db, Participation.session_id, session_id)
    here = {seat.beneficiary_id for seat in seats if seat.state == SeatState.PRESENT}
    people = {person.stands_for for person in fetch(db, Beneficiary, here)}
    theirs: list[Enrollment] = gather(db, Enrollment.beneficiary_id, people)
    wanted = [each for each in theirs if each.program_id == program_id and each.stage == EnrollmentStage.ENROLLED]
    return sorted(wanted, key=lambda each: each.id)
