"""Signing in and staying so: the token in a cookie or a header, and the account behind it."""

import hashlib
import hmac

from werkzeug.wrappers import Request, Response

from lakou.kernel.context import ServiceContext
from lakou.kernel.web.call import Principal
from lakou.portal import accounts, api_keys, tokens, use_cases
from lakou.portal.model import Account

SESSION_COOKIE = "lakou_session"


def authenticate(context: ServiceContext, request: Request) -> Principal | None:
    """Who asks: a bearer token wins over the cookie."""
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return _principal(context, header.removeprefix("Bearer ").strip(), "bearer")
    cookie = request.cookies.get(SESSION_COOKIE)
    return _principal(context, cookie, "cookie") if cookie else None


def _principal(context: ServiceContext, token: str, via: str) -> Principal | None:
    if token.startswith(api_keys.MARK):
        return api_keys.principal(context, token)
    claims = tokens.verify(context.keys.signing(), context.site.node, token)
    if claims is None or use_cases.is_revoked(context, claims.session):
        return None
    name, role, organization = claims.name, claims.role, claims.organization
    if accounts.is_account(claims.account):
        account = accounts.standing(context, claims)
        if account is None:
            return None
        # as they are now, whatever they were at the signing
        name, role, organization = account.name, account.role, account.organization
    csrf = hmac.new(context.keys.secret("web"), b"csrf" + claims.session.encode(), hashlib.sha256).hexdigest()
    return Principal(claims.account, name, role, claims.session, via, csrf, organization)


def open_session(context: ServiceContext, request: Request, response: Response, account: Account) -> None:
    """Set the cookie of a browser that has just signed in."""
    token = tokens.sign(
        context.keys.signing(),
        context.site.node,
        account=str(account.id),
        name=account.name,
        role=account.role,
        lifetime=tokens.BROWSER_LIFETIME,
    )
    claims = tokens.verify(context.keys.signing(), context.site.node, token)
    if claims is None:
        raise RuntimeError("a token just signed must be good")
    accounts.open_session(context, account.id, claims.session, claims.expires_at)
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(tokens.BROWSER_LIFETIME.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def close_session(context: ServiceContext, request: Request, response: Response) -> None:
    """Sign out: forget the cookie here, and refuse its token everywhere on this node."""
    token = request.cookies.get(SESSION_COOKIE, "")
    claims = tokens.verify(context.keys.signing(), context.site.node, token)
    if claims:
        use_cases.sign_out(context, claims.session, claims.expires_at)
    response.delete_cookie(SESSION_COOKIE)
