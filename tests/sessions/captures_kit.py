"""Entries as a device writes them, and what became of them."""

import datetime as dt
import uuid
from typing import Any

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.sessions import use_cases
from services.sessions.model import AnonymousCount, Seat, WorkshopSession
from tests.sessions.factories import (
    AFTER,
    HOUR_BEFORE,
    NINE,
)

HELPER = "helper-account"
PHONE, TABLET = uuid.uuid4(), uuid.uuid4()
SENT = NINE + dt.timedelta(days=1)


def entry(kind: str, at: dt.datetime = AFTER, **said: Any) -> dict[str, Any]:
    """An entry as the device writes it, from a clock that is right."""
    return {
        "key": uuid.uuid4(),
        "kind": kind,
        "at": at.isoformat(),
        "skew_seconds": 0,
        "contact_at": HOUR_BEFORE.isoformat(),
    } | said


def marked(seat: Seat, status: str, at: dt.datetime = AFTER, seen: int = 1) -> dict[str, Any]:
    return entry("attendance", at, session_id=str(seat.session_id), seat_id=str(seat.id), status=status, seen_revision=seen)


def send(
    context: ServiceContext, *entries: dict[str, Any], device: uuid.UUID = PHONE, account: str = HELPER, at: dt.datetime = SENT
) -> list[use_cases.Outcome]:
    with clock.at(at):
        return use_cases.take(context, account=account, owner=account, device=device, sent_at=at, entries=entries)


def said(outcomes: list[use_cases.Outcome]) -> list[tuple[str, str]]:
    return [(outcome.capture.state, outcome.capture.reason) for outcome in outcomes]


def seat_of(context: ServiceContext, seat: Seat) -> Seat:
    with context.database.reading() as db:
        return db.get_one(Seat, seat.id)


def heads(context: ServiceContext, session: WorkshopSession) -> int:
    with context.database.reading() as db:
        counted = db.get(AnonymousCount, session.id)
    return counted.total if counted else 0
