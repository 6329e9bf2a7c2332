"""Entries that a device recorded without a network, each in a transaction of its own, each once, none lost."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy.exc import IntegrityError

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, Problem, Unavailable
from lakou.kernel.web.call import load
from services.sessions.model import Capture
from services.sessions.model.capture_rules import NotYourNotebook, WrongClock
from services.sessions.model.captures import APPLIED
from services.sessions.model.device_clock import in_utc, real_moment
from services.sessions.schemas.captures import BY_KIND
from services.sessions.storage import captures
from services.sessions.use_cases.applying import APPLY
from services.sessions.use_cases.together import along

UNREADABLE = "unreadable"
LARGEST = 4000


@dataclasses.dataclass(frozen=True)
class Sender:
    """Who sends from which device, and how far its clock is behind ours."""

    account: str
    device: uuid.UUID
    skew: dt.timedelta


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What became of an entry; `again`: it had come before."""

    capture: Capture
    again: bool


def take(
    context: ServiceContext, *, account: str, owner: str, device: uuid.UUID, sent_at: dt.datetime, entries: Sequence[dict[str, Any]]
) -> list[Outcome]:
    """Apply what can be applied, keep the rest for people. Raises NotYourNotebook when `owner` is not who sends."""
    if owner != account:
        raise NotYourNotebook
    sender = Sender(account, device, clock.now() - sent_at)
    return [_take_one(context, sender, given) for given in entries]


def _take_one(context: ServiceContext, sender: Sender, given: dict[str, Any]) -> Outcome:
    if known := _known(context, sender, given["key"]):
        return known
    capture = Capture(
        id=given["key"], device=sender.device, by=sender.account, kind="", said={}, state=APPLIED, received_at=clock.now()
    )
    capture.device_at = capture.captured_at = capture.received_at
    try:
        _apply_or_keep(context, sender, capture, given)
    except IntegrityError:
        if known := _known(context, sender, given["key"]):  # the same entry, sent twice at the same time
            return known
        raise
    return Outcome(capture, again=False)


def _apply_or_keep(context: ServiceContext, sender: Sender, capture: Capture, given: dict[str, Any]) -> None:
    try:
        with along(context.database, lambda db: _write(db, capture)):
            _apply(context, sender, capture, given)
    except Unavailable:
        raise
    except Problem as problem:
        _keep(context, capture, problem)


def _write(db: Db, capture: Capture) -> None:
    if capture.state == APPLIED:
        capture.forget_name()
    db.add(capture)


def _apply(context: ServiceContext, sender: Sender, capture: Capture, given: dict[str, Any]) -> None:
    entry = _read(capture, given)
    capture.device_at = in_utc(entry["at"]) or capture.received_at
    moment = real_moment(
        entry["at"],
        skew_then=_seconds(entry["skew_seconds"]),
        contact_at=entry["contact_at"],
        skew_now=sender.skew,
        now=capture.received_at,
    )
    if moment is None:
        raise WrongClock
    capture.captured_at = moment
    APPLY[capture.kind](context, capture, entry)


def _read(capture: Capture, given: dict[str, Any]) -> dict[str, Any]:
    """The entry, checked. What was sent stays with the capture, as it is."""
    kind = given.get("kind")
    capture.kind, capture.said = "unknown", _kept(given)
    if not isinstance(kind, str) or kind not in BY_KIND:
        raise InvalidInput({"kind": "Cette sorte d’entrée n’existe pas ici."})
    capture.kind = kind
    entry = load(BY_KIND[kind], given | {"key": str(given["key"])})
    capture.session_id, capture.seat_id = entry.get("session_id"), entry.get("seat_id")
    return entry


def _kept(given: dict[str, Any]) -> dict[str, Any]:
    """As JSON keeps it, and never large: what is larger is no entry of ours."""
    written = orjson.dumps({name: value for name, value in given.items() if name not in ("key", "kind")}, default=str)
    kept: dict[str, Any] = (
        orjson.loads(written) if len(written) <= LARGEST and b"\\u0000" not in written else {"bytes": len(written)}
    )
    return kept


def _keep(context: ServiceContext, capture: Capture, problem: Problem) -> None:
    """What could not be applied is kept for people, with the reason."""
    errors = problem.errors if isinstance(problem, InvalidInput) else {}
    capture.counted, capture.heads_revision, capture.subject = False, None, None
    reason = UNREADABLE if isinstance(problem, InvalidInput) else problem.slug
    capture.keep_for_people(reason, next(iter(errors.values()), problem.sentence))
    with context.database.transaction() as db:
        db.add(capture)


def _known(context: ServiceContext, sender: Sender, key: uuid.UUID) -> Outcome | None:
    with context.database.reading() as db:
        found = captures.known(db, key)
    if found is None:
        return None
    if found.by != sender.account:
        raise NotYourNotebook
    return Outcome(found, again=True)


def _seconds(number: float | None) -> dt.timedelta | None:
    return None if number is None else dt.timedelta(seconds=number)
