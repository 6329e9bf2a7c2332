"""Signing in with the association's own provider: the way there, and the way back."""

import hmac
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from werkzeug.wrappers import Response

from lakou.kernel import clock
from lakou.kernel.problems import NotFound, Problem
from lakou.kernel.web.call import Call, safe_path
from lakou.kernel.web.routes import PUBLIC
from lakou.portal import openid, sessions, use_cases
from lakou.portal.openid import NotRecognized, Question
from lakou.portal.pages.doors import ROUTES
from lakou.portal.pages.entering import door
from lakou.portal.tokens import ALGORITHM

COOKIE = "lakou_openid"
GOOD_FOR = 600  # seconds


@ROUTES.page("GET", "/connexion/fournisseur", roles=PUBLIC)
def leave(call: Call) -> Response:
    """To the provider, with a question of this browser alone."""
    _only_when_offered(call)
    question, next_page = Question.new(), safe_path(call.request.args.get("next", "/"))
    try:
        address = openid.address(call.context, question)
    except Problem as problem:
        return door(call, "", next_page, problem)
    response = Response(status=303, headers={"Location": address})
    response.set_cookie(
        COOKIE,
        _sealed(call, question, next_page),
        max_age=GOOD_FOR,
        httponly=True,
        samesite="Lax",
        path=openid.RETURN_PATH,
        secure=urlsplit(call.context.settings.public_url).scheme == "https",
    )
    return response


@ROUTES.page("GET", openid.RETURN_PATH, roles=PUBLIC)
def come_back(call: Call) -> Response:
    """From the provider: enter, or be told why not."""
    _only_when_offered(call)
    next_page = "/"
    try:
        question, next_page = _unsealed(call)
        email = openid.verified_email(call.context, _code(call, question), question)
        account = use_cases.enter_as(call.context, email)
    except Problem as problem:
        response = door(call, "", next_page, problem)
    else:
        response = call.redirect(next_page)
        sessions.open_session(call.context, call.request, response, account)
    response.delete_cookie(COOKIE, path=openid.RETURN_PATH)
    return response


def _only_when_offered(call: Call) -> None:
    if not call.context.settings.oidc_issuer:
        raise NotFound


def _code(call: Call, question: Question) -> str:
    """What the provider gave for us, to the browser that we sent. Raises NotRecognized."""
    given, code = call.request.args.get("state", ""), call.request.args.get("code", "")
    if not hmac.compare_digest(given.encode(), question.state.encode()):
        raise NotRecognized
    if "error" in call.request.args or not code or len(code) > 4096:
        raise NotRecognized("Votre fournisseur n’a pas accepté. Recommencez, ou entrez avec votre mot de passe.")
    return code


def _sealed(call: Call, question: Question, next_page: str) -> str:
    claims = {
        "aud": _audience(call),
        "exp": int(clock.now().timestamp()) + GOOD_FOR,
        "state": question.state,
        "nonce": question.nonce,
        "verifier": question.verifier,
        "next": next_page,
    }
    return jwt.encode({"alg": ALGORITHM}, claims, call.context.keys.signing(), algorithms=[ALGORITHM])


def _unsealed(call: Call) -> tuple[Question, str]:
    """Raises NotRecognized."""
    registry = jwt.JWTClaimsRegistry(
        now=lambda: int(clock.now().timestamp()), aud={"essential": True, "value": _audience(call)}, exp={"essential": True}
    )
    try:
        claims = jwt.decode(call.request.cookies.get(COOKIE, ""), call.context.keys.signing(), algorithms=[ALGORITHM]).claims
        registry.validate(claims)
        return Question(claims["state"], claims["nonce"], claims["verifier"]), safe_path(claims["next"])
    except (JoseError, ValueError, KeyError) as error:
        raise NotRecognized from error


def _audience(call: Call) -> str:
    return f"lakou-openid:{call.site.node}"
