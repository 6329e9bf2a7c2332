"""What is printed: the sign-in sheet, the list of whom to call, the certificate of attendance."""

import datetime as dt

from werkzeug.wrappers import Response

from lakou.kernel import clock
from lakou.kernel.problems import InvalidInput, RuleBroken
from lakou.kernel.web.call import Call, load
from lakou.kernel.web.flash import Flash
from services.sessions import use_cases
from services.sessions.model.rules import UnknownBeneficiary
from services.sessions.pages.doors import ROUTES, STAFF
from services.sessions.pages.forms import Filled
from services.sessions.paper import drawn
from services.sessions.schemas.papers import CertificateQuery
from services.sessions.storage import people

ONE = "/workshop-sessions/<uuid:id>"
LABELS = {"from": "Du", "to": "Au", "place": "Fait à", "supports": "Aides individuelles"}


@ROUTES.page("GET", f"{ONE}/sheet.pdf", roles=STAFF)
def sheet(call: Call) -> Response:
    """The sheet for the table."""
    session_id = call.params["id"]
    try:
        made = use_cases.sign_in_sheet(call.context, session_id, f"{call.request.host_url}{here(call).lstrip('/')}/keying")
    except RuleBroken as problem:
        return call.redirect(here(call), Flash(f"{problem.title}. {problem.sentence}", "warn"))
    return pdf(drawn(made), "feuille")


@ROUTES.page("GET", f"{ONE}/calls", roles=STAFF)
def calls(call: Call) -> Response:
    """Whom no message reaches."""
    try:
        listed = use_cases.call_list(call.context, call.params["id"])
    except RuleBroken as problem:
        return call.redirect(here(call), Flash(f"{problem.title}. {problem.sentence}", "warn"))
    return call.render("sessions/calls.html", heading=listed.heading, callees=listed.callees, sheet=here(call))


@ROUTES.page("GET", f"{ONE}/calls.pdf", roles=STAFF)
def calls_paper(call: Call) -> Response:
    """The same, to take along."""
    try:
        listed = use_cases.call_list(call.context, call.params["id"])
    except RuleBroken as problem:
        return call.redirect(here(call), Flash(f"{problem.title}. {problem.sentence}", "warn"))
    return pdf(drawn(listed), "appels")


@ROUTES.page("GET", "/persons/<uuid:id>/certificate", roles=STAFF)
def ask(call: Call) -> Response:
    """Which period; the year up to today is proposed."""
    today = clock.today(call.site.zone)
    year_ago = today - dt.timedelta(days=365)
    return _form(call, Filled.of(LABELS, **{"from": year_ago, "to": today, "place": call.site.place, "supports": "1"}))


@ROUTES.page("GET", "/persons/<uuid:id>/certificate.pdf", roles=STAFF)
def certificate(call: Call) -> Response:
    """What she really attended, or why there is nothing to attest."""
    given = {name: value for name, value in call.request.args.items() if value.strip()}
    typed = {name: call.request.args.getlist(name) for name in LABELS}
    try:
        asked = load(CertificateQuery, {"supports": "0"} | given)
        made = use_cases.certificate(
            call.context, call.params["id"], asked["since"], asked["until"], place=asked["place"], with_supports=asked["supports"]
        )
    except InvalidInput as problem:
        errors = {{"since": "from", "until": "to"}.get(name, name): text for name, text in problem.errors.items()}
        return _form(call, Filled(LABELS, typed, {name if name in LABELS else "": text for name, text in errors.items()}), 400)
    except RuleBroken as problem:
        return _form(call, Filled(LABELS, typed, {"": f"{problem.title}. {problem.sentence}"}), 409)
    return pdf(drawn(made), "attestation")


def _form(call: Call, filled: Filled, status: int = 200) -> Response:
    with call.database.reading() as db:
        person = people.known(db, call.params["id"])
    if person is None or not person.name:
        raise UnknownBeneficiary
    return call.render("sessions/certificate.html", status=status, form=filled, person=person)


def here(call: Call) -> str:
    """The path of the sheet of this session."""
    return f"/sessions/workshop-sessions/{call.params['id']}"


def pdf(content: bytes, name: str) -> Response:
    """A file that opens in the browser; its name says nothing of anyone."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return Response(content, mimetype="application/pdf", headers=headers)
