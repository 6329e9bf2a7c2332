"""The directory of partners and structures."""

from typing import Any

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import OrganizationKind
from lakou.kernel.problems import InvalidInput, RuleBroken, StaleRevision
from lakou.kernel.web.call import Call, load
from lakou.kernel.web.flash import Flash
from services.enrollment.model import Organization
from services.enrollment.pages.doors import COORDINATION, ROUTES, STAFF, Typed, address, id_asked
from services.enrollment.pages.person_form import commune_of
from services.enrollment.pages.words import commune_labels, commune_name, options
from services.enrollment.schemas.organizations import OrganizationInSchema, OrganizationPatchSchema
from services.enrollment.storage import organizations as storage
from services.enrollment.use_cases import organizations

DIRECTORY = "/enrollment/organizations"
PER_PAGE = 25
LABELS = {
    "name": "Nom",
    "kind": "Genre",
    "siret": "SIRET",
    "rna": "RNA",
    "commune": "Commune",
    "phone": "Téléphone",
    "email": "E-mail",
}


@ROUTES.page("GET", "/organizations", roles=STAFF)
def listed(call: Call) -> Response:
    """By name."""
    asked = {"q": call.request.args.get("q", "")[:100], "kind": call.request.args.get("kind", "")}
    asked["kind"] = asked["kind"] if asked["kind"] in set(OrganizationKind) else ""
    after = id_asked(call, "after")
    with call.database.reading() as db:
        found, following = storage.listed(db, q=asked["q"], kind=asked["kind"] or None, after=after, limit=PER_PAGE)
    return call.render(
        "enrollment/organizations.html",
        rows=[(each, OrganizationKind(each.kind).label, commune_name(each.commune) if each.commune else "") for each in found],
        asked=asked,
        kinds=options(OrganizationKind, empty="Tous"),
        may_change=call.principal.role in COORDINATION,
        first=address(DIRECTORY, **asked) if after else None,
        following=address(DIRECTORY, **asked, after=following) if following else None,
    )


@ROUTES.page("GET", "/organizations/new", roles=COORDINATION)
def new(call: Call) -> Response:
    """The form."""
    return _form(call, {}, {})


@ROUTES.page("POST", "/organizations", roles=COORDINATION)
def add(call: Call) -> Response:
    """A new line."""
    typed = _typed(call)
    try:
        made = organizations.add(call.context, load(OrganizationInSchema, _answers(call, typed)))
    except InvalidInput as problem:
        return _form(call, typed, problem.errors, status=400)
    except RuleBroken as problem:
        return _form(call, typed, {"name": f"{problem.title}. {problem.sentence}"}, status=problem.status)
    call.subject = str(made.id)
    return call.redirect(f"{DIRECTORY}/{made.id}/edit", Flash(f"{made.name} est dans l’annuaire, sous le code {made.code}."))


@ROUTES.page("GET", "/organizations/<uuid:id>/edit", roles=COORDINATION)
def edit(call: Call) -> Response:
    """The form with what is known, and its sign-ins."""
    with call.database.reading() as db:
        found = organizations.get(db, call.params["id"])
    typed = {name: getattr(found, name) or "" for name in LABELS}
    if found.commune:
        typed["commune"] = next((label for label, code in commune_labels("").items() if code == found.commune), found.commune)
    typed["active"] = "1" if found.active else ""
    return _form(call, typed, {}, organization=found, revision=str(found.revision))


@ROUTES.page("POST", "/organizations/<uuid:id>/edit", roles=COORDINATION)
def save(call: Call) -> Response:
    """Correct it, unless somebody else did meanwhile."""
    typed, seen = _typed(call), call.request.form.get("revision", "")
    with call.database.reading() as db:
        found = organizations.get(db, call.params["id"])

    def unchanged(revision: int) -> None:
        if seen != str(revision):
            raise StaleRevision

    try:
        given = load(OrganizationPatchSchema, {**_answers(call, typed), "active": bool(typed["active"])})
        organizations.change(call.context, found.id, given, unchanged)
    except InvalidInput as problem:
        return _form(call, typed, problem.errors, status=400, organization=found, revision=seen)
    except RuleBroken as problem:
        errors = {"siret": f"{problem.title}. {problem.sentence}"}
        return _form(call, typed, errors, status=problem.status, organization=found, revision=seen)
    return call.redirect(DIRECTORY, Flash("L’annuaire est à jour."))


def _typed(call: Call) -> dict[str, str]:
    return {name: call.request.form.get(name, "").strip() for name in (*LABELS, "active")}


def _answers(call: Call, typed: dict[str, str]) -> dict[str, Any]:
    """As the API would be given it. Raises InvalidInput for a commune that is not one, and for what is missing."""
    missing = {name: "Répondez à cette question." for name in ("name", "kind") if not typed[name]}
    given: dict[str, Any] = {name: typed[name] or None for name in LABELS}
    if typed["commune"]:
        given["commune"], problem = commune_of(typed["commune"], call.site.territory)
        if problem:
            missing["commune"] = problem
    if missing:
        raise InvalidInput(missing)
    return given


def _form(
    call: Call,
    typed: dict[str, str],
    errors: dict[str, str],
    *,
    status: int = 200,
    organization: Organization | None = None,
    revision: str = "",
) -> Response:
    return call.render(
        "enrollment/organization-form.html",
        status,
        typed=Typed(typed),
        errors=Typed(errors),
        summary=[(name, f"{LABELS.get(name, 'Réponse')} : {text[:1].lower()}{text[1:]}") for name, text in errors.items()],
        kinds=options(OrganizationKind, empty="Choisissez"),
        communes=list(commune_labels(call.site.territory)),
        organization=organization,
        revision=revision,
    )
