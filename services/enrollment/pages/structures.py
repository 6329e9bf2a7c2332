"""From the page of a program for structures or for helpers: one joins it, and moves along.

The list of helpers is a page of sessions, which alone knows their names.
"""

from typing import Any, Literal

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import EnrollmentStage
from lakou.kernel.problems import InvalidInput, RuleBroken
from lakou.kernel.web.call import Call, load
from lakou.kernel.web.flash import Flash
from services.enrollment.pages.doors import ROUTES, STAFF
from services.enrollment.schemas.programs import EnrollmentInSchema, TransitionInSchema
from services.enrollment.use_cases import enrollments

PROGRAMS = "/enrollment/programs"
Tone = Literal["ok", "warn"]


@ROUTES.page("POST", "/programs/<uuid:id>/structures", roles=STAFF)
def join(call: Call) -> Response:
    """A structure asks to follow the program."""
    asked = {"program_id": str(call.params["id"]), "organization_id": call.request.form.get("organization_id", "")}
    try:
        made = enrollments.enroll(call.context, load(EnrollmentInSchema, asked), call.principal.name)
    except (InvalidInput, RuleBroken) as problem:
        return _back(call, _sentence(problem), "warn")
    call.subject = str(made.id)
    return _back(call, "La structure est dans le programme.")


@ROUTES.page("POST", "/programs/<uuid:id>/structures/<uuid:enrollment>", roles=STAFF)
def move(call: Call) -> Response:
    """To another stage."""
    return _back(call, *_moved(call))


def _moved(call: Call) -> tuple[str, Tone]:
    typed = call.request.form
    asked: dict[str, Any] = {name: typed.get(name, "").strip() or None for name in ("reason", "on")}
    try:
        given = load(TransitionInSchema, {**asked, "to": typed.get("to", "")})
        made = enrollments.move(call.context, call.params["enrollment"], given, call.principal.name, lambda _revision: None)
    except (InvalidInput, RuleBroken) as problem:
        return _sentence(problem), "warn"
    return f"C’est noté : {EnrollmentStage(made.stage).label.lower()}.", "ok"


@ROUTES.page("POST", "/programs/<uuid:id>/helpers", roles=STAFF)
def train(call: Call) -> Response:
    """A helper follows the program."""
    asked = {"program_id": str(call.params["id"]), "helper_id": call.request.form.get("helper_id", "")}
    try:
        made = enrollments.enroll(call.context, load(EnrollmentInSchema, asked), call.principal.name)
    except (InvalidInput, RuleBroken) as problem:
        return _to_helpers(call, _sentence(problem), "warn")
    call.subject = str(made.id)
    return _to_helpers(call, "L’aidant est dans le programme. La liste suit dans un instant.")


@ROUTES.page("POST", "/programs/<uuid:id>/helpers/<uuid:enrollment>", roles=STAFF)
def move_helper(call: Call) -> Response:
    """To another stage."""
    return _to_helpers(call, *_moved(call))


def _sentence(problem: InvalidInput | RuleBroken) -> str:
    return " ".join(problem.errors.values()) if isinstance(problem, InvalidInput) else f"{problem.title}. {problem.sentence}"


def _to_helpers(call: Call, words: str, tone: Tone = "ok") -> Response:
    return call.redirect(f"/sessions/programs/{call.params['id']}/helpers", Flash(words, tone))


def _back(call: Call, words: str, tone: Tone = "ok") -> Response:
    return call.redirect(f"{PROGRAMS}/{call.params['id']}", Flash(words, tone))
