"""The list of workshops, and one more."""

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import ActivityKind, Equipment, Theme, WorkshopLevel
from lakou.kernel.problems import InvalidInput, NotFound
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from services.sessions import use_cases
from services.sessions.model import Workshop
from services.sessions.pages.doors import ROUTES, STAFF
from services.sessions.pages.forms import Filled
from services.sessions.pages.views import an_id, subnav, theme_choices, with_gate
from services.sessions.schemas.forms import WorkshopForm
from services.sessions.schemas.workshops import HELD_IN_WORKSHOPS
from services.sessions.storage import people, places

LABELS = {
    "title": "Titre",
    "themes": "Thèmes",
    "kind": "Genre d’activité",
    "level": "Niveau",
    "program_id": "Programme",
    "capacity": "Places",
    "materials": "Matériel",
    "bring": "À apporter",
    "offer_hours": "Délai de réponse",
}
SHOWN = 20


@ROUTES.page("GET", "/workshops", roles=STAFF)
def workshops(call: Call) -> Response:
    """By title, twenty a page."""
    with call.database.reading() as db:
        items, following = places.workshops(db, limit=SHOWN, after=an_id(call.request.args.get("after", "")))
        programs = {program.program_id: program.name for program in people.programs(db)}
    labels = {theme.value: theme.label for theme in Theme}
    return call.render(
        "sessions/workshops.html",
        items=items,
        following=following,
        shown=SHOWN,
        programs=programs,
        themes=labels,
        levels={level.value: level.label for level in WorkshopLevel},
        subnav=subnav("/sessions/workshops"),
    )


@ROUTES.page("GET", "/workshops/new", roles=STAFF)
def new(call: Call) -> Response:
    """An empty form."""
    return _show(call, Filled.of(LABELS, kind=ActivityKind.COLLECTIF.value))


@ROUTES.page("POST", "/workshops/new", roles=STAFF)
def add(call: Call) -> Response:
    """Add it, then offer to plan a session of it."""
    try:
        given = call.form(WorkshopForm)
        given["themes"] = with_gate(given["themes"])
        workshop = use_cases.add_workshop(call.context, **given)
    except InvalidInput as problem:
        return _show(call, Filled.again(LABELS, call, problem), status=400)
    call.subject = str(workshop.id)
    return call.redirect("/sessions/workshops", Flash(f"L’atelier « {workshop.title} » est créé. Donnez-lui une première séance."))


@ROUTES.page("GET", "/workshops/<uuid:id>/edit", roles=STAFF)
def edit(call: Call) -> Response:
    """The workshop as it is."""
    workshop = _workshop(call)
    known = {name: getattr(workshop, name) for name in LABELS}
    return _show(call, Filled.of(LABELS, **known), workshop=workshop)


@ROUTES.page("POST", "/workshops/<uuid:id>/edit", roles=STAFF)
def change(call: Call) -> Response:
    """Change it; sessions that have not begun follow."""
    workshop = _workshop(call)
    try:
        given = call.form(WorkshopForm)
        given["themes"] = with_gate(given["themes"])
        use_cases.change_workshop(call.context, workshop.id, given)
    except InvalidInput as problem:
        return _show(call, Filled.again(LABELS, call, problem), workshop=workshop, status=400)
    return call.redirect("/sessions/workshops", Flash("L’atelier est modifié. Ses séances à venir le sont aussi."))


def _workshop(call: Call) -> Workshop:
    with call.database.reading() as db:
        workshop = db.get(Workshop, call.params["id"])
    if workshop is None:
        raise NotFound
    return workshop


def _show(call: Call, filled: Filled, *, workshop: Workshop | None = None, status: int = 200) -> Response:
    with call.database.reading() as db:
        programs = people.programs(db)
    return call.render(
        "sessions/workshop-form.html",
        status=status,
        form=filled,
        workshop=workshop,
        programs=programs,
        themes=theme_choices(),
        kinds=[(kind.value, kind.label) for kind in HELD_IN_WORKSHOPS],
        equipment=[(each.value, each.label) for each in Equipment],
        levels=[(level.value, level.label) for level in WorkshopLevel],
    )
