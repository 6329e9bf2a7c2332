"""The team notes that somebody was sent, by telephone or on paper; or sends somebody to a partner."""

import uuid
from typing import Any

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import ReferrerKind
from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from services.enrollment.model.rules import ConsentMissing
from services.enrollment.pages import sent_form
from services.enrollment.pages.doors import ROUTES, STAFF, Typed
from services.enrollment.pages.referrals import REFERRALS
from services.enrollment.storage import organizations as directory
from services.enrollment.storage import referrals as storage
from services.enrollment.use_cases import beneficiaries, referrals

PEOPLE = "/enrollment/beneficiaries"


@ROUTES.page("GET", "/referrals/new", roles=STAFF)
def new(call: Call) -> Response:
    """The form."""
    return sent_form.show(call, None, action=REFERRALS, back=REFERRALS, organization=None)


@ROUTES.page("POST", "/referrals", roles=STAFF)
def note(call: Call) -> Response:
    """Somebody was sent, and not by the partner's own page."""
    form = sent_form.read(call)
    if not form.errors:
        try:
            made = referrals.receive(call.context, form.body(call, _referrer(form.person.typed)), call.principal.name)
        except InvalidInput as problem:
            sent_form.keep(form, problem)
        else:
            call.subject = str(made.id)
            return call.redirect(f"{REFERRALS}/{made.id}", Flash(f"L’envoi de {made.name} est noté."))
    return sent_form.show(call, form, action=REFERRALS, back=REFERRALS, organization=None, status=400)


@ROUTES.page("GET", "/beneficiaries/<uuid:id>/referrals/new", roles=STAFF)
def choose(call: Call) -> Response:
    """To whom she is sent."""
    return _choice(call, {})


@ROUTES.page("POST", "/beneficiaries/<uuid:id>/referrals", roles=STAFF)
def send_out(call: Call) -> Response:
    """Send her to a partner, if she agreed to that."""
    typed = {name: value.strip() for name, value in call.request.form.items() if name != "csrf"}
    try:
        body = {"referrer": {"organization_id": _id(typed.get("organization_id", ""))}, "beneficiary_id": call.params["id"]}
        made = referrals.send_out(call.context, body | {"message": typed.get("message", "")[:1000]}, call.principal.name)
    except InvalidInput as problem:
        return _choice(call, typed, {"organization_id": next(iter(problem.errors.values()))}, 400)
    except ConsentMissing as problem:
        return _choice(call, typed, {"organization_id": problem.sentence}, problem.status)
    call.subject = str(made.id)
    return call.redirect(
        f"{PEOPLE}/{call.params['id']}", Flash("L’envoi est noté. Notez la réponse du partenaire quand elle vient.")
    )


def _choice(call: Call, typed: dict[str, str], errors: dict[str, str] | None = None, status: int = 200) -> Response:
    with call.database.reading() as db:
        person = beneficiaries.get(db, call.params["id"])
        partners, _ = directory.listed(db, active=True, limit=200)
        agreed = storage.agreed(db, [person.id], [each.purpose for each in partners])
    said = {each.id: _said(agreed.get((person.id, each.purpose))) for each in partners}
    return call.render(
        "enrollment/referral-out.html",
        status,
        person=person,
        partners=[(each.id, f"{each.name} ({said[each.id]})") for each in partners],
        typed=Typed(typed),
        errors=Typed(errors or {}),
        summary=[(name, f"Partenaire : {text[:1].lower()}{text[1:]}") for name, text in (errors or {}).items()],
    )


def _said(agreed: bool | None) -> str:
    if agreed is None:
        return "pas encore demandé"
    return "elle est d’accord" if agreed else "elle a dit non"


def _referrer(typed: dict[str, str]) -> dict[str, Any]:
    """A line of the directory (`id:…`), or a kind."""
    chosen = typed.get("referrer", "")
    if chosen.startswith("id:"):
        return {"organization_id": _id(chosen.removeprefix("id:"))}
    return {"kind": chosen if chosen in set(ReferrerKind) else None}


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
