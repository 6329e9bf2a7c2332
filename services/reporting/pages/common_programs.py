"""The programs that the hub shares out: the list, a new one, one to change."""

from typing import Any

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import ProgramKind
from lakou.kernel.problems import InvalidInput, RuleBroken, StaleRevision
from lakou.kernel.web.call import Call, load
from lakou.kernel.web.flash import Flash
from services.reporting.model import CommonProgram
from services.reporting.pages.doors import ROUTES
from services.reporting.readers import SHARERS, check_hub
from services.reporting.schemas import CommonProgramInSchema, CommonProgramPatchSchema
from services.reporting.storage import catalog as storage
from services.reporting.use_cases import catalog
from services.reporting.use_cases.freshness import freshness

PROGRAMS = "/reporting/programs"
LABELS = {
    "name": "Nom",
    "kind": "Pour qui",
    "code": "Code",
    "starts_on": "Début",
    "ends_on": "Fin",
    "eligibility": "Pour être admise",
    "funder": "Financé par",
}
TARGET = "target-"


@ROUTES.page("GET", "/programs", roles=SHARERS)
def shared(call: Call) -> Response:
    """All of them, with the targets of the nodes."""
    check_hub(call)
    with call.database.reading() as db:
        rows = [(program, ProgramKind(program.kind).label, sum(program.targets.values())) for program in storage.programs(db)]
    return call.render("reporting/common-programs.html", programs=rows)


@ROUTES.page("GET", "/programs/new", roles=SHARERS)
def new(call: Call) -> Response:
    """The form."""
    check_hub(call)
    return _form(call, {"kind": ProgramKind.BENEFICIARIES.value}, {})


@ROUTES.page("POST", "/programs", roles=SHARERS)
def share(call: Call) -> Response:
    """Share a program out."""
    check_hub(call)
    typed = _typed(call)
    try:
        program = catalog.share(call.context, load(CommonProgramInSchema, _answers(typed)))
    except (InvalidInput, RuleBroken) as problem:
        return _form(call, typed, _errors(problem), status=problem.status)
    call.subject = program.code
    return call.redirect(PROGRAMS, Flash(f"« {program.name} » part vers les nœuds."))


@ROUTES.page("GET", "/programs/<code>", roles=SHARERS)
def edit(call: Call) -> Response:
    """The form with what is known."""
    check_hub(call)
    with call.database.reading() as db:
        program = catalog.get(db, call.params["code"])
    typed = {name: "" if getattr(program, name) is None else str(getattr(program, name)) for name in LABELS}
    typed |= {f"{TARGET}{node}": str(number) for node, number in program.targets.items()}
    return _form(call, typed, {}, program=program, revision=str(program.revision))


@ROUTES.page("POST", "/programs/<code>", roles=SHARERS)
def save(call: Call) -> Response:
    """Change it, unless somebody else did meanwhile."""
    check_hub(call)
    typed, seen = _typed(call), call.request.form.get("revision", "")
    with call.database.reading() as db:
        program = catalog.get(db, call.params["code"])

    def unchanged(revision: int) -> None:
        if seen != str(revision):
            raise StaleRevision

    given = {name: value for name, value in _answers(typed).items() if name not in ("code", "kind")}
    try:
        catalog.change(call.context, program.code, load(CommonProgramPatchSchema, given), unchanged)
    except InvalidInput as problem:
        return _form(call, typed, _errors(problem), status=400, program=program, revision=seen)
    return call.redirect(PROGRAMS, Flash("Le programme commun est modifié. Les nœuds le sauront au prochain échange."))


def _typed(call: Call) -> dict[str, str]:
    names = [*LABELS, *(name for name in call.request.form if name.startswith(TARGET))]
    return {name: call.request.form.get(name, "").strip() for name in names[:120]}


def _answers(typed: dict[str, str]) -> dict[str, Any]:
    """What was typed, as the API would be given it. Raises InvalidInput."""
    given: dict[str, Any] = {name: typed[name] or None for name in LABELS}
    missing: dict[str, str] = {name: "Répondez à cette question." for name in ("name", "code") if name in typed and not typed[name]}
    targets: dict[str, int] = {}
    for name, value in typed.items():
        if name.startswith(TARGET) and value:
            if not value.isdecimal() or len(value) > 6:
                missing[name] = "Écrivez un nombre entier de personnes, comme 40."
            else:
                targets[name.removeprefix(TARGET)] = int(value)
    if missing:
        raise InvalidInput(missing)
    return {**given, "targets": targets}


def _errors(problem: InvalidInput | RuleBroken) -> dict[str, str]:
    return problem.errors if isinstance(problem, InvalidInput) else {"code": problem.sentence}


def _form(
    call: Call,
    typed: dict[str, str],
    errors: dict[str, str],
    status: int = 200,
    program: CommonProgram | None = None,
    revision: str = "",
) -> Response:
    with call.database.reading() as db:
        nodes = [(f"{TARGET}{each.node}", each.label) for each in freshness(call.context, db)]
    labels = LABELS | dict(nodes)
    return call.render(
        "reporting/common-program-form.html",
        status,
        typed=typed,
        errors=errors,
        summary=[(name, f"{labels.get(name, 'Réponse')} : {text[:1].lower()}{text[1:]}") for name, text in errors.items()],
        kinds=[(each.value, each.label) for each in ProgramKind],
        nodes=nodes,
        program=program,
        revision=revision,
    )
