"""Keys of partners' programs: made, shown once, ended."""

from werkzeug.wrappers import Response

from lakou.kernel import clock
from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from lakou.portal import api_keys
from lakou.portal.pages.doors import ADMINISTRATORS, ROUTES
from lakou.portal.schemas import ApiKeySchema

KEYS = "/cles"


@ROUTES.page("GET", KEYS, roles=ADMINISTRATORS)
def listed(call: Call) -> Response:
    """Every key, without its secret; a line of the directory of partners leads here with its name and code."""
    asked = call.request.args
    return _list(call, partner=asked.get("partner", "")[:120], organization=asked.get("organization", "")[:60])


@ROUTES.page("POST", KEYS, roles=ADMINISTRATORS)
def make(call: Call) -> Response:
    """A new key, on this one page and nowhere else."""
    try:
        given = call.form(ApiKeySchema)
    except InvalidInput as problem:
        typed = call.request.form
        partner, organization = typed.get("partner", "")[:120], typed.get("organization", "")[:60]
        return _list(call, errors=problem.errors, partner=partner, organization=organization, status=400)
    made = api_keys.make(call.context, given["partner"], given["organization"])
    call.subject = made[: len(api_keys.MARK) + 8]
    return _list(call, made=made, partner=given["partner"])


@ROUTES.page("POST", f"{KEYS}/<uuid:id>/fermer", roles=ADMINISTRATORS)
def revoke(call: Call) -> Response:
    """A key opens nothing any more."""
    key = api_keys.revoke(call.context, call.params["id"])
    return call.redirect(KEYS, Flash(f"La clé de {key.partner} n’ouvre plus rien."))


def _list(
    call: Call,
    *,
    made: str = "",
    partner: str = "",
    organization: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    with call.database.reading() as db:
        rows = [(key, clock.local(key.expires_at, call.site.zone), key.expires_at < clock.now()) for key in api_keys.listed(db)]
    return call.render(
        "portal/api-keys.html",
        status,
        rows=rows,
        made=made,
        partner=partner,
        organization=organization,
        errors=errors or {},
        mark=api_keys.MARK,
    )
