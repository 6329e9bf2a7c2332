"""What each kind of entry does, through the use case that a helper with a network would have used, at the moment it was seen."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import update

from lakou.contracts.vocabulary import AttendanceStatus
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import NotFound
from services.sessions.model import AnonymousCount, Capture, Seat
from services.sessions.model.capture_rules import CountedMeanwhile, MarkedOtherwise, SameName
from services.sessions.model.rules import AlreadySeated
from services.sessions.storage import captures
from services.sessions.use_cases.attendance import record_attendance
from services.sessions.use_cases.more_heads import count_more
from services.sessions.use_cases.seating import hold_seat
from services.sessions.use_cases.supports import give_support

TO_MATCH = "to-match"
TO_MATCH_TEXT = "La personne est comptée sans nom. Rapprochez-la de sa fiche."
SUPPORT_TEXT = "L’aide n’est pas encore comptée. Rapprochez-la d’une fiche, ou gardez-la sans nom."
Entry = Mapping[str, Any]
Apply = Callable[[ServiceContext, Capture, Entry], None]


def attendance(context: ServiceContext, capture: Capture, entry: Entry) -> None:
    """Mark a seat, unless somebody else marked it otherwise since the device had its list. Raises MarkedOtherwise."""
    with context.database.reading() as db:
        mine = captures.last_mark(db, entry["seat_id"], capture.device)

    def check(seat: Seat) -> None:
        if seat.session_id != entry["session_id"]:
            raise NotFound
        changed = seat.revision != entry["seen_revision"] and seat.state != mine
        if seat.marked and changed and seat.state != entry["status"]:
            raise MarkedOtherwise

    capture.subject = entry["seat_id"]
    mark(context, entry["seat_id"], entry["status"], capture, check)


def walk_in(context: ServiceContext, capture: Capture, entry: Entry) -> None:
    """Somebody whose file is known is present; a typed name counts as a head, until somebody finds the file."""
    if entry["beneficiary_id"] is not None:
        present(context, capture, entry["session_id"], entry["beneficiary_id"])
        return
    capture.keep_for_people(TO_MATCH, TO_MATCH_TEXT)

    def check(db: Db, _counted: AnonymousCount) -> None:
        if captures.same_name(db, entry["session_id"], entry["name"]):
            raise SameName

    _count(context, capture, entry["session_id"], 1, check)


def anonymous(context: ServiceContext, capture: Capture, entry: Entry) -> None:
    """Heads are added, unless somebody counted them anew since the device had its list. Raises CountedMeanwhile."""

    def check(db: Db, counted: AnonymousCount) -> None:
        changes = counted.revision - entry["seen_revision"]
        if changes > captures.heads_since(db, entry["session_id"], entry["seen_revision"]):
            raise CountedMeanwhile

    _count(context, capture, entry["session_id"], entry["count"], check)


def support(context: ServiceContext, capture: Capture, entry: Entry) -> None:
    """A help on the day it was given; with a typed name it waits for its file."""
    if entry["name"] and entry["beneficiary_id"] is None:
        capture.keep_for_people(TO_MATCH, SUPPORT_TEXT)
        with context.database.transaction():
            return
    help_given(context, capture, entry, entry["beneficiary_id"])


APPLY: dict[str, Apply] = {"attendance": attendance, "walk_in": walk_in, "anonymous": anonymous, "support": support}


def mark(
    context: ServiceContext,
    seat_id: uuid.UUID,
    status: AttendanceStatus,
    capture: Capture,
    check: Callable[[Seat], None] | None = None,
    *,
    at: dt.datetime | None = None,
) -> None:
    """A seat as it was seen."""
    record_attendance(context, seat_id, status, recorded_at=at or capture.captured_at, by=capture.by, check=check)


def present(
    context: ServiceContext, capture: Capture, session_id: uuid.UUID, beneficiary_id: uuid.UUID, *, at: dt.datetime | None = None
) -> None:
    """She came: on the seat that she has, or beside the capacity."""
    moment = at or capture.captured_at
    try:
        place = hold_seat(context, session_id, beneficiary_id, walk_in=True, recorded_at=moment, by=capture.by)
        led_to(context, capture, place.seat.id)
    except AlreadySeated as seated:
        seat_id = uuid.UUID(seated.facts["seat"])
        mark(context, seat_id, AttendanceStatus.PRESENT, capture, at=moment)
        led_to(context, capture, seat_id)


def help_given(context: ServiceContext, capture: Capture, entry: Entry, beneficiary_id: uuid.UUID | None) -> None:
    """The help, named or not."""
    given = give_support(
        context,
        date=clock.local(capture.captured_at, context.site.zone).date(),
        duration_minutes=entry["duration_minutes"],
        themes=entry["themes"],
        place_type=entry["place_type"],
        beneficiary_id=beneficiary_id,
    )
    led_to(context, capture, given.id)


def led_to(context: ServiceContext, capture: Capture, subject: uuid.UUID) -> None:
    """What was made of it, for who wants to see it: noted after the work, since the work draws the id."""
    capture.subject = subject
    with context.database.transaction() as db:
        db.execute(update(Capture).where(Capture.id == capture.id).values(subject=subject))


def _count(
    context: ServiceContext, capture: Capture, session_id: uuid.UUID, number: int, check: Callable[[Db, AnonymousCount], None]
) -> None:
    def noted(db: Db, counted: AnonymousCount) -> None:
        check(db, counted)
        capture.counted, capture.heads_revision = True, counted.revision + 1

    count_more(context, session_id, number, moment=capture.captured_at, check=noted)
