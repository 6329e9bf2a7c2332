"""My sessions in my own calendar: links to make and to take back, and the feed that a calendar reads."""

from marshmallow import Schema, fields
from werkzeug.wrappers import Response

from lakou.kernel.problems import InvalidInput, Problem
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from lakou.kernel.web.routes import PUBLIC
from services.sessions import use_cases
from services.sessions.pages.doors import COORDINATORS, ROUTES, STAFF
from services.sessions.pages.views import subnav
from services.sessions.storage import calendars, places
from services.sessions.use_cases import ical
from services.sessions.use_cases.ownership import helper_of

LONGEST_SECRET = 100


class FeedForm(Schema):
    """Whose sessions; empty: everybody's."""

    helper_id = fields.UUID(load_default=None)


@ROUTES.page("GET", "/calendars", roles=STAFF)
def links(call: Call) -> Response:
    """The links of this account, and everybody's for the coordination."""
    return _show(call)


@ROUTES.page("POST", "/calendars", roles=STAFF)
def make(call: Call) -> Response:
    """A new link; its address is shown on this page alone."""
    try:
        given = call.form(FeedForm)
        link = use_cases.open_feed(call.context, account=call.principal.account, owner=call.principal.name, **given)
    except InvalidInput as problem:
        return _show(call, status=400, errors=[("helper_id", text) for text in problem.errors.values()])
    except Problem as problem:
        return _show(call, status=problem.status, errors=[(None, problem.sentence)])
    call.subject = str(link.feed.id)
    return _show(call, address=f"{call.request.host_url}sessions/agenda/{link.secret}.ics")


@ROUTES.page("POST", "/calendars/<uuid:id>/revoke", roles=STAFF)
def revoke(call: Call) -> Response:
    """The link opens nothing any more."""
    any_account = call.principal.role in COORDINATORS
    use_cases.revoke_feed(call.context, call.params["id"], account=call.principal.account, any_account=any_account)
    return call.redirect("/sessions/calendars", Flash("Le lien est retiré : l’agenda qui le lisait ne reçoit plus rien."))


@ROUTES.page("GET", "/agenda/<secret>.ics", roles=PUBLIC)
def feed(call: Call) -> Response:
    """What a calendar reads: no sign-in, the secret is in the address, and its owner must still be of the team."""
    secret = call.params["secret"][:LONGEST_SECRET]
    found, sessions = use_cases.read_feed(call.context, secret, lambda account: bool(call.standing([account], STAFF)))
    name = "Mes séances" if found.helper_id else "Séances"
    body = ical.written(f"{name} · {call.site.association}", sessions, node=call.site.node)
    headers = {"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"}
    return Response(body, content_type="text/calendar; charset=utf-8", headers=headers)


def _show(call: Call, *, status: int = 200, errors: list[tuple[str | None, str]] | None = None, address: str = "") -> Response:
    account = call.principal.account
    with call.database.reading() as db:
        mine = calendars.of_account(db, account)
        others = [feed for feed in calendars.open_links(db) if feed.account != account]
        helpers = places.helper_choices(db)
        me = helper_of(db, account)
    shown = others if call.principal.role in COORDINATORS else []
    return call.render(
        "sessions/calendars.html",
        status=status,
        errors=errors or [],
        address=address,
        mine=mine,
        others=shown,
        standing=call.standing((feed.account for feed in shown), STAFF) | {account},
        helpers=helpers,
        names={helper.id: helper.name for helper in helpers},
        chosen=str(me.id) if me else "",
        subnav=subnav("/sessions/week"),
    )
