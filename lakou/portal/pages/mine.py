"""My account: who I am here, my password, where I am signed in."""

import uuid
from collections.abc import Sequence

from werkzeug.wrappers import Response

from lakou.kernel import clock
from lakou.kernel.problems import InvalidInput, Problem
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from lakou.portal import accounts, use_cases
from lakou.portal.model import BrowserSession
from lakou.portal.pages import devices
from lakou.portal.pages.doors import EVERYONE, ROUTES
from lakou.portal.schemas import PasswordChangeSchema


@ROUTES.page("GET", "/compte", roles=EVERYONE)
def account(call: Call) -> Response:
    """Who I am here."""
    return _page(call)


@ROUTES.page("POST", "/compte/mot-de-passe", roles=EVERYONE)
def change_password(call: Call) -> Response:
    """Another password; the other sessions end."""
    mine = _mine(call)
    try:
        given = call.form(PasswordChangeSchema)
        use_cases.change_password(call.context, mine, old=given["old"], new=given["password"], session=call.principal.session)
    except InvalidInput as problem:
        return _page(call, problem.errors, 400)
    except Problem as problem:
        return _page(call, {"old": problem.sentence}, problem.status)
    return call.redirect("/compte", Flash("Votre mot de passe est changé. Vos autres appareils sont déconnectés."))


@ROUTES.page("POST", "/compte/fermer", roles=EVERYONE)
def end_others(call: Call) -> Response:
    """Sign out everywhere but here."""
    with call.database.transaction() as db:
        accounts.end_sessions(db, _mine(call), but=call.principal.session)
    return call.redirect("/compte", Flash("Vos autres appareils sont déconnectés."))


def _mine(call: Call) -> uuid.UUID:
    """The account of who asks. Raises InvalidInput for a program, which has none."""
    try:
        return uuid.UUID(call.principal.account)
    except ValueError as error:
        raise InvalidInput({}, "Un programme n’a pas de compte : entrez avec votre adresse.") from error


def _page(call: Call, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    kept: list[BrowserSession] = []
    notebooks: Sequence[devices.Shown] = ()
    if call.principal.via == "cookie":
        with call.database.reading() as db:
            kept = list(accounts.sessions_of(db, _mine(call)))
            notebooks = devices.shown(db, _mine(call), call.site)
    zone = call.site.zone
    rows = [
        (clock.local(each.opened_at, zone), clock.local(each.seen_at, zone), each.id == call.principal.session) for each in kept
    ]
    return call.render("portal/account.html", status, sessions=rows, notebooks=notebooks, errors=errors or {})
