"""Tokens are JWTs signed with the node's Ed25519 key; whoever has the public half can verify them, and only the portal signs."""

import dataclasses
import datetime as dt
import secrets

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from lakou.kernel import clock

ALGORITHM = "Ed25519"
BROWSER_LIFETIME = dt.timedelta(hours=12)
PROGRAM_LIFETIME = dt.timedelta(days=90)


@dataclasses.dataclass(frozen=True)
class Claims:
    """What a token says. `session` is random and names this sign-in."""

    account: str
    name: str
    role: str
    session: str
    expires_at: dt.datetime
    organization: str = ""


def sign(key: OKPKey, node: str, *, account: str, name: str, role: str, lifetime: dt.timedelta, organization: str = "") -> str:
    """A token good on this node alone."""
    now = clock.now()
    claims = {
        "iss": f"lakou:{node}",
        "aud": f"lakou:{node}",
        "sub": account,
        "name": name,
        "role": role,
        "org": organization,
        "jti": secrets.token_urlsafe(18),
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
    }
    return jwt.encode({"alg": ALGORITHM}, claims, key, algorithms=[ALGORITHM])


def verify(key: OKPKey, node: str, token: str) -> Claims | None:
    """What the token says; None when it is not ours, of another node, or too old."""
    try:
        decoded = jwt.decode(token, key, algorithms=[ALGORITHM])
        registry = jwt.JWTClaimsRegistry(
            now=lambda: int(clock.now().timestamp()),
            iss={"essential": True, "value": f"lakou:{node}"},
            aud={"essential": True, "value": f"lakou:{node}"},
            exp={"essential": True},
        )
        registry.validate(decoded.claims)
        said = decoded.claims
        expires = dt.datetime.fromtimestamp(said["exp"], dt.UTC)
        organization = str(said.get("org", ""))
        return Claims(str(said["sub"]), str(said["name"]), str(said["role"]), str(said["jti"]), expires, organization)
    except (JoseError, ValueError, KeyError):
        return None
