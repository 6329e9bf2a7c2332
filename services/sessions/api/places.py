"""Venues, helpers, workshops."""

from werkzeug.wrappers import Response

from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from services.sessions import use_cases
from services.sessions.api.doors import PREFIX, ROUTES, STAFF
from services.sessions.model import Venue, Workshop
from services.sessions.schemas import places as schemas
from services.sessions.schemas.kinds import PageQuery
from services.sessions.storage import places


@ROUTES.api("POST", "/venues", roles=STAFF, summary="Add a venue", body=schemas.VenueIn, answer=schemas.VenueOut, status=201)
def add_venue(call: Call) -> Response:
    """A venue; its territory is looked up from the commune."""
    venue = use_cases.add_venue(call.context, **call.body)
    call.subject = str(venue.id)
    return call.answer(venue, revision=venue.revision, location=f"{PREFIX}/venues/{venue.id}")


@ROUTES.api("GET", "/venues", roles=STAFF, summary="List venues", query=PageQuery, answer=schemas.VenuePage)
def list_venues(call: Call) -> Response:
    """By name."""
    with call.database.reading() as db:
        items, following = places.venues(db, **call.query)
    return call.answer({"items": items, "next": following})


@ROUTES.api("GET", "/venues/<uuid:id>", roles=STAFF, summary="Read a venue", answer=schemas.VenueOut)
def read_venue(call: Call) -> Response:
    """One of them."""
    with call.database.reading() as db:
        venue = db.get(Venue, call.params["id"])
    if venue is None:
        raise NotFound
    return call.answer(venue, revision=venue.revision)


@ROUTES.api("PATCH", "/venues/<uuid:id>", roles=STAFF, summary="Change a venue", body=schemas.VenuePatch, answer=schemas.VenueOut)
def change_venue(call: Call) -> Response:
    """Sessions still to come there follow."""
    venue = use_cases.change_venue(call.context, call.params["id"], call.body, check=call.if_match)
    return call.answer(venue, revision=venue.revision)


@ROUTES.api("POST", "/helpers", roles=STAFF, summary="Add a helper", body=schemas.HelperIn, answer=schemas.HelperOut, status=201)
def add_helper(call: Call) -> Response:
    """A helper who may be named on sessions."""
    helper = use_cases.add_helper(call.context, **call.body)
    call.subject = str(helper.id)
    return call.answer(helper, revision=helper.revision)


@ROUTES.api("GET", "/helpers", roles=STAFF, summary="List helpers", query=PageQuery, answer=schemas.HelperPage)
def list_helpers(call: Call) -> Response:
    """By name."""
    with call.database.reading() as db:
        items, following = places.helpers(db, **call.query)
    return call.answer({"items": items, "next": following})


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
