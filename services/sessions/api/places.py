"""Venues, and their file for the national map."""

from werkzeug.wrappers import Response

from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from services.sessions import use_cases
from services.sessions.api.doors import PREFIX, ROUTES, STAFF
from services.sessions.model import Venue
from services.sessions.schemas import places as schemas
from services.sessions.schemas.kinds import PageQuery
from services.sessions.storage import places
from services.sessions.use_cases import place_file


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


@ROUTES.api("GET", "/venues.csv", roles=STAFF, summary="The venues as the national map reads them (STD, CSV)")
def export(call: Call) -> Response:
    """Those that have all that the standard requires, the one-off ones left out."""
    with call.database.reading() as db:
        found = places.every_venue(db)
    headers = {"Content-Disposition": 'attachment; filename="lieux-mediation-numerique.csv"'}
    return Response(place_file.written(found, source=call.site.association), mimetype="text/csv", headers=headers)
