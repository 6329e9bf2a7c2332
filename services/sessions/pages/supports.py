"""A quick help: a theme, a duration, somebody or nobody; correcting one, taking one back; and those of a day."""

import datetime as dt
from typing import Any

from marshmallow import ValidationError
from werkzeug.wrappers import Response

from lakou.contracts.fields import StrictDate
from lakou.contracts.vocabulary import Autonomy, Equipment, PlaceType, Redirection, Theme
from lakou.kernel import clock
from lakou.kernel.problems import InvalidInput, NotFound
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash, Undo
from services.sessions import use_cases
from services.sessions.model import KnownPerson, Support
from services.sessions.model.rules import GivenAtAppointment, UnknownBeneficiary
from services.sessions.pages.doors import ROUTES, STAFF
from services.sessions.pages.forms import Filled
from services.sessions.pages.views import an_id, name_of, subnav, theme_choices, with_gate
from services.sessions.pages.whom import NOBODY, ChoosePerson, whom
from services.sessions.schemas.forms import SupportForm
from services.sessions.storage import people, places, supports

LABELS = {
    "themes": "Thèmes",
    "duration_minutes": "Durée",
    "person": "Personne",
    "date": "Jour",
    "place_type": "Genre de lieu",
    "venue_id": "Lieu",
    "program_id": "Programme",
    "autonomy": "Autonomie",
    "equipment": "Matériel utilisé",
    "redirection": "Orientée ensuite vers",
}
DURATIONS = (15, 30, 45, 60, 90, 120)


@ROUTES.page("GET", "/supports", roles=STAFF)
def of_a_day(call: Call) -> Response:
    """The helps of a day, with a way to take a mistake back."""
    today = clock.today(call.site.zone)
    day = min(_day(call.request.args.get("day", "")) or today, today)
    with call.database.reading() as db:
        items, _ = supports.between(db, since=day, until=day)
        persons = people.by_ids(db, [support.beneficiary_id for support in items if support.beneficiary_id])
        appointments = supports.appointments_of(db, items)
    return call.render(
        "sessions/supports.html",
        day=day,
        today=today,
        items=items,
        appointments=appointments,
        names={person_id: name_of(person) for person_id, person in persons.items()},
        minutes=sum(support.duration_minutes for support in items),
        themes={theme.value: theme.label for theme in Theme},
        place_types={each.value: each.label for each in PlaceType if each is not PlaceType.LIEU_ACTIVITE},
        days=[day - dt.timedelta(days=1), day, day + dt.timedelta(days=1)],
        subnav=subnav("/sessions/supports"),
    )


@ROUTES.page("GET", "/supports/new", roles=STAFF)
def new(call: Call) -> Response:
    """An empty form; `?beneficiary=` says for whom."""
    filled = Filled.of(
        LABELS,
        date=clock.today(call.site.zone),
        place_type=PlaceType.LIEU_ACTIVITE.value,
        beneficiary_id=call.request.args.get("beneficiary"),
    )
    return _show(call, filled)


@ROUTES.page("POST", "/supports/new", roles=STAFF)
def give(call: Call) -> Response:
    """Note it, or ask which of the people of that name it was."""
    try:
        support = use_cases.give_support(call.context, **_given(call))
    except (InvalidInput, UnknownBeneficiary) as problem:
        return _again(call, problem)
    call.subject = str(support.id)
    undo = Undo(f"/sessions/supports/{support.id}/withdraw", "Annuler")
    return call.redirect(f"/sessions/supports?day={support.day}", Flash("L’aide est notée.", undo=undo))


@ROUTES.page("GET", "/supports/<uuid:id>/edit", roles=STAFF)
def edit(call: Call) -> Response:
    """The entry as it is."""
    support = _support(call)
    known = {name: getattr(support, name) for name in LABELS if name not in ("date", "person")}
    whom = support.beneficiary_id or NOBODY
    return _show(call, Filled.of(LABELS, date=support.day, beneficiary_id=whom, **known), support=support)


@ROUTES.page("POST", "/supports/<uuid:id>/edit", roles=STAFF)
def change(call: Call) -> Response:
    """Correct it; the figures follow."""
    support = _support(call)
    try:
        support = use_cases.change_support(call.context, support.id, _given(call))
    except (InvalidInput, UnknownBeneficiary, GivenAtAppointment) as problem:
        return _again(call, problem, support)
    return call.redirect(f"/sessions/supports?day={support.day}", Flash("L’aide est corrigée."))


@ROUTES.page("POST", "/supports/<uuid:id>/withdraw", roles=STAFF)
def withdraw(call: Call) -> Response:
    """It was a mistake."""
    support = _support(call)
    try:
        support = use_cases.withdraw_support(call.context, support.id)
    except GivenAtAppointment as problem:
        return call.redirect(f"/sessions/supports?day={support.day}", Flash(f"{problem.title}. {problem.sentence}", "warn"))
    return call.redirect(f"/sessions/supports?day={support.day}", Flash("L’aide est retirée. Elle ne compte plus."))


def _support(call: Call) -> Support:
    with call.database.reading() as db:
        support = db.get(Support, call.params["id"])
    if support is None or support.withdrawn:
        raise NotFound("Cette aide n’est plus dans la liste.")
    return support


def _given(call: Call) -> dict[str, Any]:
    """What the form says, ready for the use case. Raises InvalidInput, ChoosePerson."""
    given = call.form(SupportForm)
    given["themes"] = with_gate(given["themes"])
    given["beneficiary_id"] = whom(call, given.pop("person"), given["beneficiary_id"])
    given["date"] = given["date"] or clock.today(call.site.zone)
    return given


def _again(call: Call, problem: InvalidInput | UnknownBeneficiary | GivenAtAppointment, support: Support | None = None) -> Response:
    """The form as it was typed, with what to correct."""
    found = problem.found if isinstance(problem, ChoosePerson) else None
    field = "date" if isinstance(problem, GivenAtAppointment) else "person"
    said = problem if isinstance(problem, InvalidInput) else InvalidInput({field: f"{problem.title}. {problem.sentence}"})
    return _show(call, Filled.again(LABELS, call, said), found=found, support=support, status=400)


def _day(text: str) -> dt.date | None:
    try:
        day: dt.date = StrictDate().deserialize(text)
    except ValidationError:
        return None
    return day


def _show(
    call: Call,
    filled: Filled,
    *,
    found: list[KnownPerson] | None = None,
    support: Support | None = None,
    status: int = 200,
) -> Response:
    chosen = an_id(filled.text("beneficiary_id"))
    with call.database.reading() as db:
        person = people.known(db, chosen) if chosen else None
        values: dict[str, Any] = {"venues": places.venues(db)[0], "programs": people.programs(db)}
    return call.render(
        "sessions/support-form.html",
        status=status,
        form=filled,
        support=support,
        person=person,
        autonomies=[(each.value, each.label) for each in Autonomy],
        equipment=[(each.value, each.label) for each in Equipment],
        redirections=[(each.value, each.label) for each in Redirection],
        found=found,
        themes=theme_choices(),
        durations=DURATIONS,
        place_types=[(each.value, each.label) for each in PlaceType],
        **values,
    )
