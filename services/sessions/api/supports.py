"""Individual support."""

from werkzeug.wrappers import Response

from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from services.sessions import use_cases
from services.sessions.api.doors import PREFIX, ROUTES, STAFF
from services.sessions.model import Support
from services.sessions.schemas import supports as schemas
from services.sessions.storage import supports
from services.sessions.use_cases.patience import expect_person


@ROUTES.api(
    "POST",
    "/supports",
    roles=STAFF,
    summary="Note an individual support",
    body=schemas.SupportIn,
    answer=schemas.SupportOut,
    status=201,
)
def give(call: Call) -> Response:
    """Named or not."""
    if call.body.get("beneficiary_id"):
        expect_person(call.context, call.body["beneficiary_id"])
    support = use_cases.give_support(call.context, **call.body)
    call.subject = str(support.id)
    return call.answer(support, revision=support.revision, location=f"{PREFIX}/supports/{support.id}")


@ROUTES.api("GET", "/supports", roles=STAFF, summary="List supports", query=schemas.SupportQuery, answer=schemas.SupportPage)
def list_supports(call: Call) -> Response:
    """The latest first, without the mistaken ones."""
    with call.database.reading() as db:
        items, following = supports.between(db, **call.query)
    return call.answer({"items": items, "next": following})


@ROUTES.api("GET", "/supports/<uuid:id>", roles=STAFF, summary="Read a support", answer=schemas.SupportOut)
def read(call: Call) -> Response:
    """One of them."""
    with call.database.reading() as db:
        support = db.get(Support, call.params["id"])
    if support is None:
        raise NotFound
    return call.answer(support, revision=support.revision)


@ROUTES.api(
    "PATCH",
    "/supports/<uuid:id>",
    roles=STAFF,
    summary="Correct a support",
    body=schemas.SupportPatch,
    answer=schemas.SupportOut,
)
def change(call: Call) -> Response:
    """Only what was wrong; the figures follow."""
    support = use_cases.change_support(call.context, call.params["id"], call.body, check=call.if_match)
    return call.answer(support, revision=support.revision)


@ROUTES.api("DELETE", "/supports/<uuid:id>", roles=STAFF, summary="Take a mistaken support back", answer=schemas.SupportOut)
def withdraw(call: Call) -> Response:
    """It stays, but counts no more."""
    support = use_cases.withdraw_support(call.context, call.params["id"])
    return call.answer(support, revision=support.revision)
