"""A node has another key: at every ledger its new pseudonyms take the place of those it used before. No figure moves.

A thing may be known under both names: the node had lost its newer key, spoke under an older one, and found the newer again. Then
what was said last stands.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, bindparam, case, select, update

from lakou.contracts.pseudonyms import PseudonymKind, PseudonymsRenewed
from lakou.kernel import writing
from lakou.kernel.db import Db
from lakou.kernel.streams import Origin, Poison
from services.reporting.model import (
    Act,
    AssessmentState,
    Contact,
    CoordinationState,
    EnrollmentState,
    EnrollmentStep,
    Heads,
    HelperState,
    Merging,
    Person,
    ReferralStanding,
    TrainingState,
)
from services.reporting.storage import ledger, log
from services.reporting.use_cases import detaching

Names = Mapping[str, str]

_COLUMNS: Mapping[PseudonymKind, tuple[Any, ...]] = {
    PseudonymKind.BENEFICIARY: (Person.pid, Merging.pid, Merging.into, *(kind.pid for kind in detaching.STATES)),
    PseudonymKind.SEAT: (Contact.contact,),
    PseudonymKind.SUPPORT: (Contact.contact,),
    PseudonymKind.SESSION: (Act.act, Heads.act, Contact.act, CoordinationState.act, TrainingState.act),
    PseudonymKind.ENROLLMENT: (EnrollmentState.enrollment, EnrollmentStep.enrollment),
    PseudonymKind.ASSESSMENT: (AssessmentState.assessment,),
    PseudonymKind.REFERRAL: (ReferralStanding.referral,),
    PseudonymKind.HELPER: (HelperState.helper, TrainingState.helper),
    PseudonymKind.TRAINING: (TrainingState.training,),
}
_CONTACT, _PID = Contact.__table__.c.contact, Person.__table__.c.pid


def rename(db: Db, fact: PseudonymsRenewed, origin: Origin) -> None:
    """Change the state of the ledger; its log is gone through a little later. Raises Poison for lists that do not fit."""
    node, names = origin.node, dict(zip(fact.old, fact.new, strict=False))
    if not len(fact.old) == len(fact.new) == len(names) == len(set(fact.new)):
        raise Poison("two lists of pseudonyms that do not fit")
    if fact.old == fact.new:  # the log was gone through, and this fact with it
        return
    _make_room(db, node, fact.kind, names)
    writing.read_anew(db)
    for column in _COLUMNS[fact.kind]:
        _rename(db, node, column, names)
    log.swap(db, node, names)


def _make_room(db: Db, node: str, of: PseudonymKind, names: Names) -> None:
    if of is PseudonymKind.BENEFICIARY:
        for pid in ledger.persons_among(db, node, names.values()):
            old = next(old for old, new in names.items() if new == pid)
            detaching.swap_person(db, node, old, pid)
    for column in _COLUMNS[of]:
        if column.property.columns[0].primary_key:
            _keep_the_last(db, node, column, names)


def _keep_the_last(db: Db, node: str, column: Any, names: Names) -> None:
    kind = column.class_
    found = db.scalars(select(kind).where(kind.node == node, column.in_([*names, *names.values()])))
    rows: dict[tuple[str, ...], Any] = {(getattr(row, column.key), *_step_of(row)): row for row in found}
    for (name, *step), row in rows.items():
        other = rows.get((names.get(name, ""), *step))
        if other is not None:
            _forget(db, min(row, other, key=lambda each: (each.epoch, each.version)))


def _step_of(row: Any) -> tuple[str, ...]:
    """An enrollment has many steps, each of its own place."""
    return (str(row.epoch), str(row.version)) if isinstance(row, EnrollmentStep) else ()


def _forget(db: Db, row: Any) -> None:
    db.delete(row)
    db.flush()
    if isinstance(row, Contact | Act | Heads):
        ledger.mark_dirty(db, {row.day})
    person = ledger.person(db, row.node, row.pid) if isinstance(row, Contact) and row.pid else None
    if person is not None:
        person.first_day = ledger.first_day(db, row.node, person.pid)


def _rename(db: Db, node: str, column: Any, names: Names) -> None:
    """By its key one after the other; what has no index on it is gone through once for them all."""
    table: Table = column.class_.__table__
    here = table.c[column.key]
    if not here.primary_key and here is not _PID:
        among = update(table).where(table.c.node == node, here.in_(names)).values({here: case(names, value=here, else_=here)})
        db.connection().execute(among)
        return
    values = {here: bindparam("new")} | ({table.c.act: _act_of(table)} if here is _CONTACT else {})
    one = update(table).where(table.c.node == node, here == bindparam("old")).values(values)
    db.connection().execute(one, [{"old": old, "new": new} for old, new in names.items()])


def _act_of(table: Table) -> Any:
    """A support is an act of its own."""
    return case((table.c.act == bindparam("old"), bindparam("new")), else_=table.c.act)
