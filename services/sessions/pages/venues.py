"""The list of venues, one more, one changed."""

from werkzeug.wrappers import Response

from lakou.contracts import territories
from lakou.contracts.vocabulary import Connectivity, Equipment
from lakou.kernel.context import Site
from lakou.kernel.problems import InvalidInput, NotFound
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from services.sessions import use_cases
from services.sessions.model import Venue, standard
from services.sessions.pages.doors import ROUTES, STAFF
from services.sessions.pages.forms import Filled
from services.sessions.pages.views import an_id, subnav
from services.sessions.schemas.forms import VenueForm
from services.sessions.storage import places
from services.sessions.use_cases import place_file

LABELS = {
    "name": "Nom du lieu",
    "commune": "Commune",
    "address": "Adresse",
    "address_extra": "Complément d’adresse",
    "postal_code": "Code postal",
    "opening_hours": "Horaires",
    "equipment": "Matériel sur place",
    "connectivity": "Réseau",
    "itinerant": "Lieu itinérant",
    "one_off": "Lieu d’un jour",
    "own_zone": "Fuseau horaire",
    "pivot": "SIRET ou RNA",
    "phone": "Téléphone",
    "email": "E-mail",
    "website": "Site web",
    "summary": "Présentation",
    "typologies": "Type de lieu",
    "services": "Services",
    "publics": "Publics",
    "special_care": "Prises en charge",
    "fees": "Frais",
    "access_modes": "Comment venir",
    "support_modes": "Comment on est aidé",
}
ON_THE_MAP = {"pivot": "SIRET ou RNA", "address": "adresse", "postal_code": "code postal"}
LISTS = {
    "services": standard.SERVICES,
    "publics": standard.PUBLICS,
    "special_care": standard.SPECIAL_CARE,
    "fees": standard.FEES,
    "access_modes": standard.ACCESS_MODES,
    "support_modes": standard.SUPPORT_MODES,
}
SHOWN = 20


@ROUTES.page("GET", "/venues", roles=STAFF)
def venues(call: Call) -> Response:
    """By name, twenty a page."""
    with call.database.reading() as db:
        items, following = places.venues(db, limit=SHOWN, after=an_id(call.request.args.get("after", "")))
    return call.render(
        "sessions/venues.html",
        items=items,
        following=following,
        shown=SHOWN,
        equipment={each.value: each.label for each in Equipment},
        connectivity={each.value: each.label for each in Connectivity},
        on_the_map=ON_THE_MAP,
        lands={each.code: each.label for each in territories.TERRITORIES},
        subnav=subnav("/sessions/venues"),
    )


@ROUTES.page("GET", "/venues/new", roles=STAFF)
def new(call: Call) -> Response:
    """An empty form."""
    return _show(call, Filled.of(LABELS))


@ROUTES.page("POST", "/venues/new", roles=STAFF)
def add(call: Call) -> Response:
    """Add it."""
    try:
        venue = use_cases.add_venue(call.context, **call.form(VenueForm))
    except InvalidInput as problem:
        return _show(call, Filled.again(LABELS, call, problem), status=400)
    call.subject = str(venue.id)
    if venue.one_off:
        word = f"Le lieu « {venue.name} » est ajouté pour une fois. Donnez-lui sa séance."
        return call.redirect(f"/sessions/workshop-sessions/new?venue={venue.id}", Flash(word))
    return call.redirect("/sessions/venues", Flash(f"Le lieu « {venue.name} » est ajouté."))


@ROUTES.page("GET", "/venues/<uuid:id>/edit", roles=STAFF)
def edit(call: Call) -> Response:
    """The venue as it is."""
    venue = _venue(call)
    return _show(call, Filled.of(LABELS, **{name: getattr(venue, name) for name in LABELS}), venue=venue)


@ROUTES.page("POST", "/venues/<uuid:id>/edit", roles=STAFF)
def change(call: Call) -> Response:
    """Change it; sessions still to come there follow."""
    venue = _venue(call)
    try:
        use_cases.change_venue(call.context, venue.id, call.form(VenueForm))
    except InvalidInput as problem:
        return _show(call, Filled.again(LABELS, call, problem), venue=venue, status=400)
    return call.redirect("/sessions/venues", Flash("Le lieu est modifié. Ses séances à venir le sont aussi."))


@ROUTES.page("GET", "/venues/file", roles=STAFF)
def file(call: Call) -> Response:
    """The venues as the national map reads them."""
    with call.database.reading() as db:
        found = places.every_venue(db)
    headers = {"Content-Disposition": 'attachment; filename="lieux-mediation-numerique.csv"'}
    return Response(place_file.written(found, source=call.site.association), mimetype="text/csv", headers=headers)


def _venue(call: Call) -> Venue:
    with call.database.reading() as db:
        venue = db.get(Venue, call.params["id"])
    if venue is None:
        raise NotFound
    return venue


def _communes(site: Site, venue: Venue | None) -> list[tuple[str, str]]:
    """Those of the node's territory first; beside the others, where they are."""
    here = {each.insee: each.name for each in territories.communes() if each.territory.code == site.territory}
    there = {
        each.insee: f"{each.name} ({each.territory.label})"
        for each in territories.communes()
        if each.territory.code != site.territory
    }
    names = {insee: name for group in (here, there) for insee, name in sorted(group.items(), key=lambda pair: pair[1])}
    if venue and venue.commune not in names:
        names[venue.commune] = venue.commune
    return list(names.items())


def _show(call: Call, filled: Filled, *, venue: Venue | None = None, status: int = 200) -> Response:
    return call.render(
        "sessions/venue-form.html",
        status=status,
        form=filled,
        venue=venue,
        communes=_communes(call.site, venue),
        equipment=[(each.value, each.label) for each in Equipment],
        connectivity=[(each.value, each.label) for each in Connectivity],
        typologies=list(standard.USUAL_TYPOLOGIES.items()),
        lists={name: [(each, each) for each in phrases] for name, phrases in LISTS.items()},
        map_open=any(filled.text(name) or filled.error(name) for name in (*LISTS, "pivot", "phone", "email", "website", "summary")),
    )
