"""Sign-in through the association's OpenID Connect provider: authorization code with PKCE, state and nonce (OIDC Core 3.1).

Who comes back is known by a verified e-mail address of an account that exists; roles and rights stay ours. The provider is asked
with green sockets, outside of any transaction, and never longer than PATIENCE.
"""

import dataclasses
import secrets
import time
from typing import Any
from urllib.parse import urlsplit

import eventlet
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from lakou.kernel import clock, logs
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import Problem, RuleBroken, Unavailable
from lakou.kernel.settings import Settings

PATIENCE = 10.0
KEPT_SECONDS = 600.0
LARGEST = 256 * 1024
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]
RETURN_PATH = "/connexion/retour"
SCOPE = "openid email profile"


class ProviderAway(Unavailable):
    """Raised when the provider does not answer, or answers what no provider would."""

    slug = "provider-away"
    title = "Votre fournisseur d’identité ne répond pas"
    text = "Réessayez dans quelques minutes, ou entrez avec votre adresse et votre mot de passe."


class NotRecognized(RuleBroken):
    """Raised when what comes back is not what was asked for: too late, of another browser, or refused there."""

    status = 401
    slug = "not-recognized"
    title = "La connexion n’a pas abouti"
    text = "Recommencez depuis cette page, sans ouvrir d’autre onglet. Sinon, entrez avec votre mot de passe."


@dataclasses.dataclass(frozen=True)
class Question:
    """What a browser must bring back unchanged."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> "Question":
        """A fresh one."""
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))


@dataclasses.dataclass
class _Known:
    """What a provider said of itself, for a while."""

    document: dict[str, Any]
    keys: KeySet
    until: float


_known: dict[str, _Known] = {}


def offered(settings: Settings) -> str | None:
    """The words of the button; None when passwords are the only way."""
    return f"Se connecter avec {settings.oidc_name or urlsplit(settings.oidc_issuer).hostname}" if settings.oidc_issuer else None


def address(context: ServiceContext, question: Question) -> str:
    """Where to send the browser. Raises ProviderAway."""
    url, _ = _session(context.settings).create_authorization_url(
        _provider(context.settings).document["authorization_endpoint"],
        state=question.state,
        nonce=question.nonce,
        code_verifier=question.verifier,
    )
    return str(url)


def verified_email(context: ServiceContext, code: str, question: Question) -> str:
    """The address of who came back with a code, when the provider vouches for it. Raises NotRecognized or ProviderAway."""
    provider = _provider(context.settings)
    token = _exchange(context.settings, provider, code, question.verifier)
    claims = _claims(context.settings, token, question.nonce)
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") not in (True, "true"):
        logs.get().warning("openid.no_verified_email")
        raise NotRecognized("Votre fournisseur ne donne pas d’adresse vérifiée. Entrez avec votre mot de passe.")
    return email.strip().lower()


def _exchange(settings: Settings, provider: _Known, code: str, verifier: str) -> str:
    from authlib.integrations.base_client import OAuthError

    try:
        with eventlet.Timeout(PATIENCE, ProviderAway()):
            given = _session(settings).fetch_token(
                provider.document["token_endpoint"], code=code, code_verifier=verifier, timeout=PATIENCE
            )
        return str(given["id_token"])
    except OAuthError as error:
        logs.get().warning("openid.refused", error=type(error).__name__)
        raise NotRecognized from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _away(error) from error


def _claims(settings: Settings, token: str, nonce: str) -> dict[str, Any]:
    """What an ID token says, once its signature and every claim that binds it to us are right."""
    registry = jwt.JWTClaimsRegistry(
        now=lambda: int(clock.now().timestamp()),
        leeway=60,
        iss={"essential": True, "value": settings.oidc_issuer},
        aud={"essential": True, "value": settings.oidc_client_id},
        nonce={"essential": True, "value": nonce},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
    )
    try:
        claims = _decoded(settings, token)
        registry.validate(claims)
    except (JoseError, ValueError) as error:
        logs.get().warning("openid.bad_token", error=type(error).__name__)
        raise NotRecognized from error
    if claims.get("azp", settings.oidc_client_id) != settings.oidc_client_id:
        raise NotRecognized
    return claims


def _decoded(settings: Settings, token: str) -> dict[str, Any]:
    """With the keys that we know, then once with those of today: providers change theirs."""
    try:
        return dict(jwt.decode(token, _provider(settings).keys, algorithms=ALGORITHMS).claims)
    except (JoseError, ValueError):
        _known.pop(settings.oidc_issuer, None)
        return dict(jwt.decode(token, _provider(settings).keys, algorithms=ALGORITHMS).claims)


def _provider(settings: Settings) -> _Known:
    known = _known.get(settings.oidc_issuer)
    if known is None or known.until < time.monotonic():
        document = _read(f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration")
        try:
            known = _described(settings, document)
        except (KeyError, TypeError, ValueError, JoseError) as error:
            raise _away(error) from error
        _known[settings.oidc_issuer] = known
    return known


def _described(settings: Settings, document: dict[str, Any]) -> _Known:
    if document["issuer"] != settings.oidc_issuer:
        raise ValueError("another issuer")
    safe = urlsplit(settings.oidc_issuer).scheme
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if urlsplit(str(document[name])).scheme not in ("https", safe):
            raise ValueError("an endpoint in the clear")
    keys = KeySet.import_key_set(_read(document["jwks_uri"]))  # type: ignore[arg-type]
    return _Known(document, keys, time.monotonic() + KEPT_SECONDS)


def _read(url: str) -> dict[str, Any]:
    """A JSON object of the provider. Raises ProviderAway."""
    import requests

    try:
        with eventlet.Timeout(PATIENCE, ProviderAway()), requests.get(url, timeout=PATIENCE, stream=True) as answer:
            answer.raise_for_status()
            body = answer.raw.read(LARGEST + 1, decode_content=True)
            answer._content = body if len(body) <= LARGEST else b""
            found = answer.json()
    except (OSError, ValueError) as error:
        raise _away(error) from error
    if not isinstance(found, dict):
        raise ProviderAway
    return found


def _away(error: Exception) -> Problem:
    logs.get().error("openid.provider_away", error=type(error).__name__)
    return ProviderAway()


def _session(settings: Settings) -> Any:
    from authlib.integrations.requests_client import OAuth2Session

    return OAuth2Session(
        settings.oidc_client_id,
        settings.oidc_client_secret or None,
        scope=SCOPE,
        redirect_uri=f"{settings.public_url.rstrip('/')}{RETURN_PATH}",
        token_endpoint_auth_method="client_secret_basic" if settings.oidc_client_secret else "none",
        code_challenge_method="S256",
    )
