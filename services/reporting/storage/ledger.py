"""The log of facts and the state of the things they are about."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pyroaring import BitMap
from sqlalchemy import and_, func, select

from lakou.kernel.db import Db
from lakou.kernel.writing import having
from services.reporting.model import (
    Act,
    AssessmentState,
    Contact,
    DirtyDay,
    EnrollmentState,
    EnrollmentStep,
    FactLog,
    Heads,
    Person,
    ProgramState,
    ReferralStanding,
)

_MARKED = "reporting.marked"


def mark_dirty(db: Db, days: Iterable[dt.date]) -> None:
    """Have these days folded again; each is marked once a transaction."""
    marked: set[dt.date] = db.info.setdefault(_MARKED, set())
    if new := set(days) - marked:
        db.add_all(DirtyDay(day=day) for day in sorted(new))
        marked |= new


def log(db: Db, row: FactLog) -> bool:
    """Add a fact to the log; False when its place is taken already."""
    if db.get(FactLog, (row.node, row.epoch, row.seq)) is not None:
        return False
    db.add(row)
    return True


def person(db: Db, node: str, pid: str) -> Person | None:
    """The person of a pseudonym."""
    return next(iter(having(db, Person.pid, pid, Person.node == node)), None)


def persons_among(db: Db, node: str, pids: Iterable[str]) -> list[str]:
    """Which of these pseudonyms are a person's already."""
    return list(db.scalars(select(Person.pid).where(Person.node == node, Person.pid.in_(list(pids)))))


def days_of(db: Db, node: str, pid: str) -> set[dt.date]:
    """The days on which a person had a contact."""
    return set(db.scalars(select(Contact.day).where(Contact.node == node, Contact.pid == pid).distinct()))


def first_day(db: Db, node: str, pid: str) -> dt.date | None:
    """The day of a person's first counted contact."""
    query = select(func.min(Contact.day)).where(Contact.node == node, Contact.pid == pid, Contact.counted.is_(True))
    return db.execute(query).scalar_one()


def newcomers(db: Db, since: dt.date, until: dt.date) -> BitMap:
    """The persons whose first contact ever was in these days, both included."""
    return BitMap(db.scalars(select(Person.number).where(Person.first_day.between(since, until))))


def contacts_of(db: Db, day: dt.date, at_once: int) -> Iterator[list[tuple[Contact, int | None]]]:
    """The contacts of a day, each with the number of its person, so many at a time."""
    known = and_(Person.node == Contact.node, Person.pid == Contact.pid)
    query = select(Contact, Person.number).outerjoin(Person, known).where(Contact.day == day)
    for some in db.execute(query.execution_options(yield_per=at_once)).partitions():
        yield [(row[0], row[1]) for row in some]


def acts_of(db: Db, day: dt.date) -> Sequence[Act]:
    """The sessions of a day."""
    return db.scalars(select(Act).where(Act.day == day)).all()


def heads_of(db: Db, day: dt.date) -> Sequence[Heads]:
    """The heads without a name of a day."""
    return db.scalars(select(Heads).where(Heads.day == day)).all()


def days(db: Db) -> set[dt.date]:
    """Every day on which something is known."""
    return {day for kind in (Contact, Act, Heads) for day in db.scalars(select(kind.day).distinct())}


def bounds(db: Db) -> tuple[dt.date, dt.date] | None:
    """The first and the last day that the ledger speaks of; None when it is empty."""
    found: list[dt.date] = []
    for column in (Contact.day, Act.day, Heads.day, EnrollmentStep.day, AssessmentState.day, ReferralStanding.day):
        first, last = db.execute(select(func.min(column), func.max(column))).one()
        found += [day for day in (first, last) if day is not None]
    return (min(found), max(found)) if found else None


def program_codes(db: Db) -> set[str]:
    """The code of every program that a fact ever named."""
    kinds = (ProgramState, Contact, Act, EnrollmentState, AssessmentState)
    return {code for kind in kinds for code in db.scalars(select(kind.program).distinct()) if code}


def programs(db: Db) -> Sequence[ProgramState]:
    """The programs of every node."""
    return db.scalars(select(ProgramState).order_by(ProgramState.program, ProgramState.node)).all()


def steps_until(db: Db, until: dt.date, territory: str | None, program: str | None) -> list[Any]:
    """Every enrollment where it stood at the end of a day: its row of EnrollmentState, then `stage`, `day` and `reason`."""
    state = EnrollmentState.__table__.c
    query = (
        select(*state, EnrollmentStep.stage, EnrollmentStep.day, EnrollmentStep.reason)
        .join(EnrollmentStep, and_(EnrollmentStep.node == state.node, EnrollmentStep.enrollment == state.enrollment))
        .where(EnrollmentStep.day <= until)
        .order_by(EnrollmentStep.epoch, EnrollmentStep.version)
    )
    if territory:
        query = query.where(state.territory == territory)
    if program:
        query = query.where(state.program == program)
    return list({(row.node, row.enrollment): row for row in db.execute(query)}.values())
