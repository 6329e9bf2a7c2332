"""One more person on a sheet: look her up by name, then a seat or a presence at the door; and taking her off again."""

import uuid

from marshmallow import Schema, fields
from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import SeatState
from lakou.kernel.problems import NotFound, RuleBroken
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash, Undo
from lakou.kernel.web.headers import with_scripts
from services.sessions import use_cases
from services.sessions.model import WorkshopSession
from services.sessions.model.seats import GONE
from services.sessions.pages.doors import ROUTES, STAFF
from services.sessions.pages.views import name_in
from services.sessions.schemas.kinds import text
from services.sessions.storage import people, seats
from services.sessions.use_cases import Place

ONE = "/workshop-sessions/<uuid:id>"
MATCHES_SHOWN = 20


class SeatForm(Schema):
    """Who sits down; `back` is the page to see next."""

    beneficiary_id = fields.UUID(required=True)
    walk_in = fields.Boolean(load_default=False)
    back = text(500, load_default="")


@ROUTES.page("POST", f"{ONE}/persons", roles=STAFF, looks=True)
def look_up(call: Call) -> Response:
    """People by that name. A POST, so that no name stays in an address or a log."""
    asked = call.request.form.get("q", "").strip()[:100]
    with call.database.reading() as db:
        session = db.get(WorkshopSession, call.params["id"])
        if session is None:
            raise NotFound
        found = people.search(db, asked, MATCHES_SHOWN + 1)
        here = {seat.beneficiary_id: seat for seat in seats.of_session(db, session.id)}
    page = call.render(
        "sessions/persons.html",
        session=session,
        q=asked,
        found=found[:MATCHES_SHOWN],
        too_many=len(found) > MATCHES_SHOWN,
        here={person: SeatState(seat.state).label for person, seat in here.items() if seat.state not in GONE},
    )
    return with_scripts(page)


@ROUTES.page("POST", f"{ONE}/seats", roles=STAFF)
def add(call: Call) -> Response:
    """A seat, a place in the waiting list, or a presence at the door."""
    session_id = call.params["id"]
    given = call.form(SeatForm)
    use_cases.remember_account(call.context, call.principal.account, call.principal.name)
    back = given["back"] or f"/sessions/workshop-sessions/{session_id}"
    try:
        place = use_cases.hold_seat(
            call.context, session_id, given["beneficiary_id"], walk_in=given["walk_in"], by=call.principal.account
        )
    except RuleBroken as problem:
        return call.redirect(back, Flash(f"{problem.title}. {problem.sentence}", "warn"))
    call.subject = str(place.seat.id)
    undo = Undo(f"/sessions/seats/{place.seat.id}/withdraw", "Annuler", {"back": back})
    return call.redirect(back, Flash(_said(call, place, session_id), undo=undo))


@ROUTES.page("POST", "/seats/<uuid:id>/withdraw", roles=STAFF)
def withdraw(call: Call) -> Response:
    """Take her off; before the start her seat goes to the first who waits."""
    with call.database.reading() as db:
        place = seats.place_of(db, call.params["id"])
        name = name_in(db, place[1])
    back = call.request.form.get("back", "") or f"/sessions/workshop-sessions/{place[0]}"
    try:
        use_cases.withdraw_seat(call.context, call.params["id"], by=call.principal.account)
    except RuleBroken as problem:
        return call.redirect(back, Flash(f"{problem.title}. {problem.sentence}", "warn"))
    undo = Undo(f"/sessions/workshop-sessions/{place[0]}/seats", "Réinscrire", {"beneficiary_id": str(place[1]), "back": back})
    return call.redirect(back, Flash(f"{name} n’est plus sur la feuille.", undo=undo))


def _said(call: Call, place: Place, session_id: uuid.UUID) -> str:
    with call.database.reading() as db:
        name = name_in(db, place.seat.beneficiary_id)
        session = db.get(WorkshopSession, session_id)
    title = session.title if session else ""
    if place.position is not None:
        return f"C’est complet : {name} est en liste d’attente, à la place {place.position}. {title}."
    if place.seat.state == SeatState.PRESENT:
        return f"{name} est sur la feuille, présente."
    return f"{name} est inscrite : {title}."
