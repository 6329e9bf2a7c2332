"""Note a stage of somebody's way; take a mistaken one back."""

import uuid
from typing import Any

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import AssessmentStage, Autonomy, PixDomain, Situation
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, RuleBroken
from lakou.kernel.web.call import Call, load
from lakou.kernel.web.flash import Flash
from services.enrollment.pages.doors import ROUTES, STAFF, Typed
from services.enrollment.pages.words import options
from services.enrollment.schemas.assessments import HIGHEST_PIX, AssessmentInSchema
from services.enrollment.storage import assessments as storage
from services.enrollment.storage import programs as programs_storage
from services.enrollment.use_cases import assessments, beneficiaries

PEOPLE = "/enrollment/beneficiaries"
LABELS = {
    "program_id": "Programme",
    "stage": "Moment",
    "level": "Niveau",
    "situation": "Situation",
    "remark": "Remarque",
    "on": "Jour",
}


@ROUTES.page("GET", "/beneficiaries/<uuid:id>/assessments/new", roles=STAFF)
def new(call: Call) -> Response:
    """The form, at the stage that comes next."""
    asked = {name: call.request.args.get(name, "")[:40] for name in ("program_id", "stage")}
    return _form(call, asked)


@ROUTES.page("POST", "/beneficiaries/<uuid:id>/assessments", roles=STAFF)
def assess(call: Call) -> Response:
    """Note where she stands."""
    typed = {name: value.strip() for name, value in call.request.form.items() if name != "csrf"}
    try:
        made = assessments.assess(call.context, load(AssessmentInSchema, _answers(call, typed)), call.principal.name)
    except InvalidInput as problem:
        return _form(call, typed, problem.errors, 400)
    except RuleBroken as problem:
        return _form(call, typed, {"stage": f"{problem.title}. {problem.sentence}"}, problem.status)
    call.subject = str(made.id)
    return call.redirect(f"{PEOPLE}/{made.beneficiary_id}#parcours", Flash("C’est noté sur son chemin."))


@ROUTES.page("POST", "/beneficiaries/<uuid:id>/assessments/<uuid:assessment>/withdraw", roles=STAFF)
def withdraw(call: Call) -> Response:
    """It was a mistake: it counts no more."""
    with call.database.reading() as db:
        found = assessments.get(db, call.params["assessment"])
    assessments.correct(call.context, found.id, {"withdrawn": True}, lambda _revision: None)
    return call.redirect(f"{PEOPLE}/{call.params['id']}#parcours", Flash("L’évaluation est retirée. Elle ne compte plus."))


def _answers(call: Call, typed: dict[str, str]) -> dict[str, Any]:
    plain = {name: typed.get(name) or None for name in ("program_id", "level", "situation", "on")}
    pix = {}
    for domain in PixDomain:
        said = typed.get(f"pix_{domain.value}", "")
        if said.isdecimal():
            pix[domain.value] = int(said[:2])
    beneficiary = {"beneficiary_id": str(call.params["id"]), "stage": typed.get("stage", "")}
    return {**plain, **beneficiary, "pix": pix, "remark": typed.get("remark", "")}


def _form(call: Call, typed: dict[str, str], errors: dict[str, str] | None = None, status: int = 200) -> Response:
    with call.database.reading() as db:
        person = beneficiaries.get(db, call.params["id"])
        enrolled, _ = programs_storage.enrollments(db, beneficiary_id=person.id, limit=100)
        programs = programs_storage.by_ids(db, [each.program_id for each in enrolled])
        chosen = typed.get("program_id") or next((str(each.program_id) for each in reversed(enrolled)), "")
        stage = typed.get("stage") or _next_stage(db, person.id, chosen)
    return call.render(
        "enrollment/assessment-form.html",
        status,
        person=person,
        typed=Typed({**typed, "program_id": chosen, "stage": stage}),
        errors=Typed(errors or {}),
        summary=[(name, f"{LABELS.get(name, 'Réponse')} : {text[:1].lower()}{text[1:]}") for name, text in (errors or {}).items()],
        programs=[("", "Hors programme"), *((str(each.id), each.name) for each in programs.values())],
        stages=options(AssessmentStage),
        levels=options(Autonomy),
        situations=options(Situation, empty="Pas encore"),
        pix=[(f"pix_{each.value}", each.label) for each in PixDomain],
        pix_levels=[("", "–"), *((str(level), str(level)) for level in range(1, HIGHEST_PIX + 1))],
    )


def _next_stage(db: Db, person_id: uuid.UUID, program_id: str) -> str:
    """Entry first, then steps on the way."""
    try:
        program = uuid.UUID(program_id) if program_id else None
    except ValueError:
        program = None
    entered = storage.same_moment(db, person_id, program, AssessmentStage.ENTRY.value)
    return (AssessmentStage.PROGRESS if entered else AssessmentStage.ENTRY).value
