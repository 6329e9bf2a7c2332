"""A line of an import that waits for a person's decision."""

import uuid
from typing import Any

from werkzeug.wrappers import Response

from lakou.kernel import clock
from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call, load
from lakou.kernel.web.flash import Flash
from services.enrollment.model import Import, ImportLine
from services.enrollment.model.rules import PossibleDuplicate
from services.enrollment.pages.doors import COORDINATION, ROUTES, Typed
from services.enrollment.pages.imports import IMPORTS
from services.enrollment.pages.outcomes import outcome_tag
from services.enrollment.pages.person_form import LABELS, commune_of
from services.enrollment.pages.words import commune_labels, commune_name
from services.enrollment.schemas.imports import DecisionSchema
from services.enrollment.sheets.dates import read_birth
from services.enrollment.storage import beneficiaries as storage
from services.enrollment.use_cases import beneficiaries, imports

SAID = {
    "created": "La fiche est ouverte.",
    "known": "C’est noté : elle est déjà connue.",
    "refused": "La ligne est laissée de côté.",
}


@ROUTES.page("GET", "/imports/<uuid:id>/lines/<int:line>", roles=COORDINATION)
def one(call: Call) -> Response:
    """What the line says, whom it looks like, and what can be done."""
    return _show(call)


@ROUTES.page("POST", "/imports/<uuid:id>/lines/<int:line>", roles=COORDINATION)
def decide(call: Call) -> Response:
    """Settle the line."""
    typed = {name: value.strip() for name, value in call.request.form.items() if name != "csrf"}
    try:
        given = load(DecisionSchema, _answers(call, typed))
        row = imports.decide(call.context, call.params["id"], call.params["line"], given, call.principal.name)
    except InvalidInput as problem:
        return _show(call, problem.errors, typed)
    except PossibleDuplicate as problem:
        return _show(call, {"decision": problem.sentence}, typed)
    if row.outcome == "to_check":
        return call.redirect(
            f"{IMPORTS}/{call.params['id']}/lines/{row.line}", Flash("Cette personne ressemble à une autre.", "warn")
        )
    return call.redirect(f"{IMPORTS}/{call.params['id']}", Flash(f"Ligne {row.line} : {SAID[row.outcome].lower()}"))


def _answers(call: Call, typed: dict[str, str]) -> dict[str, Any]:
    """The decision, and with `correct` what was typed. Raises InvalidInput."""
    given: dict[str, Any] = {"decision": typed.get("decision", "")}
    if typed.get("candidate"):
        given["id"] = typed["candidate"]
    if given["decision"] != "correct":
        return given
    errors = {}
    for name in ("family_name", "given_name"):
        given[name] = typed.get(name, "")
    birth = read_birth(typed.get("birth", ""), clock.today(call.site.zone))
    if birth.problem:
        errors["birth"] = birth.problem
    elif birth.date:
        given["birth_date"] = birth.date.isoformat()
    else:
        given["birth_year"] = birth.year
    given["commune"], problem = commune_of(typed.get("commune", ""), call.site.territory)
    if problem:
        errors["commune"] = problem
    given["phone"] = typed.get("phone") or None
    if errors:
        raise InvalidInput(errors)
    return given


def _show(call: Call, errors: dict[str, str] | None = None, typed: dict[str, str] | None = None) -> Response:
    job, row, said = imports.line_to_settle(call.context, call.params["id"], call.params["line"])
    with call.database.reading() as db:
        found = storage.by_ids(db, [uuid.UUID(each) for each in row.candidates])
    shown = _as_typed(said)
    shown["birth"] = shown["birth"] or _written_birth(job, row)
    shown |= typed or {}
    errors = errors or {}
    return call.render(
        "enrollment/import-line.html",
        400 if errors else 200,
        job=job,
        row=row,
        tag=outcome_tag(row.outcome),
        cells=[(title, cell) for title, cell in zip(job.header, row.cells or [], strict=False) if cell],
        typed=Typed(shown),
        candidates=[beneficiaries.candidate(each) for each in found.values()],
        communes=list(commune_labels(call.site.territory)),
        errors=Typed(errors),
        summary=[(name if name in LABELS else None, f"{LABELS.get(name, 'Réponse')} : {text}") for name, text in errors.items()],
    )


def _written_birth(job: Import, row: ImportLine) -> str:
    """The birth as the file has it, when it could not be read."""
    births = [int(index) for index, field in job.mapping.items() if field in ("birth_date", "birth_year")]
    return next((row.cells[index] for index in births if row.cells and index < len(row.cells)), "")


def _as_typed(said: dict[str, Any]) -> dict[str, str]:
    born = said["birth_date"].strftime("%d/%m/%Y") if said["birth_date"] else str(said["birth_year"] or "")
    commune = commune_name(said["commune"]) if said["commune"] else ""
    names = {name: said[name] or "" for name in ("family_name", "given_name", "phone")}
    return {**names, "birth": born, "commune": commune}
