"""Keys of partners' programs: shown once, kept as a hash, recognized by their beginning, ended by a date or by a person."""

import datetime as dt
import hashlib
import hmac
import secrets
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from lakou.contracts.vocabulary import Role
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Principal
from lakou.portal.model import ApiKey

MARK = "lakou_"
GOOD_FOR = dt.timedelta(days=365)


def listed(db: Db) -> Sequence[ApiKey]:
    """Every key, those that open first."""
    return db.scalars(select(ApiKey).order_by(ApiKey.revoked, ApiKey.partner, ApiKey.created_at)).all()


def make(context: ServiceContext, partner: str, organization: str) -> str:
    """A new key for a partner, whose line in the directory has the code `organization`; only its hash is kept."""
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    now = clock.now()
    kept = ApiKey(prefix=prefix, secret=_hashed(secret), partner=partner, created_at=now, expires_at=now + GOOD_FOR)
    kept.organization = organization
    with context.database.transaction() as db:
        db.add(kept)
    return f"{MARK}{prefix}_{secret}"


def revoke(context: ServiceContext, key_id: uuid.UUID) -> ApiKey:
    """A key opens nothing any more. Raises NotFound."""
    with context.database.transaction() as db:
        key = db.get(ApiKey, key_id)
        if key is None:
            raise NotFound("Cette clé n’existe pas. Repartez de la liste des clés.")
        key.revoked = True
        return key


def principal(context: ServiceContext, shown: str) -> Principal | None:
    """Who a key stands for; None when it is not ours, ended or revoked."""
    prefix, _, secret = shown.removeprefix(MARK).partition("_")
    today = clock.today(context.site.zone)
    with context.database.reading() as db:
        key = db.scalars(select(ApiKey).where(ApiKey.prefix == prefix)).one_or_none()
    if key is None or key.revoked or key.expires_at < clock.now() or not hmac.compare_digest(key.secret, _hashed(secret)):
        return None
    if key.used_on != today:
        with context.database.transaction() as db:
            db.get_one(ApiKey, key.id).used_on = today
    return Principal(f"key:{prefix}", key.partner, Role.PARTNER.value, f"key:{prefix}", "bearer", organization=key.organization)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
