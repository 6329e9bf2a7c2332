"""Workshops."""

from werkzeug.wrappers import Response

from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from services.sessions import use_cases
from services.sessions.api.doors import PREFIX, ROUTES, STAFF
from services.sessions.model import Workshop
from services.sessions.schemas import workshops as schemas
from services.sessions.schemas.kinds import PageQuery
from services.sessions.storage import places


@ROUTES.api(
    "POST", "/workshops", roles=STAFF, summary="Add a workshop", body=schemas.WorkshopIn, answer=schemas.WorkshopOut, status=201
)
def add_workshop(call: Call) -> Response:
    """What is taught; dates come with its sessions."""
    workshop = use_cases.add_workshop(call.context, **call.body)
    call.subject = str(workshop.id)
    return call.answer(workshop, revision=workshop.revision, location=f"{PREFIX}/workshops/{workshop.id}")


@ROUTES.api("GET", "/workshops", roles=STAFF, summary="List workshops", query=PageQuery, answer=schemas.WorkshopPage)
def list_workshops(call: Call) -> Response:
    """By title."""
    with call.database.reading() as db:
        items, following = places.workshops(db, **call.query)
    return call.answer({"items": items, "next": following})


@ROUTES.api("GET", "/workshops/<uuid:id>", roles=STAFF, summary="Read a workshop", answer=schemas.WorkshopOut)
def read_workshop(call: Call) -> Response:
    """One of them."""
    with call.database.reading() as db:
        workshop = db.get(Workshop, call.params["id"])
    if workshop is None:
        raise NotFound
    return call.answer(workshop, revision=workshop.revision)


@ROUTES.api(
    "PATCH",
    "/workshops/<uuid:id>",
    roles=STAFF,
    summary="Change a workshop",
    body=schemas.WorkshopPatch,
    answer=schemas.WorkshopOut,
)
def change_workshop(call: Call) -> Response:
    """Sessions that have not begun follow."""
    workshop = use_cases.change_workshop(call.context, call.params["id"], call.body, check=call.if_match)
    return call.answer(workshop, revision=workshop.revision)
