"""The list of helpers, and one more."""

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import Language
from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from services.sessions import use_cases
from services.sessions.pages.doors import ROUTES, STAFF
from services.sessions.pages.forms import Filled
from services.sessions.pages.views import an_id, subnav
from services.sessions.schemas.forms import HelperForm
from services.sessions.storage import places

LABELS = {"name": "Prénom et nom", "languages": "Langues", "skills": "Savoir-faire"}
SHOWN = 20


@ROUTES.page("GET", "/helpers", roles=STAFF)
def helpers(call: Call) -> Response:
    """By name, twenty a page."""
    with call.database.reading() as db:
        items, following = places.helpers(db, limit=SHOWN, after=an_id(call.request.args.get("after", "")))
    return call.render(
        "sessions/helpers.html",
        items=items,
        following=following,
        shown=SHOWN,
        languages={each.value: each.label for each in Language},
        subnav=subnav("/sessions/helpers"),
    )


@ROUTES.page("GET", "/helpers/new", roles=STAFF)
def new(call: Call) -> Response:
    """An empty form."""
    return _show(call, Filled.of(LABELS, languages=[Language.FR.value]))


@ROUTES.page("POST", "/helpers/new", roles=STAFF)
def add(call: Call) -> Response:
    """Add her."""
    try:
        given = call.form(HelperForm)
        skills = [word.strip()[:100] for word in given["skills"].split(",") if word.strip()]
        helper = use_cases.add_helper(call.context, name=given["name"], languages=given["languages"], skills=skills[:20])
    except InvalidInput as problem:
        return _show(call, Filled.again(LABELS, call, problem), status=400)
    call.subject = str(helper.id)
    return call.redirect("/sessions/helpers", Flash(f"{helper.name} peut maintenant tenir des séances."))


def _show(call: Call, filled: Filled, *, status: int = 200) -> Response:
    languages = [(each.value, each.label) for each in Language]
    return call.render("sessions/helper-form.html", status=status, form=filled, languages=languages)
