"""Seats and attendance."""

import uuid
from typing import Any

from werkzeug.wrappers import Response

from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from services.sessions import use_cases
from services.sessions.api.doors import PREFIX, ROUTES, STAFF
from services.sessions.model import KnownPerson, Seat, WorkshopSession
from services.sessions.schemas import seats as schemas
from services.sessions.storage import people, seats
from services.sessions.use_cases.patience import expect_person

OF_SESSION = "/workshop-sessions/<uuid:id>"


@ROUTES.api(
    "POST", f"{OF_SESSION}/seats", roles=STAFF, summary="Take a seat", body=schemas.SeatIn, answer=schemas.SeatOut, status=201
)
def hold(call: Call) -> Response:
    """A seat, or a place in the waiting list, in the order of commits."""
    given = call.body
    expect_person(call.context, given["beneficiary_id"])
    place = use_cases.hold_seat(call.context, call.params["id"], **given, by=call.principal.account)
    call.subject = str(place.seat.id)
    return _answer(call, place.seat, location=f"{PREFIX}/seats/{place.seat.id}")


@ROUTES.api("GET", f"{OF_SESSION}/seats", roles=STAFF, summary="List the seats of a session", answer=schemas.SeatList)
def list_seats(call: Call) -> Response:
    """All of them, in the order they were taken."""
    return answer_list(call, call.params["id"])


@ROUTES.api("GET", "/seats/<uuid:id>", roles=STAFF, summary="Read a seat", answer=schemas.SeatOut)
def read(call: Call) -> Response:
    """One of them."""
    with call.database.reading() as db:
        seat = db.get(Seat, call.params["id"])
    if seat is None:
        raise NotFound
    return _answer(call, seat)


@ROUTES.api("DELETE", "/seats/<uuid:id>", roles=STAFF, summary="Give a seat up", answer=schemas.SeatOut)
def give_up(call: Call) -> Response:
    """The first who waits gets it, before the start."""
    return _answer(call, use_cases.withdraw_seat(call.context, call.params["id"], by=call.principal.account))


@ROUTES.api("POST", "/seats/<uuid:id>/withdraw", roles=STAFF, summary="Give a seat up", answer=schemas.SeatOut)
def withdraw(call: Call) -> Response:
    """As DELETE, for those who can only post."""
    return give_up(call)


@ROUTES.api("POST", "/seats/<uuid:id>/accept", roles=STAFF, summary="Take the seat that is offered", answer=schemas.SeatOut)
def accept(call: Call) -> Response:
    """Before the offer ends."""
    return _answer(call, use_cases.accept_offer(call.context, call.params["id"]))


@ROUTES.api("GET", f"{OF_SESSION}/attendance", roles=STAFF, summary="The trail of a session's attendance", answer=schemas.Trail)
def trail(call: Call) -> Response:
    """Every record and correction, in the order they came in."""
    with call.database.reading() as db:
        if db.get(WorkshopSession, call.params["id"]) is None:
            raise NotFound
        lines = seats.trail(db, call.params["id"])
    return call.answer({"items": lines, "next": None})


@ROUTES.api(
    "PUT",
    "/seats/<uuid:id>/attendance",
    roles=STAFF,
    summary="Say whether somebody came",
    body=schemas.AttendanceIn,
    answer=schemas.SeatOut,
)
def attend(call: Call) -> Response:
    """From two hours before the start; a correction leaves a trail."""
    seat = use_cases.record_attendance(
        call.context,
        call.params["id"],
        call.body["status"],
        recorded_at=call.body["recorded_at"],
        by=call.principal.account,
        check=lambda seat: call.if_match(seat.revision),
    )
    return _answer(call, seat)


@ROUTES.api(
    "POST",
    f"{OF_SESSION}/attendance",
    roles=STAFF,
    summary="Everybody, then the exceptions",
    body=schemas.AttendanceListIn,
    answer=schemas.SeatList,
)
def attend_all(call: Call) -> Response:
    """In one transaction; who is marked already stays, unless named."""
    use_cases.mark_everyone(
        call.context, call.params["id"], call.body["everyone"], call.body["exceptions"], by=call.principal.account
    )
    return answer_list(call, call.params["id"])


def _answer(call: Call, seat: Seat, location: str = "") -> Response:
    with call.database.reading() as db:
        place = seats.position(db, seat)
        person = people.known(db, seat.beneficiary_id)
    return call.answer(_described(seat, place, person), revision=seat.revision, location=location)


def answer_list(call: Call, session_id: uuid.UUID) -> Response:
    """Every seat of a session."""
    with call.database.reading() as db:
        if db.get(WorkshopSession, session_id) is None:
            raise NotFound
        found = seats.of_session(db, session_id)
        persons = people.by_ids(db, [seat.beneficiary_id for seat in found])
    places = seats.positions(found)
    items = [_described(seat, places.get(seat.id), persons.get(seat.beneficiary_id)) for seat in found]
    return call.answer({"items": items, "next": None})


def _described(seat: Seat, position: int | None, person: KnownPerson | None) -> dict[str, Any]:
    names = ("id", "revision", "session_id", "beneficiary_id", "state", "walk_in", "taken_at", "recorded_at", "offered_until")
    return {name: getattr(seat, name) for name in names} | {
        "position": position,
        "family_name": person.family_name if person else "",
        "given_name": person.given_name if person else "",
    }
