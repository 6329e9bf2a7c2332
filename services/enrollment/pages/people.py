"""Find a person, and read her file."""

from typing import Any

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import (
    ConsentChannel,
    ContactChannel,
    EnrollmentStage,
    Language,
    LeavingReason,
    ReferrerKind,
    RsaStatus,
    SocialStatus,
)
from lakou.kernel import clock
from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call, load
from lakou.kernel.web.flash import Flash
from lakou.kernel.web.headers import with_scripts
from services.enrollment.model import Beneficiary, Enrollment, Program
from services.enrollment.pages import histories, ways
from services.enrollment.pages.consents import codes_of
from services.enrollment.pages.doors import COORDINATION, ROUTES, STAFF, Typed, address, id_asked
from services.enrollment.pages.words import PARTNERS, commune_name, found_said, options, purpose_label, stage_tag
from services.enrollment.schemas.beneficiaries import ConsentInSchema
from services.enrollment.storage import beneficiaries as storage
from services.enrollment.storage import merges as merges_storage
from services.enrollment.storage import organizations
from services.enrollment.storage import programs as programs_storage
from services.enrollment.storage import search as finding
from services.enrollment.use_cases import beneficiaries

PER_PAGE = 20
LINES = 10
PEOPLE = "/enrollment/beneficiaries"


@ROUTES.page("GET", "/beneficiaries", roles=STAFF)
def search(call: Call) -> Response:
    """People by name."""
    query, commune = call.request.args.get("q", "")[:200], call.request.args.get("commune", "")[:5]
    after = id_asked(call, "after")
    with call.database.reading() as db:
        people, following = finding.page(db, query=query, commune=commune, after=after, limit=PER_PAGE)
        near = not people and after is None
        if near:
            people = finding.near(db, query=query, commune=commune, limit=PER_PAGE)
        seen = storage.last_seen(db, [person.id for person in people], call.site.zone)
        lived = sorted((commune_name(each), each) for each in storage.communes(db))
        nobody = not people and storage.count(db) == 0
    page = call.render(
        "enrollment/people.html",
        people=[(person, commune_name(person.commune), seen.get(person.id)) for person in people],
        query=query,
        commune=commune,
        communes=[("", "Toutes"), *((insee, name) for name, insee in lived)],
        nobody=nobody,
        said=found_said(len(people), more=bool(following or after)) if query or commune else "",
        near=near,
        may_merge=call.principal.role in COORDINATION,
        first=address(PEOPLE, q=query, commune=commune) if after else None,
        following=address(PEOPLE, q=query, commune=commune, after=following) if following else None,
    )
    return with_scripts(page)


@ROUTES.page("GET", "/beneficiaries/<uuid:id>", roles=STAFF)
def one(call: Call) -> Response:
    """Her file."""
    return show(call)


@ROUTES.page("POST", "/beneficiaries/<uuid:id>/consents", roles=STAFF)
def consent(call: Call) -> Response:
    """Note what she says of one purpose from now on."""
    sent = call.request.form
    given: dict[str, Any] = {"purpose": sent.get("purpose", ""), "given": sent.get("given") == "true"}
    given["channel"] = sent.get("channel", "")
    person = beneficiaries.note_consent(
        call.context, call.params["id"], load(ConsentInSchema, given), call.principal.name, lambda _revision: None
    )
    with call.database.reading() as db:
        label = purpose_label(given["purpose"], organizations.names(db, codes_of([given["purpose"]])))
    word = "C’est noté : oui" if given["given"] else "C’est noté : non"
    back = "/consents" if sent.get("back") == "consents" else "#accords"
    return call.redirect(f"{PEOPLE}/{person.id}{back}", Flash(f"{word}, « {label} »."))


def show(call: Call, problem: InvalidInput | None = None, typed: dict[str, str] | None = None) -> Response:
    """The page of a person; `problem` is what was wrong with a form of it."""
    with call.database.reading() as db:
        person = beneficiaries.get(db, call.params["id"])
        if person.root_id is not None:
            return call.redirect(f"{PEOPLE}/{person.root_id}", Flash("Cette fiche a été fusionnée avec celle-ci."))
        taken_in = merges_storage.taken_in(db, person.id)
        said = storage.consents(db, person.id)
        names = organizations.names(db, codes_of(each.purpose for each in said))
        notes = storage.notes(db, person.id)
        other_notes = [(absorbed, storage.notes(db, absorbed.id)) for _, absorbed in taken_in]
        shared = storage.sharing_phone(db, person.phone, beside=person.id)
        history = histories.of(db, person.id, call.site.zone)
        enrolled, _ = programs_storage.enrollments(db, beneficiary_id=person.id, limit=100)
        offered, _ = programs_storage.listed(db)
        ids = [each.program_id for each in enrolled]
        came = programs_storage.attended(db, ids, [person.id])
        programs = {each.id: each for each in offered}
        way = ways.way(db, person.id, enrolled, programs, clock.today(call.site.zone))
        sent = ways.sent(db, person.id)
    open_ids = {each.program_id for each in enrolled if each.stage not in ("completed", "withdrawn", "denied")}
    shown = history.entries if call.request.args.get("tout") else history.entries[:LINES]
    return call.render(
        "enrollment/person.html",
        problem.status if problem else 200,
        person=person,
        man=person.gender == "masculin",
        commune=commune_name(person.commune),
        language=Language(person.language).label.lower(),
        facts=_facts(person, history, shared),
        notes=notes,
        other_notes=[(absorbed.name, text) for absorbed, text in other_notes if text],
        taken_in=taken_in,
        may_merge=call.principal.role in COORDINATION,
        consents=_consents(person, said, names),
        consent_channels=options(ConsentChannel),
        enrollments=[_enrollment(each, programs[each.program_id], came) for each in enrolled if each.program_id in programs],
        offered=[(each.id, each.name) for each in offered if each.kind == "beneficiaries" and each.id not in open_ids],
        stages=[
            (stage.value, stage.label) for stage in (EnrollmentStage.APPLIED, EnrollmentStage.WAITLISTED, EnrollmentStage.ENROLLED)
        ],
        leaving=options(LeavingReason, empty="Choisissez"),
        way=way,
        sent=sent,
        history=shown,
        older=len(history.entries) - len(shown),
        upcoming=history.upcoming,
        problems=list(problem.errors.items()) if problem else [],
        typed=Typed(typed or {}),
    )


def _enrollment(each: Enrollment, program: Program, came: dict[Any, programs_storage.Seen]) -> dict[str, Any]:
    return {
        "id": each.id,
        "program": program,
        "since": each.stage_on,
        "tag": stage_tag(each.stage),
        "came": came.get((each.program_id, each.beneficiary_id), programs_storage.Seen()),
        "moves": [(stage.value, stage.label) for stage in each.allowed],
    }


def _facts(person: Beneficiary, history: histories.History, shared: int) -> list[tuple[str, str]]:
    rows = [
        ("Situation", SocialStatus(person.social_status).label),
        ("RSA", {"oui": "Oui", "non": "Non"}.get(person.rsa, RsaStatus(person.rsa).label)),
        ("Préfère", ContactChannel(person.channel).label),
    ]
    if person.phone:
        rows.append(("Téléphone", f"Partagé avec {shared} autre{'s' if shared > 1 else ''}" if shared else "Non partagé"))
    if person.email:
        rows.append(("E-mail", person.email))
    rows.append(("Venue par", ReferrerKind(person.referrer).label if person.referrer else "Non communiqué"))
    if history.marked:
        excused = f", dont {history.excused} avec excuse" if history.excused else ""
        rows.append(("Absences", f"{history.absences} sur {history.marked}{excused}"))
    return rows


def _consents(person: Beneficiary, said: Any, names: dict[str, str]) -> list[dict[str, Any]]:
    """The usual purposes, that of the partner who sent her, and whatever else she spoke about."""
    answers = {each.purpose: each for each in said}
    usual = ["follow_up", "messages", "statistics"]
    if person.referrer in PARTNERS:
        usual.append(f"sharing:{person.referrer}")
    purposes = [*usual, *(each for each in answers if each not in usual)]
    return [
        {
            "purpose": purpose,
            "label": purpose_label(purpose, names),
            "answer": answers.get(purpose),
            "channel": ConsentChannel(answers[purpose].channel).label if purpose in answers else "",
        }
        for purpose in purposes
    ]
