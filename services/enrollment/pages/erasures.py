"""A person asks to be no more here: what would go, the word to confirm it, and how far it has got."""

from werkzeug.wrappers import Response

from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from services.enrollment.model.erasures import SERVICES, Reason
from services.enrollment.pages.doors import COORDINATION, ROUTES
from services.enrollment.sheets.names import normalise
from services.enrollment.storage import erasing as storage
from services.enrollment.use_cases import erasing

ERASURES = "/enrollment/erasures"
LATEST = 50
WORDS = {"sessions": "Séances et aides", "notifications": "Messages", "reporting": "Chiffres, et le hub"}


@ROUTES.page("GET", "/beneficiaries/<uuid:id>/erase", roles=COORDINATION)
def ask(call: Call) -> Response:
    """The consequences, in numbers."""
    return _ask(call)


@ROUTES.page("POST", "/beneficiaries/<uuid:id>/erase", roles=COORDINATION)
def erase(call: Call) -> Response:
    """Once her given name was written."""
    known = erasing.consequences(call.context, call.params["id"]).person
    if normalise(call.request.form.get("given_name", "")[:100]) != normalise(known.given_name):
        return _ask(call, InvalidInput({"given_name": "Écrivez son prénom comme ci-dessus. Rien n’est encore effacé."}))
    done = erasing.erase(call.context, known.id, call.principal.name)
    call.subject = str(done.id)
    return call.redirect(f"{ERASURES}/{done.id}", Flash("C’est fait ici. Les autres parties de Lakou suivent."))


@ROUTES.page("GET", "/erasures", roles=COORDINATION)
def latest(call: Call) -> Response:
    """That somebody was erased, never who."""
    with call.database.reading() as db:
        found = storage.latest(db, LATEST)
    return call.render("enrollment/erasures.html", erasures=[(each, Reason(each.reason).label) for each in found])


@ROUTES.page("GET", "/erasures/<uuid:id>", roles=COORDINATION)
def one(call: Call) -> Response:
    """Which parts have answered."""
    with call.database.reading() as db:
        found = erasing.get(db, call.params["id"])
    return call.render(
        "enrollment/erasure.html",
        erasure=found,
        reason=Reason(found.reason).label,
        steps=[(WORDS[each], each not in found.waiting) for each in SERVICES],
    )


def _ask(call: Call, problem: InvalidInput | None = None) -> Response:
    would = erasing.consequences(call.context, call.params["id"])
    return call.render(
        "enrollment/erase.html",
        400 if problem else 200,
        person=would.person,
        files=would.files,
        held=would.held,
        error=problem.errors["given_name"] if problem else None,
    )
