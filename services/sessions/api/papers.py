"""Papers: the sheet, keying it in, whom to call, the certificate."""

from werkzeug.wrappers import Response

from lakou.kernel.web.call import Call
from services.sessions import use_cases
from services.sessions.api.doors import ROUTES, STAFF
from services.sessions.api.seats import answer_list
from services.sessions.paper import drawn
from services.sessions.schemas import papers as schemas
from services.sessions.schemas.seats import SeatList
from services.sessions.use_cases.keying import LETTERS
from services.sessions.use_cases.patience import expect_person

ONE = "/workshop-sessions/<uuid:id>"


@ROUTES.api("GET", f"{ONE}/sheet.pdf", roles=STAFF, summary="The sign-in sheet, as a PDF")
def sheet(call: Call) -> Response:
    """With the code that opens the keying page."""
    address = f"{call.request.host_url}sessions/workshop-sessions/{call.params['id']}/keying"
    return pdf(drawn(use_cases.sign_in_sheet(call.context, call.params["id"], address)), "feuille")


@ROUTES.api(
    "POST", f"{ONE}/keying", roles=STAFF, summary="Key a paper sheet in by its numbers", body=schemas.KeyingIn, answer=SeatList
)
def key_in(call: Call) -> Response:
    """The same sheet twice changes nothing."""
    for person in call.body["walk_ins"]:
        expect_person(call.context, person)
    marks = {number: LETTERS[letter] for number, letter in call.body["marks"].items()}
    use_cases.key_in(call.context, call.params["id"], marks, call.body["walk_ins"], by=call.principal.account)
    if call.body["anonymous"] is not None:
        use_cases.count_anonymous(call.context, call.params["id"], **call.body["anonymous"])
    return answer_list(call, call.params["id"])


@ROUTES.api("GET", f"{ONE}/calls", roles=STAFF, summary="Whom to telephone before a session", answer=schemas.CallListOut)
def calls(call: Call) -> Response:
    """Those whom no message reaches, and why."""
    listed = use_cases.call_list(call.context, call.params["id"])
    return call.answer({"items": listed.callees, "next": None})


@ROUTES.api("GET", f"{ONE}/calls.pdf", roles=STAFF, summary="Whom to telephone, as a PDF")
def calls_paper(call: Call) -> Response:
    """With room to note the answers."""
    return pdf(drawn(use_cases.call_list(call.context, call.params["id"])), "appels")


@ROUTES.api(
    "GET",
    "/beneficiaries/<uuid:id>/certificate.pdf",
    roles=STAFF,
    summary="A certificate of attendance, as a PDF",
    query=schemas.CertificateQuery,
)
def certificate(call: Call) -> Response:
    """Only what she really attended."""
    asked = call.query
    made = use_cases.certificate(
        call.context, call.params["id"], asked["since"], asked["until"], place=asked["place"], with_supports=asked["supports"]
    )
    return pdf(drawn(made), "attestation")


def pdf(content: bytes, name: str) -> Response:
    """A file that opens in the browser; its name says nothing of anyone."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return Response(content, mimetype="application/pdf", headers=headers)
