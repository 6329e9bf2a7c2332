"""The register of helpers: the list, one more, one changed, when they are away, and which account is whose."""

import uuid
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema
from werkzeug.wrappers import Response

from lakou.contracts.fields import StrictDate
from lakou.contracts.vocabulary import Language
from lakou.kernel import clock
from lakou.kernel.problems import InvalidInput, NotFound, RuleBroken
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from services.sessions import use_cases
from services.sessions.model import Helper
from services.sessions.pages import weekly_hours
from services.sessions.pages.doors import COORDINATORS, ROUTES, STAFF
from services.sessions.pages.forms import Filled
from services.sessions.pages.views import an_id, subnav
from services.sessions.schemas.forms import HelperForm
from services.sessions.storage import places, schedule
from services.sessions.use_cases.ownership import helper_of

LABELS = {
    "name": "Prénom et nom",
    "languages": "Langues",
    "skills": "Savoir-faire",
    "registered_on": "Inscrit au registre depuis le",
    "ended_on": "Parti le",
    "aidants_connect_on": "Habilité Aidants Connect depuis le",
    "availability": "Disponibilités",
}
SHOWN = 20


class AbsenceForm(Schema):
    """Days when a helper is away."""

    first_day = StrictDate(required=True)
    last_day = StrictDate(required=True)


@ROUTES.page("GET", "/helpers", roles=STAFF)
def helpers(call: Call) -> Response:
    """By name, twenty a page."""
    with call.database.reading() as db:
        items, following = places.helpers(db, limit=SHOWN, after=an_id(call.request.args.get("after", "")))
        away = {absence.helper_id: absence for absence in schedule.away_on(db, clock.today(call.site.zone))}
    return call.render(
        "sessions/helpers.html",
        items=items,
        following=following,
        shown=SHOWN,
        away=away,
        languages={each.value: each.label for each in Language},
        subnav=subnav("/sessions/helpers"),
    )


@ROUTES.page("GET", "/helpers/new", roles=STAFF)
def new(call: Call) -> Response:
    """An empty form."""
    return _show(call, Filled.of(LABELS, languages=[Language.FR.value], registered_on=clock.today(call.site.zone)))


@ROUTES.page("POST", "/helpers/new", roles=STAFF)
def add(call: Call) -> Response:
    """Put her on the register."""
    try:
        helper = use_cases.add_helper(call.context, **_given(call))
    except InvalidInput as problem:
        return _show(call, Filled.again(LABELS, call, problem), status=400)
    call.subject = str(helper.id)
    return call.redirect("/sessions/helpers", Flash(f"{helper.name} peut maintenant tenir des séances."))


@ROUTES.page("GET", "/helpers/<uuid:id>/edit", roles=STAFF)
def edit(call: Call) -> Response:
    """The helper as she is."""
    return _show_kept(call, _helper(call))


@ROUTES.page("POST", "/helpers/<uuid:id>/edit", roles=STAFF)
def change(call: Call) -> Response:
    """Change her."""
    helper = _helper(call)
    try:
        given = _given(call)
        use_cases.change_helper(call.context, helper.id, {name: value for name, value in given.items() if _said(name, value)})
    except InvalidInput as problem:
        return _show(call, Filled.again(LABELS, call, problem), helper=helper, status=400)
    return call.redirect("/sessions/helpers", Flash(f"La fiche de {helper.name} est enregistrée."))


@ROUTES.page("POST", "/helpers/<uuid:id>/absences", roles=STAFF)
def add_absence(call: Call) -> Response:
    """She is away."""
    path = f"/sessions/helpers/{call.params['id']}/edit#absences"
    try:
        use_cases.add_absence(call.context, call.params["id"], **call.form(AbsenceForm))
    except InvalidInput as problem:
        return call.redirect(path, Flash(" ".join(problem.errors.values()), "warn"))
    return call.redirect(path, Flash("L’absence est notée. Les séances prévues ces jours-là sont signalées dans la semaine."))


@ROUTES.page("POST", "/absences/<uuid:id>/remove", roles=STAFF)
def remove_absence(call: Call) -> Response:
    """She is there after all."""
    helper_id = use_cases.remove_absence(call.context, call.params["id"])
    return call.redirect(f"/sessions/helpers/{helper_id}/edit#absences", Flash("L’absence est retirée."))


@ROUTES.page("POST", "/helpers/<uuid:id>/me", roles=STAFF)
def it_is_me(call: Call) -> Response:
    """Say that this account is this helper."""
    return _link(call, call.principal.account, "C’est noté : cette fiche est la vôtre. Ma journée montre d’abord vos séances.")


@ROUTES.page("POST", "/helpers/<uuid:id>/nobody", roles=STAFF)
def not_me(call: Call) -> Response:
    """This account is not this helper any more; the coordination may say so for everybody."""
    helper = _helper(call)
    if helper.account != call.principal.account and call.principal.role not in COORDINATORS:
        raise NotFound
    return _link(call, "", "La fiche n’est plus reliée à un compte.")


def _link(call: Call, account: str, word: str) -> Response:
    path = f"/sessions/helpers/{call.params['id']}/edit"
    try:
        use_cases.be_helper(call.context, call.params["id"], account)
    except RuleBroken as problem:
        return call.redirect(path, Flash(f"{problem.title}. {problem.sentence}", "warn"))
    return call.redirect(path, Flash(word))


def _given(call: Call) -> dict[str, Any]:
    given = call.form(HelperForm)
    skills = [word.strip()[:100] for word in given["skills"].split(",") if word.strip()]
    return given | {"skills": skills[:20], "availability": weekly_hours.read(call.request.form)}


def _said(name: str, value: Any) -> bool:
    """An empty day of registration leaves the one that is kept."""
    return name != "registered_on" or value is not None


def _helper(call: Call) -> Helper:
    helper_id: uuid.UUID = call.params["id"]
    with call.database.reading() as db:
        helper = db.get(Helper, helper_id)
    if helper is None:
        raise NotFound
    return helper


def _show_kept(call: Call, helper: Helper) -> Response:
    known = {name: getattr(helper, name) for name in LABELS if name not in ("skills", "availability")}
    return _show(call, Filled.of(LABELS, skills=", ".join(helper.skills), **known), helper=helper)


def _show(call: Call, filled: Filled, *, helper: Helper | None = None, status: int = 200) -> Response:
    typed: Mapping[str, str] = call.request.form
    hours = weekly_hours.typed(typed) if status == 400 else weekly_hours.shown(helper.availability if helper else ())
    with call.database.reading() as db:
        absences = schedule.absences(db, helper.id, clock.today(call.site.zone)) if helper else []
        me = helper_of(db, call.principal.account)
    return call.render(
        "sessions/helper-form.html",
        status=status,
        form=filled,
        helper=helper,
        hours=hours,
        absences=absences,
        mine=helper is not None and helper.account == call.principal.account,
        may_link=helper is not None and helper.account is None and me is None,
        may_unlink=helper is not None
        and helper.account is not None
        and (helper.account == call.principal.account or call.principal.role in COORDINATORS),
        languages=[(each.value, each.label) for each in Language],
    )
