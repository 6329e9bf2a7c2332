"""Planning sessions, one or many, and changing them. What does not fit is shown first, and planned once it is confirmed."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.wrappers import Response

from lakou.kernel import clock
from lakou.kernel.problems import InvalidInput, NotFound, Problem, RuleBroken
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from services.sessions import use_cases
from services.sessions.model import Venue, WorkshopSession
from services.sessions.model.rules import NotYourSession
from services.sessions.pages import repeating
from services.sessions.pages.doors import COORDINATORS, ROUTES, STAFF
from services.sessions.pages.forms import Filled
from services.sessions.pages.views import an_id
from services.sessions.schemas.forms import SessionForm
from services.sessions.storage import places, planning
from services.sessions.use_cases.conflicts import Clash, Conflict

LABELS = {
    "workshop_id": "Atelier",
    "date": "Jour",
    "time": "Heure",
    "duration_minutes": "Durée",
    "capacity": "Places",
    "venue_id": "Lieu",
    "helper_ids": "Aidants",
    "repeat": "Répéter",
    "until": "Jusqu’au",
    "times": "Nombre de séances",
    "holidays": "Jours fériés",
    "except_on": "Sauf ces jours",
    "scope": "Pour quelles séances",
    "confirmed": "Confirmation",
}
USUAL_MINUTES, USUAL_SEATS = 120, 10


class AlreadyPast(InvalidInput):
    """A session that was held already is put down on purpose, never by a slip of the year."""

    def __init__(self) -> None:
        super().__init__({"confirmed": "Cette date est passée. Cochez en bas si la séance a déjà eu lieu, ou changez le jour."})


@ROUTES.page("GET", "/workshop-sessions/new", roles=STAFF)
def new(call: Call) -> Response:
    """An empty form; `?workshop=` and `?date=` fill it in part, `?from=` with another session, a week later."""
    given = call.request.args
    asked = given.get("workshop", "")
    with call.database.reading() as db:
        model = db.get(WorkshopSession, an_id(given.get("from", "")) or uuid.UUID(int=0))
        proposed = next((workshop for workshop in places.workshops(db)[0] if str(workshop.id) == asked), None)
    if model is not None:
        return _show(call, _filled(model, model.day + dt.timedelta(weeks=1)))
    filled = Filled.of(
        LABELS,
        workshop_id=asked,
        venue_id=an_id(given.get("venue", "")),
        date=given.get("date", str(clock.today(call.site.zone))),
        duration_minutes=USUAL_MINUTES,
        capacity=proposed.capacity if proposed and proposed.capacity else USUAL_SEATS,
        holidays="skip",
    )
    return _show(call, filled)


@ROUTES.page("POST", "/workshop-sessions/new", roles=STAFF)
def plan(call: Call) -> Response:
    """Plan it, then see its sheet, or the first of them."""
    try:
        given = call.form(SessionForm)
        moment = moment_of(call, given)
        recurrence = repeating.rule(given, moment.date())
        if moment < clock.now() and recurrence is None and not given["confirmed"]:
            raise AlreadyPast
        session = use_cases.plan_session(
            call.context,
            **_said(given),
            workshop_id=given["workshop_id"],
            starts_at=moment,
            recurrence=recurrence,
            holidays=given["holidays"],
            except_on=repeating.exceptions(given["except_on"]),
            confirm_conflicts=given["confirmed"],
        )
    except (InvalidInput, RuleBroken) as problem:
        return _again(call, problem)
    call.subject = str(session.id)
    return call.redirect(f"/sessions/workshop-sessions/{session.id}", Flash(_created(call, session)))


@ROUTES.page("GET", "/workshop-sessions/<uuid:id>/edit", roles=STAFF)
def edit(call: Call) -> Response:
    """The session as it is."""
    session = _session(call)
    return _show(call, _filled(session, session.day, time=f"{session.starts_local:%H:%M}"), session=session)


@ROUTES.page("POST", "/workshop-sessions/<uuid:id>/edit", roles=STAFF)
def change(call: Call) -> Response:
    """Change it, or it and those that follow, then see its sheet."""
    session = _session(call)
    try:
        given = call.form(SessionForm)
        changes = _said(given)
        moment = moment_of(call, given)
        if moment != session.starts_at:
            changes["starts_at"] = moment
        account = "" if call.principal.role in COORDINATORS else call.principal.account
        use_cases.change_session(
            call.context,
            session.id,
            {name: value for name, value in changes.items() if _differs(session, name, value)},
            scope=given["scope"],
            confirm_conflicts=given["confirmed"],
            helper_account=account,
        )
    except (InvalidInput, RuleBroken, NotYourSession) as problem:
        return _again(call, problem, session=session)
    word = "La séance et les suivantes sont modifiées." if given["scope"] == "following" else "La séance est modifiée."
    return call.redirect(f"/sessions/workshop-sessions/{session.id}", Flash(word))


def moment_of(call: Call, given: Mapping[str, Any]) -> dt.datetime:
    """The day and the hour, read on the wall clock of the venue. Raises InvalidInput."""
    day, hour = given["date"], given["time"]
    if not 2020 <= day.year <= 2100:
        raise InvalidInput({"date": "Cette date est trop loin. Vérifiez l’année."})
    with call.database.reading() as db:
        venue = db.get(Venue, given["venue_id"]) if given["venue_id"] else None
    return dt.datetime.combine(day, hour, ZoneInfo(venue.zone if venue else call.site.zone))


def _said(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in ("duration_minutes", "capacity", "venue_id", "helper_ids")}


def _differs(session: WorkshopSession, name: str, value: Any) -> bool:
    """Whether a box was changed: what was confirmed once is not asked about again."""
    kept = getattr(session, name)
    return bool([str(each) for each in value] != list(kept)) if name == "helper_ids" else bool(value != kept)


def _filled(session: WorkshopSession, day: dt.date, *, time: str = "") -> Filled:
    return Filled.of(
        LABELS,
        workshop_id=session.workshop_id,
        date=day,
        time=time or f"{session.starts_local:%H:%M}",
        duration_minutes=session.duration_minutes,
        capacity=session.capacity,
        venue_id=session.venue_id,
        helper_ids=session.helper_ids,
        holidays="skip",
        scope="one",
    )


def _created(call: Call, session: WorkshopSession) -> str:
    if session.series_id is None:
        return f"La séance est créée : {session.title}."
    with call.database.reading() as db:
        _, number = planning.rank(db, session)
        skipped = planning.skipped(db, session.series_id)
    left_out = f" {len(skipped)} laissées de côté : jours fériés ou exceptions." if skipped else ""
    return f"{number} séances sont créées : {session.title}.{left_out}"


def _session(call: Call) -> WorkshopSession:
    session_id: uuid.UUID = call.params["id"]
    with call.database.reading() as db:
        session = db.get(WorkshopSession, session_id)
    if session is None:
        raise NotFound
    return session


def _again(call: Call, problem: Problem, *, session: WorkshopSession | None = None) -> Response:
    """The form as it was typed, with what is to be corrected or confirmed."""
    if isinstance(problem, Conflict):
        filled = Filled.again(LABELS, call, InvalidInput({"confirmed": f"{problem.title}. {problem.sentence}"}))
        return _show(call, filled, session=session, status=409, clashes=problem.clashes)
    if isinstance(problem, InvalidInput):
        errors = {"repeat" if name == "recurrence" else name: text for name, text in problem.errors.items()}
        filled = Filled.again(LABELS, call, InvalidInput(errors, problem.sentence))
        return _show(call, filled, session=session, status=400, past=isinstance(problem, AlreadyPast))
    whole = InvalidInput({}, f"{problem.title}. {problem.sentence}")
    return _show(call, Filled.again(LABELS, call, whole), session=session, status=problem.status)


def _show(
    call: Call,
    filled: Filled,
    *,
    session: WorkshopSession | None = None,
    status: int = 200,
    clashes: list[Clash] | None = None,
    past: bool = False,
) -> Response:
    with call.database.reading() as db:
        values = {
            "workshops": places.workshops(db)[0],
            "venues": places.venue_choices(db, an_id(filled.text("venue_id"))),
            "helpers": places.helper_choices(db),
        }
    return call.render(
        "sessions/session-form.html",
        status=status,
        form=filled,
        session=session,
        clashes=clashes or [],
        past=past,
        repeats=repeating.CHOICES,
        holiday_choices=repeating.HOLIDAYS,
        **values,
    )
