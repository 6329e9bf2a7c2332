"""The funder's questionnaire, and how much is not communicated."""

from werkzeug.wrappers import Response

from lakou.kernel.problems import InvalidInput, StaleRevision
from lakou.kernel.web.call import Call, load
from lakou.kernel.web.flash import Flash
from services.enrollment.model.situation import LABELS, QUESTIONS
from services.enrollment.pages.doors import ROUTES, STAFF, Typed
from services.enrollment.pages.people import PEOPLE
from services.enrollment.pages.words import options
from services.enrollment.schemas.situations import SituationInSchema
from services.enrollment.storage import situations as storage
from services.enrollment.use_cases import beneficiaries, situations

NOT_SAID = "Non communiqué"


@ROUTES.page("GET", "/beneficiaries/<uuid:id>/situation", roles=STAFF)
def ask(call: Call) -> Response:
    """Her answers so far."""
    return _form(call)


@ROUTES.page("POST", "/beneficiaries/<uuid:id>/situation", roles=STAFF)
def answer(call: Call) -> Response:
    """Keep them, unless somebody else did meanwhile: then both are shown."""
    typed = {name: call.request.form.get(name, "") for name in QUESTIONS}
    seen = call.request.form.get("revision", "")

    def unchanged(revision: int) -> None:
        if seen != str(revision):
            raise StaleRevision

    try:
        given = load(SituationInSchema, {name: said or None for name, said in typed.items()})
        situations.answer(call.context, call.params["id"], given, unchanged)
    except InvalidInput as problem:
        return _form(call, typed, errors=problem.errors, status=400)
    except StaleRevision:
        return _form(call, typed, status=412)
    return call.redirect(f"{PEOPLE}/{call.params['id']}", Flash("Les réponses sont enregistrées."))


@ROUTES.page("GET", "/completeness", roles=STAFF)
def completeness(call: Call) -> Response:
    """What is asked and not answered."""
    with call.database.reading() as db:
        people, missing = storage.missing(db)
    return call.render("enrollment/completeness.html", people=people, missing=missing)


def _form(call: Call, typed: dict[str, str] | None = None, *, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    with call.database.reading() as db:
        person = beneficiaries.standing(db, call.params["id"])
        found = storage.of(db, person.id)
    stands = {name: getattr(found, name) or "" for name in QUESTIONS}
    shown = stands if typed is None else typed
    differ = [
        (LABELS[name], _said(name, stands[name]), _said(name, shown[name])) for name in QUESTIONS if stands[name] != shown[name]
    ]
    return call.render(
        "enrollment/situation.html",
        status,
        person=person,
        questions=[(name, LABELS[name], options(QUESTIONS[name], empty=NOT_SAID)) for name in QUESTIONS],
        typed=Typed(shown),
        errors=Typed(errors or {}),
        summary=[(name, f"{LABELS[name]} : choisissez dans la liste.") for name in errors or {}],
        differ=differ if status == 412 else [],
        revision=found.revision,
    )


def _said(name: str, value: str) -> str:
    return next((label for code, label in options(QUESTIONS[name]) if code == value), NOT_SAID)
