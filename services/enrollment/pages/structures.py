"""From the page of a program for structures: a structure joins it, and moves along."""

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
    typed = call.request.form
    asked: dict[str, Any] = {name: typed.get(name, "").strip() or None for name in ("reason", "on")}
    try:
        given = load(TransitionInSchema, {**asked, "to": typed.get("to", "")})
        made = enrollments.move(call.context, call.params["enrollment"], given, call.principal.name, lambda _revision: None)
    except (InvalidInput, RuleBroken) as problem:
        return _back(call, _sentence(problem), "warn")
    return _back(call, f"C’est noté : {EnrollmentStage(made.stage).label.lower()}.")


def _sentence(problem: InvalidInput | RuleBroken) -> str:
    return " ".join(problem.errors.values()) if isinstance(problem, InvalidInput) else f"{problem.title}. {problem.sentence}"


def _back(call: Call, words: str, tone: Literal["ok", "warn"] = "ok") -> Response:
    return call.redirect(f"{PROGRAMS}/{call.params['id']}", Flash(words, tone))
