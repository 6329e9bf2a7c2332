"""Everything here that is about a person: counted, taken away, or left without her."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Table, delete, func, or_, select, update

from lakou.kernel import clock
from lakou.kernel.db import Db
from services.enrollment.model import (
    Assessment,
    Base,
    Beneficiary,
    Consent,
    Distinct,
    Enrollment,
    Erasure,
    ImportLine,
    KnownMessage,
    KnownSession,
    KnownSupport,
    Merge,
    NameKey,
    Note,
    OtherPhone,
    Outcome,
    Participation,
    RecordPart,
    RecordRequest,
    Referral,
    RetentionNotice,
    SearchWord,
    Situation,
    StageChange,
)
from services.enrollment.sheets.names import normalise
from services.enrollment.storage import records

TAKEN = (NameKey, SearchWord, Consent, Note, KnownMessage, RetentionNotice, OtherPhone, Situation)
"""What goes with her. Every other table that names a beneficiary keeps its rows, under the new id; see `personal`."""


def held(db: Db, ids: Sequence[uuid.UUID]) -> dict[str, int]:
    """How much is kept of a person, by kind."""
    sat = Participation.beneficiary_id.in_(ids)
    ahead = select(KnownSession.session_id).where(KnownSession.starts_at > clock.now())
    return {
        "seats": _number(db, Participation, sat),
        "upcoming": _number(db, Participation, sat & Participation.session_id.in_(ahead)),
        "supports": _number(db, KnownSupport, KnownSupport.beneficiary_id.in_(ids)),
        "programs": _number(db, Enrollment, Enrollment.beneficiary_id.in_(ids)),
        "assessments": _number(db, Assessment, Assessment.beneficiary_id.in_(ids) & Assessment.withdrawn.is_(False)),
        "referrals": _number(db, Referral, Referral.beneficiary_id.in_(ids)),
        "messages": _number(db, KnownMessage, KnownMessage.beneficiary_id.in_(ids)),
        "consents": _number(db, Consent, Consent.beneficiary_id.in_(ids)),
        "notes": _number(db, Note, Note.beneficiary_id.in_(ids) & (Note.text != "")),
    }


def _number(db: Db, kind: type[Base], which: ColumnElement[bool]) -> int:
    return db.scalar(select(func.count()).select_from(kind).where(which)) or 0


def take_away(db: Db, old: uuid.UUID, new: uuid.UUID) -> None:
    """Delete what is only about her, and hang the rest on the new id, without a word of hers."""
    enrolled = select(Enrollment.id).where(Enrollment.beneficiary_id == old)
    db.execute(update(StageChange).where(StageChange.enrollment_id.in_(enrolled)).values(reason=None))
    records.forget_person(db, old)
    for kind in TAKEN:
        db.execute(delete(kind).where(kind.beneficiary_id == old))
    db.execute(delete(Distinct).where(or_(Distinct.one_id == old, Distinct.other_id == old)))
    db.execute(delete(Merge).where(or_(Merge.absorbed_id == old, Merge.kept_id == old)))
    for table in kept_tables():
        blank = {name: None for name in table.info.get("personal", ())}
        db.execute(update(table).where(table.c.beneficiary_id == old).values(beneficiary_id=new, **blank))
    for column in (Beneficiary.merged_into, Beneficiary.root_id):
        db.execute(update(Beneficiary).where(column == old).values({column: new}))
    db.execute(delete(Beneficiary).where(Beneficiary.id == old))


def kept_tables() -> list[Table]:
    """The tables whose rows stay. One with words about the person names those columns in its `info`, as `personal`."""
    taken = {kind.__table__ for kind in (*TAKEN, ImportLine, RecordRequest, RecordPart)}
    return [table for table in Base.metadata.sorted_tables if "beneficiary_id" in table.c and table not in taken]


def blank_lines(db: Db, ids: Sequence[uuid.UUID], names: set[str]) -> None:
    """The lines of lists that created her, that look like her or bear her name keep their outcome and nothing else."""
    strings = {str(each) for each in ids}
    folded = {normalise(name) for name in names}
    asked = select(ImportLine).where(or_(ImportLine.beneficiary_id.in_(ids), ImportLine.label != "", ImportLine.cells.is_not(None)))
    for line in db.scalars(asked):
        waits = line.outcome == Outcome.TO_CHECK.value
        if line.beneficiary_id not in ids and not strings & set(line.candidates) and normalise(line.label) not in folded:
            continue
        line.label, line.message, line.cells, line.corrections = "", "", None, None
        line.candidates, line.beneficiary_id = [], None
        if waits:
            line.outcome, line.left_out = Outcome.REFUSED.value, True


def latest(db: Db, limit: int) -> list[Erasure]:
    """The latest erasures."""
    return list(db.scalars(select(Erasure).order_by(Erasure.at.desc(), Erasure.id).limit(limit)))
