"""From a person's page: into a program, and along its stages."""

from typing import Any

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import EnrollmentStage
from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call, load
from lakou.kernel.web.flash import Flash
from services.enrollment.model import Enrollment
from services.enrollment.pages import people
from services.enrollment.pages.doors import ROUTES, STAFF
from services.enrollment.schemas.programs import EnrollmentInSchema, TransitionInSchema
from services.enrollment.use_cases import enrollments

AT_FIRST = {stage.value: stage for stage in (EnrollmentStage.APPLIED, EnrollmentStage.WAITLISTED, EnrollmentStage.ENROLLED)}


@ROUTES.page("POST", "/beneficiaries/<uuid:id>/enrollments", roles=STAFF)
def enroll(call: Call) -> Response:
    """Into a program."""
    typed = {name: value.strip() for name, value in call.request.form.items() if name != "csrf"}
    asked = {"program_id": typed.get("program_id", ""), "beneficiary_id": str(call.params["id"]), "on": typed.get("on") or None}
    try:
        if not asked["program_id"]:
            raise InvalidInput({"program_id": "Choisissez un programme."})
        given = load(EnrollmentInSchema, asked)
        to = AT_FIRST.get(typed.get("stage", ""), EnrollmentStage.APPLIED)
        enrollment = enrollments.enroll(call.context, given, call.principal.name, to=to)
    except InvalidInput as problem:
        return people.show(call, problem, typed)
    return _back(call, enrollment)


@ROUTES.page("POST", "/beneficiaries/<uuid:id>/enrollments/<uuid:enrollment>", roles=STAFF)
def move(call: Call) -> Response:
    """To another stage."""
    typed = {name: value.strip() for name, value in call.request.form.items() if name != "csrf"}
    asked: dict[str, Any] = {name: typed.get(name) or None for name in ("reason", "reason_code", "on")}
    asked["to"] = typed.get("to", "")
    try:
        given = load(TransitionInSchema, asked)
        enrollment = enrollments.move(call.context, call.params["enrollment"], given, call.principal.name, lambda _revision: None)
    except InvalidInput as problem:
        moved = InvalidInput({f"{name}-{call.params['enrollment']}": text for name, text in problem.errors.items()})
        return people.show(call, moved, typed)
    return _back(call, enrollment)


def _back(call: Call, enrollment: Enrollment) -> Response:
    label = EnrollmentStage(enrollment.stage).label
    return call.redirect(f"{people.PEOPLE}/{enrollment.beneficiary_id}#programmes", Flash(f"C’est noté : {label.lower()}."))
