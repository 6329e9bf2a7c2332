"""Register a person; correct her file."""

from typing import Any

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import ConsentChannel
from lakou.kernel.problems import InvalidInput, StaleRevision
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from services.enrollment.model import Beneficiary
from services.enrollment.model.rules import AlreadyEnrolled, PossibleDuplicate
from services.enrollment.pages import person_form
from services.enrollment.pages.doors import ROUTES, STAFF, Typed, id_asked
from services.enrollment.pages.person_form import PersonForm
from services.enrollment.pages.words import PERSON_OPTIONS, REGISTERED_PURPOSES, commune_labels, options, purpose_label
from services.enrollment.schemas.beneficiaries import BeneficiaryInSchema, BeneficiaryPatchSchema
from services.enrollment.storage import beneficiaries as storage
from services.enrollment.storage import situations
from services.enrollment.use_cases import beneficiaries, enrollments, programs

FORM_LABELS = {
    "family_name": "Nom",
    "given_name": "Prénom",
    "birth": "Naissance",
    "commune": "Commune",
    "gender": "Genre",
    "phone": "Téléphone",
    "phone_shared": "Toute la maison répond",
    "other_phone": "Autre téléphone",
    "other_phone_whose": "À qui est l’autre téléphone",
    "email": "E-mail",
    "language": "Langue",
    "channel": "Préfère",
    "social_status": "Situation",
    "referrer": "Envoyée par",
    "rsa": "RSA",
    "notes": "Notes",
}
NEW = "/enrollment/beneficiaries/new"


@ROUTES.page("GET", "/beneficiaries/new", roles=STAFF)
def new(call: Call) -> Response:
    """The form, for a program when its id is in the address."""
    return _form(call, PersonForm(person_form.blank()))


@ROUTES.page("POST", "/beneficiaries", roles=STAFF)
def register(call: Call) -> Response:
    """Open a file, or say what to mend, or ask whether it is the same person."""
    form = person_form.read(call, BeneficiaryInSchema, consents=True)
    if form.errors:
        return _form(call, form, status=400)
    try:
        done = beneficiaries.register(call.context, form.given, call.principal.name)
    except InvalidInput as problem:
        form.errors = {"birth": next(iter(problem.errors.values()))}
        return _form(call, form, status=400)
    except PossibleDuplicate as problem:
        return _form(call, form, status=409, candidates=problem.facts["candidates"])
    person = done.beneficiary
    call.subject = str(person.id)
    told = " ".join([f"La fiche de {person.name} est ouverte.", *(sentence for _, sentence in done.warnings)])
    told += _into_program(call, person.id)
    flash = Flash(told, "warn" if done.warnings else "ok")
    program = call.request.form.get("program", "")
    if call.request.form.get("then") == "another":
        return call.redirect(f"{NEW}?program={program}" if program else NEW, flash)
    return call.redirect(f"/enrollment/beneficiaries/{person.id}", flash)


def _into_program(call: Call, beneficiary_id: Any) -> str:
    program_id = id_asked(call, "program")
    if program_id is None:
        return ""
    try:
        enrollments.enroll(call.context, {"beneficiary_id": beneficiary_id, "program_id": program_id}, call.principal.name)
    except (InvalidInput, AlreadyEnrolled):
        return " Elle n’a pas pu être ajoutée au programme : faites-le depuis sa fiche."
    return " Sa candidature au programme est notée."


@ROUTES.page("GET", "/beneficiaries/<uuid:id>/edit", roles=STAFF)
def edit(call: Call) -> Response:
    """The form with what the file says."""
    person, typed = _as_it_stands(call)
    return _form(call, PersonForm(typed), person=person, revision=person.revision)


@ROUTES.page("POST", "/beneficiaries/<uuid:id>/edit", roles=STAFF)
def save(call: Call) -> Response:
    """Correct the file, unless somebody else did meanwhile."""
    form = person_form.read(call, BeneficiaryPatchSchema, consents=False)
    seen = call.request.form.get("revision", "")
    with call.database.reading() as db:
        person = beneficiaries.get(db, call.params["id"])
    if form.errors:
        return _form(call, form, status=400, person=person, revision=seen)

    def unchanged(revision: int) -> None:
        if seen != str(revision):
            raise StaleRevision

    try:
        person = beneficiaries.change(call.context, person.id, form.given, unchanged)
    except StaleRevision:
        return _both(call, form)
    except InvalidInput as problem:
        form.errors = {"situation_since" if "situation_since" in problem.errors else "birth": next(iter(problem.errors.values()))}
        return _form(call, form, status=400, person=person, revision=seen)
    return call.redirect(f"/enrollment/beneficiaries/{person.id}", Flash(f"La fiche de {person.name} est corrigée."))


def _as_it_stands(call: Call) -> tuple[Beneficiary, dict[str, str]]:
    """The file, and the form as it would have been typed for it."""
    with call.database.reading() as db:
        person = beneficiaries.standing(db, call.params["id"])
        return person, person_form.of_file(person, storage.notes(db, person.id), situations.phones(db, person.id))


def _both(call: Call, form: PersonForm) -> Response:
    """Somebody else was quicker: both versions, and hers in the boxes, on top of the file as it stands now."""
    person, stands = _as_it_stands(call)
    differ = [
        (label, stands.get(name, ""), form.typed.get(name, ""))
        for name, label in FORM_LABELS.items()
        if stands.get(name, "") != form.typed.get(name, "").replace("\r\n", "\n")
    ]
    return _form(call, form, status=412, person=person, revision=person.revision, differ=differ)


def _form(
    call: Call, form: PersonForm, status: int = 200, candidates: Any = (), person: Any = None, revision: Any = "", differ: Any = ()
) -> Response:
    program_id, program = id_asked(call, "program"), None
    if program_id is not None:
        with call.database.reading() as db:
            program = programs.get(db, program_id)
    return call.render(
        "enrollment/person-form.html",
        status,
        typed=Typed(form.typed),
        errors=Typed(form.errors),
        summary=form.summary,
        candidates=candidates,
        communes=list(commune_labels(call.site.territory)),
        purposes=[(f"consent_{each.replace(':', '_')}", purpose_label(each, {})) for each in REGISTERED_PURPOSES],
        consent_channels=options(ConsentChannel),
        situation_changes=person_form.SITUATION_CHANGES,
        program=program,
        person=person,
        revision=revision,
        differ=differ,
        **PERSON_OPTIONS,
    )
