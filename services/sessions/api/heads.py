"""Heads without a name."""

from werkzeug.wrappers import Response

from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from services.sessions import use_cases
from services.sessions.api.doors import ROUTES, STAFF
from services.sessions.model import AnonymousCount, WorkshopSession
from services.sessions.schemas.seats import AnonymousIn, AnonymousOut

PATH = "/workshop-sessions/<uuid:id>/anonymous"


@ROUTES.api("PUT", PATH, roles=STAFF, summary="Count heads without a name", body=AnonymousIn, answer=AnonymousOut)
def count(call: Call) -> Response:
    """The whole count: the last one replaces the others."""
    counted = use_cases.count_anonymous(call.context, call.params["id"], **call.body)
    return call.answer(counted, revision=counted.revision)


@ROUTES.api("GET", PATH, roles=STAFF, summary="Read the heads without a name", answer=AnonymousOut)
def read(call: Call) -> Response:
    """Zero as long as nobody counted."""
    with call.database.reading() as db:
        if db.get(WorkshopSession, call.params["id"]) is None:
            raise NotFound
        counted = db.get(AnonymousCount, call.params["id"]) or AnonymousCount(session_id=call.params["id"])
    return call.answer(counted, revision=counted.revision)
