"""What devices recorded without a network: the door where they send it, and what waits for people."""

from werkzeug.wrappers import Response

from lakou.kernel import clock
from lakou.kernel.web.call import Call
from services.sessions import use_cases
from services.sessions.api.doors import ROUTES, STAFF
from services.sessions.schemas import captures as schemas
from services.sessions.storage import captures
from services.sessions.use_cases import Outcome


@ROUTES.api(
    "POST",
    "/captures",
    roles=STAFF,
    summary="Send what was recorded without a network",
    body=schemas.CapturesIn,
    answer=schemas.CapturesOut,
)
def send(call: Call) -> Response:
    """Each entry by itself: one that cannot be applied is kept for people, and stops no other. The key makes it once."""
    given = call.body
    outcomes = use_cases.take(
        call.context,
        account=call.principal.account,
        owner=given["account"],
        device=given["device"],
        sent_at=given["sent_at"],
        entries=given["entries"],
    )
    call.subject = str(given["device"])
    return call.answer({"items": [_said(outcome) for outcome in outcomes], "server_time": clock.now()})


@ROUTES.api("GET", "/captures", roles=STAFF, summary="What waits for somebody", answer=schemas.CaptureList)
def waiting(call: Call) -> Response:
    """One's own; everybody's for a coordinator."""
    mine = "" if call.principal.role == "coordinator" else call.principal.account
    with call.database.reading() as db:
        items = captures.to_check(db, mine)
    return call.answer({"items": items, "next": None})


@ROUTES.api(
    "POST",
    "/captures/<uuid:id>/settle",
    roles=STAFF,
    summary="Decide of an entry that waits",
    body=schemas.SettleIn,
    answer=schemas.CaptureOut,
)
def settle(call: Call) -> Response:
    """The decision and its effect are one transaction."""
    who = call.principal
    return call.answer(use_cases.settle_capture(call.context, call.params["id"], by=who.account, role=who.role, **call.body))


def _said(outcome: Outcome) -> dict[str, object]:
    capture = outcome.capture
    names = ("state", "reason", "sentence", "subject", "captured_at")
    return {"key": capture.id, "again": outcome.again} | {name: getattr(capture, name) for name in names}
