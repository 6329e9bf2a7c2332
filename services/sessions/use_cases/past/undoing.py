"""Take an import back while nobody has worked with its acts: they count nowhere any more, here and at the hub."""

import dataclasses
import uuid
from typing import Any

import eventlet
from sqlalchemy import delete, select

from lakou.contracts.vocabulary import SeatState
from lakou.kernel import outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.sessions.model import (
    AnonymousCount,
    AttendanceChange,
    PastImport,
    PastLine,
    PastState,
    Seat,
    Support,
    Workshop,
    WorkshopSession,
)
from services.sessions.model.rules import PastImportNotReady, PastImportTouched
from services.sessions.storage import past as storage
from services.sessions.use_cases.past.receiving import get
from services.sessions.use_cases.past.writing import count_heads

BATCH = 25


def undo(context: ServiceContext, import_id: uuid.UUID) -> int:
    """Remove what this import created, and say how many acts that were. Interrupted, it may be asked again.

    Raises NotFound, PastImportNotReady, or PastImportTouched when somebody worked with one of its acts.
    """
    with context.database.transaction() as db:
        job = get(db, import_id)
        if job.state in (PastState.UPLOADED, PastState.UNDONE):
            raise PastImportNotReady
        touched = storage.touched(db, import_id) if job.state != PastState.UNDOING else 0
        if touched:
            who = "Une activité a" if touched == 1 else f"{touched} activités ont"
            raise PastImportTouched(f"{who} changé depuis : gardez cet import, et corrigez-les une à une.", touched=touched)
        job.state, job.content = PastState.UNDOING.value, None
    removed = 0
    while batch := _remove_some(context, import_id):
        removed += batch
        eventlet.sleep(0)
    with context.database.transaction() as db:
        _leave_others(db, import_id)
        _finish(db, get(db, import_id))
    return removed


def _remove_some(context: ServiceContext, import_id: uuid.UUID) -> int:
    with context.database.transaction() as db:
        storage.hold(db)
        acts = storage.acts_of(db, import_id, BATCH)
        for act in acts:
            if act.support_id is not None:
                _remove_support(db, act.support_id)
            elif act.session_id is not None:
                _remove_session(db, act.session_id)
            db.delete(act)
        return len(acts)


def _remove_support(db: Db, support_id: uuid.UUID) -> None:
    support = db.get(Support, support_id)
    if support is not None:
        support.withdrawn = True
        outbox.record(db, support.given())
        db.delete(support)


def _remove_session(db: Db, session_id: uuid.UUID) -> None:
    """Its seats and heads first, so that whoever listens counts them no more before it learns that the session never was."""
    session = db.get(WorkshopSession, session_id)
    if session is None:
        return
    for seat in db.scalars(select(Seat).where(Seat.session_id == session_id)):
        _remove_seat(db, seat)
    if db.get(AnonymousCount, session_id) is not None:
        count_heads(db, session_id, 0)
        db.execute(delete(AnonymousCount).where(AnonymousCount.session_id == session_id))
    outbox.record(db, dataclasses.replace(session.described(), withdrawn=True))
    db.delete(session)
    db.flush()


def _remove_seat(db: Db, seat: Seat) -> None:
    outbox.record(db, seat.become(SeatState.ANNULE_SERVICE))
    db.execute(delete(AttendanceChange).where(AttendanceChange.seat_id == seat.id))
    db.delete(seat)
    db.flush()


def _leave_others(db: Db, import_id: uuid.UUID) -> None:
    """Take out the people whom this import added to acts of earlier ones."""
    for act in storage.others_acts(db, import_id):
        nobody = storage.heads_of(db, import_id, act.key)
        mine = [line for line in storage.lines_of_act(db, act.key) if line.import_id == import_id]
        session = db.get(WorkshopSession, act.session_id) if act.session_id else None
        if session is None:
            continue
        for line in mine:
            seat = db.get(Seat, line.seat_id) if line.seat_id else None
            if seat is not None:
                _remove_seat(db, seat)
                session.seats_taken -= 1
                session.capacity -= 1
            line.seat_id, line.nameless = None, False
        act.heads -= nobody
        db.flush()
        outbox.record(db, session.described())
        count_heads(db, session.id, act.heads + len(storage.nameless(db, act.key)))


def _finish(db: Db, job: PastImport) -> None:
    """Keep the counts of the import, and nobody's name."""
    blank: dict[str, Any] = {
        "message": "",
        "label": "",
        "cells": None,
        "candidates": [],
        "seat_id": None,
        "support_id": None,
        "nameless": False,
    }
    for row in db.scalars(select(PastLine).where(PastLine.import_id == job.id)):
        for name, value in blank.items():
            setattr(row, name, value)
    workshop, job.workshop_id, job.state = job.workshop_id, None, PastState.UNDONE.value
    db.flush()
    if workshop is not None:
        db.execute(delete(Workshop).where(Workshop.id == workshop))
