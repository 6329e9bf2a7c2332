"""The accounts of the team, for a coordinator or an operator."""

import secrets

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import Role
from lakou.kernel.problems import InvalidInput, NotAllowed, RuleBroken
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from lakou.portal import accounts, codes, use_cases
from lakou.portal.model import Account
from lakou.portal.pages import devices
from lakou.portal.pages.doors import ADMINISTRATORS, ROUTES
from lakou.portal.schemas import AccountChangeSchema, AccountSchema

STAFF = "/comptes"


@ROUTES.page("GET", STAFF, roles=ADMINISTRATORS)
def listed(call: Call) -> Response:
    """Everybody who may enter, and who may no more; a line of the directory of partners leads here with its role and code."""
    asked = {name: call.request.args.get(name, "")[:200] for name in ("role", "organization")}
    return _list(call, asked)


@ROUTES.page("POST", STAFF, roles=ADMINISTRATORS)
def add(call: Call) -> Response:
    """A new account; the page with its code follows."""
    typed = {name: call.request.form.get(name, "")[:200] for name in ("email", "name", "role", "organization")}
    try:
        given = call.form(AccountSchema)
        if given["role"] not in accounts.managed(call.principal.role):
            raise InvalidInput({"role": "Ce rôle se donne par l’exploitation."})
        made = use_cases.add_account(call.context, **given, password=secrets.token_urlsafe(24))
    except InvalidInput as problem:
        return _list(call, typed, problem.errors, 400)
    except RuleBroken as problem:
        return _list(call, typed, {"email": f"{problem.title}. {problem.sentence}"}, problem.status)
    call.subject = str(made.id)
    return _code(call, made)


@ROUTES.page("GET", f"{STAFF}/<uuid:id>", roles=ADMINISTRATORS)
def one(call: Call) -> Response:
    """One account."""
    return _one(call)


def _one(call: Call, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    with call.database.reading() as db:
        account = accounts.get(db, call.params["id"])
        signed_in = len(accounts.sessions_of(db, account.id))
        notebooks = devices.shown(db, account.id, call.site)
    mine = str(account.id) == call.principal.account
    return call.render(
        "portal/staff-account.html",
        status,
        errors=errors or {},
        account=account,
        role_label=Role(account.role).label,
        signed_in=signed_in,
        notebooks=notebooks,
        mine=mine,
        may_change=not mine and account.role in accounts.managed(call.principal.role),
        roles=_roles(call),
    )


@ROUTES.page("POST", f"{STAFF}/<uuid:id>", roles=ADMINISTRATORS)
def change(call: Call) -> Response:
    """Another role, closed or open again."""
    given = call.form(AccountChangeSchema)
    try:
        account = accounts.change(
            call.context,
            call.params["id"],
            by=call.principal.account,
            by_role=call.principal.role,
            role=given["role"],
            active=given["active"],
            organization=given["organization"],
        )
    except InvalidInput as problem:
        return _one(call, problem.errors, problem.status)
    said = "Le compte est à jour." if account.active else "Le compte est fermé, dans tous les services."
    return call.redirect(f"{STAFF}/{account.id}", Flash(said))


@ROUTES.page("POST", f"{STAFF}/<uuid:id>/code", roles=ADMINISTRATORS)
def code(call: Call) -> Response:
    """A code to print, for a lost password."""
    with call.database.reading() as db:
        account = accounts.get(db, call.params["id"])
    if not account.active:
        raise NotAllowed("Ce compte est fermé : ouvrez-le d’abord.")
    return _code(call, account)


def _code(call: Call, account: Account) -> Response:
    """The code is on this one page, and nowhere else."""
    made = codes.make(call.context, account.id, by_role=call.principal.role)
    address = call.request.host_url.rstrip("/") + "/mot-de-passe"
    return call.render("portal/code.html", account=account, code=made, address=address, hours=codes.GOOD_FOR.days * 24)


def _list(call: Call, typed: dict[str, str] | None = None, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    with call.database.reading() as db:
        rows = [(account, Role(account.role).label) for account in accounts.listed(db)]
    return call.render("portal/staff.html", status, rows=rows, typed=typed or {}, errors=errors or {}, roles=_roles(call))


def _roles(call: Call) -> list[tuple[str, str]]:
    may = accounts.managed(call.principal.role)
    return [(role.value, role.label) for role in Role if role.value in may]
