"""A lost password: the address, the code that the coordinator printed, a new password."""

from werkzeug.wrappers import Response

from lakou.kernel.problems import InvalidInput, Problem
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from lakou.kernel.web.routes import PUBLIC
from lakou.portal import codes, use_cases
from lakou.portal.pages.doors import ROUTES
from lakou.portal.schemas import RecoverySchema


@ROUTES.page("GET", "/mot-de-passe", roles=PUBLIC)
def ask(call: Call) -> Response:
    """The form."""
    return _form(call, "", {})


@ROUTES.page("POST", "/mot-de-passe", roles=PUBLIC)
def recover(call: Call) -> Response:
    """Choose a new password, or be told why not with the address kept."""
    email = call.request.form.get("email", "")[:200]
    try:
        given = call.form(RecoverySchema)
        account = codes.redeem(call.context, **given, address=call.request.remote_addr or "")
    except InvalidInput as problem:
        return _form(call, email, problem.errors, 400)
    except Problem as problem:
        return _form(call, email, {"code": f"{problem.title}. {problem.sentence}"}, problem.status)
    use_cases.note(call.context, use_cases.entry(str(account.id), account.role, call.route.name))
    return call.redirect("/connexion", Flash("Votre mot de passe est changé. Entrez avec le nouveau."))


def _form(call: Call, email: str, errors: dict[str, str], status: int = 200) -> Response:
    return call.render("portal/recovery.html", status, email=email, errors=errors)
