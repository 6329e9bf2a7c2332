"""Links to read the sessions in one's own calendar."""

from typing import Any

from werkzeug.wrappers import Response

from lakou.kernel.web.call import Call
from services.sessions import use_cases
from services.sessions.api.doors import COORDINATORS, ROUTES, STAFF
from services.sessions.model import CalendarFeed
from services.sessions.schemas import calendars as schemas
from services.sessions.storage import calendars


@ROUTES.api(
    "POST", "/calendars", roles=STAFF, summary="Make a calendar link", body=schemas.FeedIn, answer=schemas.FeedOut, status=201
)
def make(call: Call) -> Response:
    """Its address is told once."""
    link = use_cases.open_feed(call.context, account=call.principal.account, owner=call.principal.name, **call.body)
    call.subject = str(link.feed.id)
    return call.answer(_described(link.feed) | {"url": f"{call.request.host_url}sessions/agenda/{link.secret}.ics"})


@ROUTES.api("GET", "/calendars", roles=STAFF, summary="List one's calendar links", answer=schemas.FeedList)
def list_links(call: Call) -> Response:
    """One's own; everybody's for the coordination."""
    with call.database.reading() as db:
        everybody = call.principal.role in COORDINATORS
        found = calendars.open_links(db) if everybody else calendars.of_account(db, call.principal.account)
    return call.answer({"items": [_described(feed) for feed in found], "next": None})


@ROUTES.api("DELETE", "/calendars/<uuid:id>", roles=STAFF, summary="Take a calendar link back", status=204)
def revoke(call: Call) -> Response:
    """It opens nothing any more."""
    any_account = call.principal.role in COORDINATORS
    use_cases.revoke_feed(call.context, call.params["id"], account=call.principal.account, any_account=any_account)
    return Response(status=204)


def _described(feed: CalendarFeed) -> dict[str, Any]:
    return {name: getattr(feed, name) for name in ("id", "owner", "helper_id", "made_at", "read_on")}
