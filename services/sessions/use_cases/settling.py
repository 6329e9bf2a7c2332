"""What somebody decides of an entry that could not be applied by itself."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from lakou.contracts.vocabulary import AttendanceStatus
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotAllowed, NotFound
from lakou.kernel.web.call import load
from services.sessions.model import Capture, WorkshopSession
from services.sessions.model.capture_rules import AlreadySettled, CannotSettleSo, WrongClock
from services.sessions.model.captures import APPLIED, DROPPED, TO_CHECK
from services.sessions.schemas.captures import BY_KIND
from services.sessions.storage import seats
from services.sessions.use_cases import applying
from services.sessions.use_cases.more_heads import count_more, move_heads
from services.sessions.use_cases.together import along

COORDINATOR = "coordinator"


def settle_capture(
    context: ServiceContext,
    capture_id: uuid.UUID,
    action: str,
    *,
    by: str,
    role: str,
    beneficiary_id: uuid.UUID | None = None,
    session_id: uuid.UUID | None = None,
) -> Capture:
    """Settle one of one's own entries, or anybody's for a coordinator; the decision and its effect are one transaction.

    Raises NotFound, NotAllowed, AlreadySettled, CannotSettleSo, and what the use case behind it raises.
    """
    with context.database.reading() as db:
        capture = db.get(Capture, capture_id)
    if capture is None:
        raise NotFound
    if capture.by != by and role != COORDINATOR:
        raise NotAllowed
    if capture.state != TO_CHECK:
        raise AlreadySettled
    decide = _decision(action, beneficiary_id, session_id)
    state = DROPPED if action == "drop" else APPLIED
    counted = capture.counted and action in ("match", "drop")
    with along(context.database, lambda db: _close(db, capture, state, by, uncount=counted)):
        decide(context, capture)
    return capture


def _close(db: Db, decided: Capture, state: str, by: str, *, uncount: bool) -> None:
    row = db.get(Capture, decided.id, with_for_update=True)
    if row is None or row.state != TO_CHECK:
        raise AlreadySettled
    row.counted = decided.counted and not uncount
    if uncount and row.session_id is not None:
        move_heads(db, row.session_id, -row.number)
    row.settle(state, by, clock.now())
    decided.settle(state, by, clock.now())


Decision = Callable[[ServiceContext, Capture], None]


def _decision(action: str, beneficiary_id: uuid.UUID | None, session_id: uuid.UUID | None) -> Decision:
    if action == "match" and beneficiary_id is not None:
        return lambda context, capture: _match(context, capture, beneficiary_id)
    if action == "elsewhere" and session_id is not None:
        return lambda context, capture: _elsewhere(context, capture, session_id)
    chosen = {"keep": _keep, "nameless": _nameless, "drop": _nothing}.get(action)
    if chosen is None:
        raise CannotSettleSo
    return chosen


def _match(context: ServiceContext, capture: Capture, beneficiary_id: uuid.UUID) -> None:
    """The typed name is this person."""
    if capture.kind == "walk_in":
        applying.present(context, capture, _session_of(capture), beneficiary_id)
    elif capture.kind == "support":
        applying.help_given(context, capture, _entry(capture), beneficiary_id)
    else:
        raise CannotSettleSo


def _nameless(context: ServiceContext, capture: Capture) -> None:
    """She stays without a name."""
    if capture.kind == "support":
        applying.help_given(context, capture, _entry(capture), None)
    elif capture.kind == "walk_in" and capture.counted:
        _nothing(context, capture)
    elif capture.kind == "walk_in":
        _count(context, capture, _session_of(capture))
    else:
        raise CannotSettleSo


def _keep(context: ServiceContext, capture: Capture) -> None:
    """It is right: apply it all the same, at the moment of its session when its own is not known or not possible."""
    entry, session = _entry(capture), _session_of(capture)
    if capture.kind == "attendance":
        at = _possible(context, session, capture)
        applying.mark(context, entry["seat_id"], entry["status"], capture, at=at)
    elif capture.kind == "anonymous" or (capture.kind == "walk_in" and entry["beneficiary_id"] is None):
        _count(context, capture, session)
    elif capture.kind == "walk_in":
        applying.present(context, capture, session, entry["beneficiary_id"], at=_possible(context, session, capture))


def _elsewhere(context: ServiceContext, capture: Capture, session_id: uuid.UUID) -> None:
    """It happened in another session: she was present there, or the heads are counted there."""
    entry = _entry(capture)
    at = _possible(context, session_id, capture)
    if capture.counted:
        raise CannotSettleSo
    if capture.kind == "attendance" and entry["status"] is AttendanceStatus.PRESENT:
        applying.present(context, capture, session_id, _person_of(context, entry["seat_id"]), at=at)
    elif capture.kind == "walk_in" and entry["beneficiary_id"] is not None:
        applying.present(context, capture, session_id, entry["beneficiary_id"], at=at)
    elif capture.kind in ("walk_in", "anonymous"):
        count_more(context, session_id, capture.number, moment=at)
    else:
        raise CannotSettleSo


def _nothing(context: ServiceContext, _capture: Capture) -> None:
    with context.database.transaction():
        return


def _count(context: ServiceContext, capture: Capture, session_id: uuid.UUID) -> None:
    count_more(context, session_id, capture.number, moment=_possible(context, session_id, capture))


def _entry(capture: Capture) -> dict[str, Any]:
    """The entry as it was written. Raises CannotSettleSo for one that nobody can read."""
    if capture.kind not in BY_KIND or "bytes" in capture.said:
        raise CannotSettleSo
    try:
        return load(BY_KIND[capture.kind], {"key": str(capture.id), "kind": capture.kind} | capture.said)
    except InvalidInput as error:
        raise CannotSettleSo from error


def _session_of(capture: Capture) -> uuid.UUID:
    if capture.session_id is None:
        raise CannotSettleSo
    return capture.session_id


def _possible(context: ServiceContext, session_id: uuid.UUID, capture: Capture) -> dt.datetime:
    """When it was seen, brought to where attendance of the session is open. Raises NotFound."""
    with context.database.reading() as db:
        session = db.get(WorkshopSession, session_id)
    if session is None:
        raise NotFound("Cette séance n’existe pas. Choisissez-en une autre.")
    return session.starts_at if capture.reason == WrongClock.slug else max(capture.captured_at, session.opens_at)


def _person_of(context: ServiceContext, seat_id: uuid.UUID) -> uuid.UUID:
    with context.database.reading() as db:
        return seats.place_of(db, seat_id)[1]
