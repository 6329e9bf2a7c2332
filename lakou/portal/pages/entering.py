"""Coming in, going out, and the pages that need nobody: help, static files."""

import mimetypes
from urllib.parse import quote

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import Role
from lakou.kernel.problems import NotFound, Problem
from lakou.kernel.web.call import Call
from lakou.kernel.web.routes import PUBLIC
from lakou.portal import navigation, openid, sessions, use_cases
from lakou.portal.pages.doors import EVERYONE, ROUTES
from lakou.portal.rendering import STATIC
from lakou.portal.schemas import SignInSchema

DEMO_PASSWORD = "bienvenue-au-lakou"  # noqa: S105 - printed on the sign-in page of the demo, and of the demo alone


@ROUTES.page("GET", "/", roles=PUBLIC)
def home(call: Call) -> Response:
    """To the first page of one's role, or to the door."""
    if call.visitor is None:
        return call.redirect("/connexion")
    return call.redirect(navigation.home(is_hub=call.site.is_hub, role=call.visitor.role))


@ROUTES.page("GET", "/connexion", roles=PUBLIC)
def sign_in_form(call: Call) -> Response:
    """The door."""
    return door(call, "", call.request.args.get("next", "/"), None)


@ROUTES.page("POST", "/connexion", roles=PUBLIC)
def sign_in(call: Call) -> Response:
    """Enter, or be told why not with the address kept."""
    email, next_page = call.request.form.get("email", "")[:200], call.request.form.get("next", "/")
    try:
        given = call.form(SignInSchema)
        account = use_cases.sign_in(
            call.context, email=given["email"], password=given["password"], address=call.request.remote_addr or ""
        )
    except Problem as problem:
        return door(call, email, next_page, problem)
    response = call.redirect(next_page)
    sessions.open_session(call.context, call.request, response, account)
    return response


def door(call: Call, email: str, next_page: str, problem: Problem | None) -> Response:
    """The page of sign-in, with what went wrong."""
    demo = use_cases.demo_accounts(call.context) if call.site.demo else []
    return call.render(
        "portal/sign-in.html",
        status=problem.status if problem else 200,
        error=f"{problem.title}. {problem.sentence}" if problem else None,
        email=email,
        next=next_page,
        demo_accounts=[(account.email, Role(account.role).label) for account in demo],
        demo_password=DEMO_PASSWORD if demo else None,
        contact=None,
        forgot_href="/mot-de-passe",
        provider=_provider(call, next_page),
    )


def _provider(call: Call, next_page: str) -> dict[str, str] | None:
    label = openid.offered(call.context.settings)
    return {"href": f"/connexion/fournisseur?next={quote(next_page)}", "label": label} if label else None


@ROUTES.page("POST", "/deconnexion", roles=EVERYONE)
def sign_out(call: Call) -> Response:
    """Leave: the token is refused from now on."""
    response = call.redirect("/connexion")
    sessions.close_session(call.context, call.request, response)
    return response


@ROUTES.page("GET", "/aide", roles=PUBLIC)
def help_page(call: Call) -> Response:
    """Help in plain words."""
    return call.render("portal/help.html")


@ROUTES.page("GET", "/accessibilite", roles=PUBLIC)
def accessibility(call: Call) -> Response:
    """What works for whom, and whom to tell when it does not."""
    return call.render("portal/accessibility.html")


@ROUTES.page("GET", "/donnees-personnelles", roles=PUBLIC)
def privacy(call: Call) -> Response:
    """What is kept, where, and what leaves."""
    return call.render("portal/privacy.html")


@ROUTES.page("GET", "/static/<name>", roles=PUBLIC)
def static(call: Call) -> Response:
    """A file of the face; its address changes with its content, so browsers may keep it."""
    path = STATIC / call.params["name"]
    if path.parent != STATIC or not path.is_file():
        raise NotFound
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Response(path.read_bytes(), mimetype=kind, headers={"Cache-Control": "public, max-age=31536000, immutable"})
