"""What partners send us and what we send them: the late ones first, and one with what can be done."""

from typing import Any

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import ReferralDirection, ReferralState, ReferrerKind, RefusalReason
from lakou.kernel import clock
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, RuleBroken
from lakou.kernel.web.call import Call, load
from lakou.kernel.web.flash import Flash
from services.enrollment.model import Organization, Referral
from services.enrollment.model.rules import PossibleDuplicate
from services.enrollment.pages.doors import ROUTES, STAFF, Typed, address, id_asked
from services.enrollment.pages.words import commune_name, options, referral_tag
from services.enrollment.schemas.referrals import ReferralMoveSchema
from services.enrollment.storage import beneficiaries as people
from services.enrollment.storage import programs as programs_storage
from services.enrollment.storage import referrals as storage
from services.enrollment.use_cases import referrals

REFERRALS = "/enrollment/referrals"
PER_PAGE = 20
ACTS = {
    ReferralState.CONTACTED: "Elle est jointe",
    ReferralState.ACCEPTED: "Elle vient",
    ReferralState.DONE: "C’est fait",
    ReferralState.DECLINED: "Refuser",
    ReferralState.EXPIRED: "Sans suite",
}


@ROUTES.page("GET", "/referrals", roles=STAFF)
def listed(call: Call) -> Response:
    """The most pressing first."""
    asked = {
        "direction": call.request.args.get("direction", "") if call.request.args.get("direction") in set(ReferralDirection) else "",
        "state": call.request.args.get("state", "") if call.request.args.get("state") in set(ReferralState) else "",
    }
    after, today = id_asked(call, "after"), clock.today(call.site.zone)
    with call.database.reading() as db:
        found, following = storage.listed(
            db, direction=asked["direction"] or None, state=asked["state"] or None, after=after, limit=PER_PAGE
        )
        late, _ = storage.listed(db, late_on=today, limit=100)
        rows = [_row(db, each, call) for each in found]
        any_at_all = bool(storage.counts(db))
    return call.render(
        "enrollment/referrals.html",
        rows=rows,
        late=len(late),
        asked=asked,
        directions=options(ReferralDirection, empty="Toutes"),
        states=options(ReferralState, empty="Tous"),
        nothing=not any_at_all,
        first=address(REFERRALS, **asked) if after else None,
        following=address(REFERRALS, **asked, after=following) if following else None,
    )


@ROUTES.page("GET", "/referrals/<uuid:id>", roles=STAFF)
def one(call: Call) -> Response:
    """One, with what can be done."""
    return show(call)


@ROUTES.page("POST", "/referrals/<uuid:id>", roles=STAFF)
def answer(call: Call) -> Response:
    """To another state; an accepted one leads to her file."""
    typed = {name: value.strip() for name, value in call.request.form.items() if name != "csrf"}
    sharing = {"oui": True, "non": False}.get(typed.get("sharing", ""))
    given = {name: typed.get(name) or None for name in ("to", "reason", "beneficiary_id", "program_id", "on")}
    body: dict[str, Any] = {**given, "to": typed.get("to", ""), "remark": typed.get("remark", ""), "sharing": sharing}
    body["distinct_from"] = typed.get("distinct_from", "").split()
    try:
        done = referrals.answer(
            call.context, call.params["id"], load(ReferralMoveSchema, body), call.principal.name, lambda _revision: None
        )
    except PossibleDuplicate as problem:
        return show(call, typed=typed, candidates=problem.facts["candidates"], status=409)
    except InvalidInput as problem:
        return show(call, typed=typed, errors=problem.errors, status=400)
    except RuleBroken as problem:
        return show(call, typed=typed, errors={"to": problem.sentence}, status=problem.status)
    if done.state == ReferralState.ACCEPTED and done.inward:
        return call.redirect(f"/enrollment/beneficiaries/{done.beneficiary_id}", Flash("C’est noté : elle vient. Voici sa fiche."))
    return call.redirect(f"{REFERRALS}/{done.id}", Flash(f"C’est noté : {ReferralState(done.state).label.lower()}."))


def show(
    call: Call,
    *,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    candidates: Any = (),
    status: int = 200,
) -> Response:
    """The page of one referral; `errors` by field of its form, `candidates` the files that look like hers."""
    with call.database.reading() as db:
        referral = referrals.get(db, call.params["id"])
        row = _row(db, referral, call)
        purpose = referrals.purpose_of(db, referral)
        agreed = storage.agreed(db, [referral.beneficiary_id], [purpose]) if referral.beneficiary_id else {}
        programs = programs_storage.open_for_people(db, clock.today(call.site.zone))
    shared = agreed.get((referral.beneficiary_id, purpose)) if referral.beneficiary_id else referral.sharing
    wished = next((each for each in programs if each.id == referral.program_id), None)
    return call.render(
        "enrollment/referral.html",
        status,
        row=row,
        referral=referral,
        facts=_facts(referral, wished.name if wished else None, shared),
        acts=[(state.value, ACTS[state]) for state in referral.allowed],
        reasons=options(RefusalReason, empty="Choisissez"),
        programs=[("", "Aucun pour l’instant"), *((str(each.id), each.name) for each in programs)],
        wished=str(wished.id) if wished else "",
        typed=Typed(typed or {}),
        errors=Typed(errors or {}),
        summary=[(name if name != "beneficiary_id" else None, text) for name, text in (errors or {}).items()],
        candidates=candidates,
        asks_sharing=referral.inward and referral.beneficiary_id is None,
    )


def _row(db: Db, referral: Referral, call: Call) -> dict[str, Any]:
    organization = db.get(Organization, referral.organization_id) if referral.organization_id else None
    file = people.by_ids(db, [referral.beneficiary_id]).get(referral.beneficiary_id) if referral.beneficiary_id else None
    file = None if file is not None and file.erased else file
    return {
        "id": referral.id,
        "name": file.name if file else referral.name or "Nom effacé",
        "file": file,
        "partner": organization.name if organization else ReferrerKind(referral.kind).label,
        "inward": referral.inward,
        "on": referral.on,
        "due_on": referral.due_on,
        "late": referral.is_late(clock.today(call.site.zone)),
        "tag": referral_tag(referral.state),
    }


def _facts(referral: Referral, program: str | None, shared: bool | None) -> list[tuple[str, str]]:
    """What was written of her, and what she lets the partner know."""
    known = referral.written
    rows = [("Née en", str(known["birth_year"]))] if known.get("birth_year") else []
    if known.get("commune"):
        rows.append(("Habite", commune_name(str(known["commune"]))))
    if program:
        rows.append(("Pour le programme", program))
    if referral.message:
        rows.append(("Ce qu’elle demande", referral.message))
    if referral.reason:
        rows.append(("Raison", RefusalReason(referral.reason).label))
    if referral.remark:
        rows.append(("Remarque", referral.remark))
    if referral.inward:
        said = {True: "Oui, elle l’accepte", False: "Non, elle ne veut pas", None: "Pas encore demandé"}[shared]
        rows.append(("Le partenaire sait la suite", said))
    rows.append(("Noté par", referral.noted_by))
    return rows
