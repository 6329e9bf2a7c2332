"""Programs: the list, a new one, one with its people."""

from typing import Any

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import EnrollmentStage, ProgramKind, ReferrerKind
from lakou.kernel import clock
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, RuleBroken, StaleRevision
from lakou.kernel.web.call import Call, load
from lakou.kernel.web.flash import Flash
from lakou.kernel.web.headers import with_scripts
from services.enrollment.model import Program
from services.enrollment.pages import program_view
from services.enrollment.pages.doors import COORDINATION, ROUTES, STAFF, Typed, address, id_asked
from services.enrollment.pages.words import commune_name, found_said, options, stage_tag
from services.enrollment.schemas.programs import ProgramInSchema, ProgramPatchSchema
from services.enrollment.storage import beneficiaries as people_storage
from services.enrollment.storage import programs as storage
from services.enrollment.use_cases import programs

PROGRAMS = "/enrollment/programs"
PER_PAGE = 25
LABELS = {
    "name": "Nom",
    "kind": "Pour qui",
    "code": "Code",
    "target": "Objectif",
    "starts_on": "Début",
    "ends_on": "Fin",
    "eligibility": "Pour être admise",
    "funder": "Financeur",
    "budget": "Budget",
    "capacity": "Places",
    "cohort": "Cohorte",
}


@ROUTES.page("GET", "/programs", roles=STAFF)
def listed(call: Call) -> Response:
    """All programs with how far they are."""
    with call.database.reading() as db:
        found, _ = storage.listed(db)
        counts = storage.stages(db, [program.id for program in found])
    rows = [(program, ProgramKind(program.kind).label, _reached(counts[program.id])) for program in found]
    return call.render("enrollment/programs.html", programs=rows, may_open=call.principal.role in COORDINATION)


@ROUTES.page("GET", "/programs/new", roles=COORDINATION)
def new(call: Call) -> Response:
    """The form."""
    return _form(call, {"kind": ProgramKind.BENEFICIARIES.value}, {})


@ROUTES.page("POST", "/programs", roles=COORDINATION)
def open_program(call: Call) -> Response:
    """Open a program."""
    typed = _typed(call)
    try:
        program = programs.open_program(call.context, load(ProgramInSchema, _answers(typed, whole=True)))
    except (InvalidInput, RuleBroken) as problem:
        return _form(call, typed, _errors(problem), status=problem.status)
    call.subject = str(program.id)
    return call.redirect(f"{PROGRAMS}/{program.id}", Flash(f"Le programme « {program.name} » est ouvert."))


@ROUTES.page("GET", "/programs/<uuid:id>/edit", roles=COORDINATION)
def edit(call: Call) -> Response:
    """The form with what is known."""
    with call.database.reading() as db:
        program = programs.get(db, call.params["id"])
    typed = {name: "" if getattr(program, name) is None else str(getattr(program, name)) for name in LABELS}
    if program.budget is not None:
        typed["budget"] = f"{program.budget:.2f}".replace(".00", "").replace(".", ",")
    return _form(call, typed, {}, program=program, revision=str(program.revision))


@ROUTES.page("POST", "/programs/<uuid:id>/edit", roles=COORDINATION)
def save(call: Call) -> Response:
    """Change a program, unless somebody else did meanwhile."""
    typed, seen = _typed(call), call.request.form.get("revision", "")
    with call.database.reading() as db:
        program = programs.get(db, call.params["id"])

    def unchanged(revision: int) -> None:
        if seen != str(revision):
            raise StaleRevision

    try:
        program = programs.change_program(
            call.context, program.id, load(ProgramPatchSchema, _answers(typed, whole=False, common=program.common)), unchanged
        )
    except InvalidInput as problem:
        return _form(call, typed, _errors(problem), status=400, program=program, revision=seen)
    return call.redirect(f"{PROGRAMS}/{program.id}", Flash("Le programme est modifié."))


@ROUTES.page("GET", "/programs/<uuid:id>", roles=STAFF)
def one(call: Call) -> Response:
    """A program: its places, what to do first, and its people."""
    with call.database.reading() as db:
        program = programs.get(db, call.params["id"])
        counts = storage.stages(db, [program.id])[program.id]
        values: dict[str, Any] = {
            "program": program,
            "kind": ProgramKind(program.kind).label,
            "counts": {stage.value: counts.get(stage.value, 0) for stage in EnrollmentStage},
            "reached": _reached(counts),
            "planned": storage.session_counts(db, [program.id]).get(program.id, 0),
            "may_change": call.principal.role in COORDINATION,
        }
        if program.kind == ProgramKind.BENEFICIARIES:
            values |= _of_people(call, db, program, counts)
        elif program.kind == ProgramKind.STRUCTURES:
            values["structures"] = program_view.structures(db, program)
    return with_scripts(call.render("enrollment/program.html", **values))


def _of_people(call: Call, db: Db, program: Program, counts: dict[str, int]) -> dict[str, Any]:
    asked = {name: call.request.args.get(name, "")[:200] for name in ("q", "stage", "commune")}
    after, here = id_asked(call, "after"), f"{PROGRAMS}/{program.id}"
    rows, following = storage.people(
        db, program.id, query=asked["q"], stage=asked["stage"], commune=asked["commune"], after=after, limit=PER_PAGE
    )
    ids = [person.id for _, person in rows]
    seen, came = people_storage.last_seen(db, ids, call.site.zone), storage.attended(db, [program.id], ids)
    first, more, reasons = program_view.to_do(db, program, clock.today(call.site.zone))
    levels = program_view.levels_of(db, program.id, ids)
    lived = sorted((commune_name(each), each) for each in storage.communes(db, program.id))
    return {
        "outcome": program_view.outcome(db, program, counts),
        "to_do": first,
        "more_to_do": more,
        "people": [
            {
                "person": person,
                "tag": stage_tag(enrollment.stage),
                "alert": reasons.get(person.id),
                "level": levels.get(person.id, "Pas évaluée"),
                "came": came.get((program.id, person.id), storage.Seen()),
                "seen": seen.get(person.id),
                "referrer": ReferrerKind(person.referrer).label if person.referrer else "Non communiqué",
            }
            for enrollment, person in rows
        ],
        "said": found_said(len(rows), more=bool(following or after)) if any(asked.values()) else "",
        "asked": asked,
        "stages": options(EnrollmentStage, empty="Toutes"),
        "communes": [("", "Toutes"), *((insee, name) for name, insee in lived)],
        "first": address(here, **asked) if after else None,
        "following": address(here, **asked, after=following) if following else None,
    }


def _reached(counts: dict[str, int]) -> dict[str, int]:
    """How many began, and how many came to the end."""
    inside = sum(counts.get(stage, 0) for stage in ("enrolled", "active", "completed"))
    return {"inside": inside, "completed": counts.get("completed", 0), "all": sum(counts.values())}


def _typed(call: Call) -> dict[str, str]:
    return {name: call.request.form.get(name, "").strip() for name in LABELS}


def _answers(typed: dict[str, str], *, whole: bool, common: bool = False) -> dict[str, Any]:
    """What was typed, as the API would be given it. Raises InvalidInput for what is no number."""
    fixed = () if whole else ("kind", "code", *(programs.SHARED if common else ()))
    names = [name for name in LABELS if name not in fixed]
    given: dict[str, Any] = {name: typed[name] or None for name in names}
    if "name" in names and not typed["name"]:
        raise InvalidInput({"name": "Répondez à cette question."})
    for name in ("target", "capacity"):
        if typed[name]:
            if not typed[name].isdecimal() or len(typed[name]) > 6:
                raise InvalidInput({name: "Écrivez un nombre entier de personnes, comme 40."})
            given[name] = int(typed[name])
    if typed["budget"]:
        try:
            given["budget"] = float("".join(typed["budget"].replace("€", "").replace(",", ".").split()))
        except ValueError as error:
            raise InvalidInput({"budget": "Écrivez un montant en euros, comme 12 500."}) from error
    return given


def _errors(problem: InvalidInput | RuleBroken) -> dict[str, str]:
    return problem.errors if isinstance(problem, InvalidInput) else {"code": problem.sentence}


def _form(
    call: Call, typed: dict[str, str], errors: dict[str, str], status: int = 200, program: Program | None = None, revision: str = ""
) -> Response:
    return call.render(
        "enrollment/program-form.html",
        status,
        typed=Typed(typed),
        errors=Typed(errors),
        summary=[(name, f"{LABELS.get(name, 'Réponse')} : {text[:1].lower()}{text[1:]}") for name, text in errors.items()],
        kinds=[(each.value, each.label) for each in ProgramKind],
        program=program,
        revision=revision,
    )
