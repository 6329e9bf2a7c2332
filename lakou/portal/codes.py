"""A lost password without e-mail: a coordinator prints a code, the person types it and chooses a new password, once."""

import datetime as dt
import hashlib
import hmac
import secrets
import uuid

from sqlalchemy import delete, select

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import NotAllowed, RuleBroken
from lakou.portal import accounts, use_cases
from lakou.portal.model import Account, OneTimeCode, SignInFailure

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that reads like something else
LENGTH = 10  # 49 bits, five tries
GOOD_FOR = dt.timedelta(hours=48)
MOST_TRIES = 5


class WrongCode(RuleBroken):
    """Raised for an unknown address, a wrong, used or old code alike."""

    status = 401
    slug = "wrong-code"
    title = "Adresse ou code inexacts"
    text = "Vérifiez l’adresse et le code. Un code sert une fois, pendant deux jours : au besoin, demandez-en un autre."


def make(context: ServiceContext, account_id: uuid.UUID, *, by_role: str) -> str:
    """A new code for an account, to print; it replaces the one before. Raises NotFound or NotAllowed."""
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    with context.database.transaction() as db:
        account = accounts.get(db, account_id)
        if account.role not in accounts.managed(by_role):
            raise NotAllowed("Ce compte se règle par l’exploitation.")
        db.execute(delete(OneTimeCode).where(OneTimeCode.account == account_id))
        db.add(OneTimeCode(account=account_id, code=_hashed(context, code), expires_at=clock.now() + GOOD_FOR, failures=0))
    return f"{code[:5]}-{code[5:]}"


def redeem(context: ServiceContext, *, email: str, code: str, password: str, address: str) -> Account:
    """Choose a new password with a code; every session ends. Raises WrongCode, TooMany, or InvalidInput for a weak password."""
    use_cases.check_password(password)
    who, place = use_cases.pace(context, email, address)
    given = _hashed(context, "".join(code.upper().replace("-", "").split()))
    hashed = use_cases.hash_password(password)
    with context.database.transaction() as db:
        account = db.scalars(select(Account).where(Account.email == email.strip().lower())).one_or_none()
        kept = db.get(OneTimeCode, account.id) if account else None
        good = kept is not None and kept.expires_at > clock.now() and hmac.compare_digest(kept.code, given)
        if account is not None and account.active and kept is not None and good:
            account.password = hashed
            db.delete(kept)
            db.execute(delete(SignInFailure).where(SignInFailure.who == who))
            accounts.end_sessions(db, account.id)
            return account
        if kept is not None:
            kept.failures += 1
            if kept.failures >= MOST_TRIES:
                db.delete(kept)
        db.add(SignInFailure(who=who, place=place, at=clock.now()))
    raise WrongCode


def _hashed(context: ServiceContext, code: str) -> str:
    return hmac.new(context.keys.secret("throttle"), f"code:{code}".encode(), hashlib.sha256).hexdigest()
