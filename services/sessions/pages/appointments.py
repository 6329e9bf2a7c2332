"""An appointment: a person, an hour, a place. What does not fit is shown first, and planned once it is confirmed."""

from typing import Any

from werkzeug.wrappers import Response

from lakou.kernel import clock
from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from services.sessions import use_cases
from services.sessions.model import KnownPerson
from services.sessions.model.rules import UnknownBeneficiary
from services.sessions.pages.doors import ROUTES, STAFF
from services.sessions.pages.forms import Filled
from services.sessions.pages.planning import moment_of
from services.sessions.pages.views import an_id, name_in, theme_choices, with_gate
from services.sessions.pages.whom import ChoosePerson, whom
from services.sessions.schemas.forms import AppointmentForm
from services.sessions.storage import people, places
from services.sessions.use_cases.conflicts import Clash, Conflict
from services.sessions.use_cases.ownership import helper_of

LABELS = {
    "person": "Personne",
    "date": "Jour",
    "time": "Heure",
    "duration_minutes": "Durée",
    "themes": "Thèmes",
    "venue_id": "Lieu",
    "helper_ids": "Aidants",
    "program_id": "Programme",
    "confirmed": "Confirmation",
}
USUAL_MINUTES = 45


@ROUTES.page("GET", "/appointments/new", roles=STAFF)
def new(call: Call) -> Response:
    """An empty form; `?beneficiary=` says with whom, and who asks is the helper, when she has a file as one."""
    with call.database.reading() as db:
        helper = helper_of(db, call.principal.account)
    filled = Filled.of(
        LABELS,
        date=call.request.args.get("date", str(clock.today(call.site.zone))),
        duration_minutes=USUAL_MINUTES,
        helper_ids=[helper.id] if helper else [],
        beneficiary_id=call.request.args.get("beneficiary"),
    )
    return _show(call, filled)


@ROUTES.page("POST", "/appointments/new", roles=STAFF)
def make(call: Call) -> Response:
    """Make it, then see its sheet; or ask which of the people of that name it is for."""
    try:
        given = _given(call)
        session = use_cases.make_appointment(call.context, **given)
    except (InvalidInput, UnknownBeneficiary, Conflict) as problem:
        return _again(call, problem)
    call.subject = str(session.id)
    with call.database.reading() as db:
        name = name_in(db, given["beneficiary_id"])
    return call.redirect(f"/sessions/workshop-sessions/{session.id}", Flash(f"Le rendez-vous est pris avec {name}."))


def _given(call: Call) -> dict[str, Any]:
    """What the form says, ready for the use case. Raises InvalidInput, ChoosePerson."""
    given = call.form(AppointmentForm)
    person = whom(call, given.pop("person"), given.pop("beneficiary_id"), nameless=False)
    if person is None:
        raise InvalidInput({"person": "Dites avec qui : cherchez la personne par son nom, ou inscrivez-la d’abord."})
    starts_at = moment_of(call, given)
    del given["date"], given["time"]
    themes, confirmed = with_gate(given.pop("themes")), given.pop("confirmed")
    return given | {"beneficiary_id": person, "starts_at": starts_at, "themes": themes, "confirm_conflicts": confirmed}


def _again(call: Call, problem: InvalidInput | UnknownBeneficiary | Conflict) -> Response:
    """The form as it was typed, with what is to be corrected or confirmed."""
    if isinstance(problem, Conflict):
        filled = Filled.again(LABELS, call, InvalidInput({"confirmed": f"{problem.title}. {problem.sentence}"}))
        return _show(call, filled, status=409, clashes=problem.clashes)
    errors = problem.errors if isinstance(problem, InvalidInput) else {"person": problem.sentence}
    said = InvalidInput({"date" if name == "starts_at" else name: text for name, text in errors.items()}, problem.sentence)
    found = problem.found if isinstance(problem, ChoosePerson) else None
    return _show(call, Filled.again(LABELS, call, said), status=400, found=found)


def _show(
    call: Call,
    filled: Filled,
    *,
    status: int = 200,
    found: list[KnownPerson] | None = None,
    clashes: list[Clash] | None = None,
) -> Response:
    chosen = an_id(filled.text("beneficiary_id"))
    with call.database.reading() as db:
        values: dict[str, Any] = {
            "person": people.known(db, chosen) if chosen else None,
            "venues": places.venue_choices(db, an_id(filled.text("venue_id"))),
            "helpers": places.helper_choices(db),
            "programs": people.programs(db),
        }
    return call.render(
        "sessions/appointment-form.html",
        status=status,
        form=filled,
        found=found,
        clashes=clashes or [],
        themes=theme_choices(),
        **values,
    )
