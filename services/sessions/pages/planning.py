"""Planning a session, and changing one."""

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.wrappers import Response

from lakou.kernel import clock
from lakou.kernel.problems import InvalidInput, NotFound, RuleBroken
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from services.sessions import use_cases
from services.sessions.model import Venue, WorkshopSession
from services.sessions.pages.doors import ROUTES, STAFF
from services.sessions.pages.forms import Filled
from services.sessions.schemas.forms import SessionForm
from services.sessions.storage import places

LABELS = {
    "workshop_id": "Atelier",
    "date": "Jour",
    "time": "Heure",
    "duration_minutes": "Durée",
    "capacity": "Places",
    "venue_id": "Lieu",
    "helper_ids": "Aidants",
}
USUAL_MINUTES, USUAL_SEATS = 120, 10


@ROUTES.page("GET", "/workshop-sessions/new", roles=STAFF)
def new(call: Call) -> Response:
    """An empty form; `?workshop=` and `?date=` fill it in part."""
    given = call.request.args
    asked = given.get("workshop", "")
    with call.database.reading() as db:
        proposed = next((workshop for workshop in places.workshops(db)[0] if str(workshop.id) == asked), None)
    filled = Filled.of(
        LABELS,
        workshop_id=asked,
        date=given.get("date", str(clock.today(call.site.zone))),
        duration_minutes=USUAL_MINUTES,
        capacity=proposed.capacity if proposed and proposed.capacity else USUAL_SEATS,
    )
    return _show(call, filled)


@ROUTES.page("POST", "/workshop-sessions/new", roles=STAFF)
def plan(call: Call) -> Response:
    """Plan it, then see its sheet."""
    try:
        session = use_cases.plan_session(call.context, **_given(call))
    except InvalidInput as problem:
        return _show(call, Filled.again(LABELS, call, problem), status=400)
    call.subject = str(session.id)
    return call.redirect(f"/sessions/workshop-sessions/{session.id}", Flash(f"La séance est créée : {session.title}."))


@ROUTES.page("GET", "/workshop-sessions/<uuid:id>/edit", roles=STAFF)
def edit(call: Call) -> Response:
    """The session as it is."""
    session = _session(call)
    start = session.starts_local
    filled = Filled.of(
        LABELS,
        workshop_id=session.workshop_id,
        date=start.date(),
        time=f"{start:%H:%M}",
        duration_minutes=session.duration_minutes,
        capacity=session.capacity,
        venue_id=session.venue_id,
        helper_ids=session.helper_ids,
    )
    return _show(call, filled, session=session)


@ROUTES.page("POST", "/workshop-sessions/<uuid:id>/edit", roles=STAFF)
def change(call: Call) -> Response:
    """Change it, then see its sheet."""
    session = _session(call)
    try:
        given = _given(call)
        del given["workshop_id"]
        use_cases.change_session(call.context, session.id, given)
    except InvalidInput as problem:
        return _show(call, Filled.again(LABELS, call, problem), session=session, status=400)
    except RuleBroken as problem:
        whole = InvalidInput({}, f"{problem.title}. {problem.sentence}")
        return _show(call, Filled.again(LABELS, call, whole), session=session, status=problem.status)
    return call.redirect(f"/sessions/workshop-sessions/{session.id}", Flash("La séance est modifiée."))


def _given(call: Call) -> dict[str, Any]:
    """The form, its day and hour read on the wall clock of the venue. Raises InvalidInput."""
    given = call.form(SessionForm)
    day, hour = given.pop("date"), given.pop("time")
    if not 2020 <= day.year <= 2100:
        raise InvalidInput({"date": "Cette date est trop loin. Vérifiez l’année."})
    with call.database.reading() as db:
        venue = db.get(Venue, given["venue_id"]) if given["venue_id"] else None
    zone = venue.zone if venue else call.site.zone
    return given | {"starts_at": dt.datetime.combine(day, hour, ZoneInfo(zone))}


def _session(call: Call) -> WorkshopSession:
    session_id: uuid.UUID = call.params["id"]
    with call.database.reading() as db:
        session = db.get(WorkshopSession, session_id)
    if session is None:
        raise NotFound
    return session


def _show(call: Call, filled: Filled, *, session: WorkshopSession | None = None, status: int = 200) -> Response:
    with call.database.reading() as db:
        values = {
            "workshops": places.workshops(db)[0],
            "venues": places.venues(db)[0],
            "helpers": places.helpers(db)[0],
        }
    return call.render("sessions/session-form.html", status=status, form=filled, session=session, **values)
