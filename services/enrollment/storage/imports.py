"""Imports and their lines."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ColumnElement, case, delete, exists, func, or_, select, update

from lakou.kernel.db import Db
from services.enrollment.model import (
    Assessment,
    Beneficiary,
    Consent,
    Distinct,
    Enrollment,
    Import,
    ImportLine,
    ImportState,
    KnownSupport,
    NameKey,
    Note,
    OtherPhone,
    Outcome,
    Participation,
    Referral,
    RetentionNotice,
    SearchWord,
    Situation,
)

_ORDER = case(
    (ImportLine.left_out, 5),
    (ImportLine.outcome == Outcome.TO_CHECK.value, 1),
    (ImportLine.outcome == Outcome.REFUSED.value, 2),
    (ImportLine.warnings > 0, 3),
    (ImportLine.outcome == Outcome.KNOWN.value, 4),
    else_=6,
)


def interrupted(db: Db, digest: str) -> Import | None:
    """An import of the same file that was begun and has not ended."""
    return db.scalar(select(Import).where(Import.digest == digest, Import.state == ImportState.RUNNING.value))


def past(db: Db, limit: int = 50) -> list[Import]:
    """The latest imports, those never begun left out."""
    begun = Import.state != ImportState.UPLOADED.value
    return list(db.scalars(select(Import).where(begun).order_by(Import.created_at.desc()).limit(limit)))


def forget_abandoned(db: Db, before: dt.datetime) -> None:
    """Drop the files that were sent and never imported."""
    db.execute(delete(Import).where(Import.state == ImportState.UPLOADED.value, Import.created_at < before))


def counts(db: Db, import_id: uuid.UUID) -> dict[str, int]:
    """How many lines of each outcome; every outcome is there."""
    asked = select(ImportLine.outcome, func.count()).where(ImportLine.import_id == import_id).group_by(ImportLine.outcome)
    found = {outcome: number for outcome, number in db.execute(asked)}
    return {outcome.value: found.get(outcome.value, 0) for outcome in Outcome}


def warnings(db: Db, import_id: uuid.UUID) -> int:
    """How many people were taken with something left out or guessed."""
    warned = (ImportLine.import_id == import_id) & (ImportLine.outcome == Outcome.CREATED.value) & (ImportLine.warnings > 0)
    return db.scalar(select(func.count()).select_from(ImportLine).where(warned)) or 0


def lines(db: Db, import_id: uuid.UUID) -> list[ImportLine]:
    """All lines in the order of the file."""
    return list(db.scalars(select(ImportLine).where(ImportLine.import_id == import_id).order_by(ImportLine.line)))


def lines_to_look_at(db: Db, import_id: uuid.UUID, *, skip: int, limit: int) -> list[ImportLine]:
    """A page of lines, those that ask for a decision first."""
    mine = select(ImportLine).where(ImportLine.import_id == import_id)
    return list(db.scalars(mine.order_by(_ORDER, ImportLine.line).offset(skip).limit(limit)))


def refused(db: Db, import_id: uuid.UUID) -> list[ImportLine]:
    """The refused lines, those that somebody left out excepted."""
    wanted = (ImportLine.import_id == import_id) & (ImportLine.outcome == Outcome.REFUSED.value) & ImportLine.left_out.is_(False)
    return list(db.scalars(select(ImportLine).where(wanted).order_by(ImportLine.line)))


def taken(db: Db, import_id: uuid.UUID, numbers: list[int]) -> set[int]:
    """Which of these lines have been dealt with."""
    asked = select(ImportLine.line).where(ImportLine.import_id == import_id, ImportLine.line.in_(numbers))
    return set(db.scalars(asked))


def line_of(db: Db, import_id: uuid.UUID, beneficiary_id: uuid.UUID) -> int | None:
    """The line that created this person in this import."""
    wanted = (ImportLine.import_id == import_id) & (ImportLine.beneficiary_id == beneficiary_id)
    return db.scalar(select(ImportLine.line).where(wanted, ImportLine.outcome == Outcome.CREATED.value).limit(1))


def _touched() -> ColumnElement[bool]:
    """Somebody changed the file, enrolled, assessed, sent, seated or helped the person since."""
    return or_(
        Beneficiary.revision > 1,
        exists().where(Enrollment.beneficiary_id == Beneficiary.id),
        exists().where(Participation.beneficiary_id == Beneficiary.id),
        exists().where(KnownSupport.beneficiary_id == Beneficiary.id, KnownSupport.withdrawn.is_(False)),
        exists().where(Assessment.beneficiary_id == Beneficiary.id),
        exists().where(Referral.beneficiary_id == Beneficiary.id),
    )


def touched(db: Db, import_id: uuid.UUID) -> int:
    """How many people of this import have been worked with."""
    mine = select(func.count()).select_from(Beneficiary).where(Beneficiary.import_id == import_id, _touched())
    return db.scalar(mine) or 0


def untouched(db: Db, import_id: uuid.UUID, limit: int) -> list[uuid.UUID]:
    """Some of the people of this import that nobody has worked with."""
    mine = select(Beneficiary.id).where(Beneficiary.import_id == import_id, ~_touched()).limit(limit)
    return list(db.scalars(mine))


def remove_people(db: Db, ids: list[uuid.UUID]) -> None:
    """Take whole files away."""
    for table in (NameKey, SearchWord, Consent, Note, RetentionNotice, OtherPhone, Situation):
        db.execute(delete(table).where(table.beneficiary_id.in_(ids)))
    db.execute(delete(Distinct).where(or_(Distinct.one_id.in_(ids), Distinct.other_id.in_(ids))))
    db.execute(delete(Beneficiary).where(Beneficiary.id.in_(ids)))


def blank_lines(db: Db, import_id: uuid.UUID) -> None:
    """Keep the counts of an import that was undone, and nobody's name."""
    blank: dict[str, Any] = {
        "message": "",
        "label": "",
        "cells": None,
        "corrections": None,
        "candidates": [],
        "beneficiary_id": None,
    }
    db.execute(update(ImportLine).where(ImportLine.import_id == import_id).values(**blank))
