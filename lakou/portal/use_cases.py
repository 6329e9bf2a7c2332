"""Accounts: make one, sign in, sign out. Passwords are argon2id; the hashing runs in a thread, outside any transaction."""

import datetime as dt
import hashlib
import hmac
import secrets
import uuid
from functools import cache

import eventlet.tpool
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from lakou.contracts.vocabulary import Role
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import InvalidInput, RuleBroken, TooMany
from lakou.portal.model import Account, AuditEntry, BrowserSession, RevokedSession, SignInFailure

FAILURES_BEFORE_PAUSE = 5
PLACE_FAILURES_BEFORE_PAUSE = 30
PAUSE = dt.timedelta(minutes=15)
MIN_PASSWORD = 12
MIN_LETTERS = 5
PARTNERS_ALONE = "Seul un partenaire a le code d’un organisme : effacez-le, ou choisissez le rôle Partenaire."

_hasher = PasswordHasher()


class AccountExists(RuleBroken):
    """Raised when this address already signs in here."""

    slug = "account-exists"
    title = "Ce compte existe déjà"
    text = "Choisissez une autre adresse."


class WrongPassword(RuleBroken):
    """Raised for an unknown address and a wrong password alike."""

    status = 401
    slug = "wrong-password"
    title = "Adresse ou mot de passe inexacts"
    text = "Vérifiez l’adresse et le mot de passe. Après cinq essais, il faut attendre un quart d’heure."


class NoAccount(RuleBroken):
    """Raised when a provider vouches for somebody who has no open account here."""

    status = 403
    slug = "no-account"
    title = "Vous n’avez pas de compte ici"
    text = "Votre fournisseur vous connaît, Lakou pas encore. Demandez un compte à votre coordinatrice, avec la même adresse."


def add_account(context: ServiceContext, *, email: str, name: str, role: str, password: str, organization: str = "") -> Account:
    """Make an account. Raises AccountExists, or InvalidInput for a password that is too short."""
    check_password(password)
    hashed = hash_password(password)
    return add_hashed_account(context, email=email, name=name, role=role, hashed=hashed, organization=organization)


def check_password(password: str) -> None:
    """Length and nothing else, as NIST SP 800-63B advises, but not one letter over and over. Raises InvalidInput."""
    if len(password) < MIN_PASSWORD or len(set(password)) < MIN_LETTERS:
        text = (
            f"Choisissez au moins {MIN_PASSWORD} caractères, dont {MIN_LETTERS} différents. Quatre mots font un bon mot de passe."
        )
        raise InvalidInput({"password": text})


def change_password(context: ServiceContext, account_id: uuid.UUID, *, old: str, new: str, session: str) -> None:
    """Another password for somebody who knows the old one; the other sessions end. Raises WrongPassword or InvalidInput."""
    check_password(new)
    with context.database.reading() as db:
        account = db.get_one(Account, account_id)
    who, place = pace(context, account.email, "")
    if not _verify(account.password, old):
        with context.database.transaction() as db:
            db.execute(insert(SignInFailure).values(who=who, place=place, at=clock.now()))
        raise WrongPassword("L’ancien mot de passe n’est pas le bon.")
    hashed = hash_password(new)
    with context.database.transaction() as db:
        db.get_one(Account, account_id).password = hashed
        db.execute(delete(BrowserSession).where(BrowserSession.account == account_id, BrowserSession.id != session))


def add_hashed_account(
    context: ServiceContext, *, email: str, name: str, role: str, hashed: str, demo: bool = False, organization: str = ""
) -> Account:
    """Make an account whose password is hashed already; `organization` is a partner's. Raises AccountExists or InvalidInput."""
    if organization and role != Role.PARTNER:
        raise InvalidInput({"organization": PARTNERS_ALONE})
    account = Account(
        email=email.strip().lower(),
        name=name,
        role=role,
        password=hashed,
        demo=demo,
        organization=organization,
        created_at=clock.now(),
    )
    try:
        with context.database.transaction() as db:
            db.add(account)
    except IntegrityError as error:
        raise AccountExists from error
    return account


def sign_in(context: ServiceContext, *, email: str, password: str, address: str) -> Account:
    """The account, when the password is right. Raises WrongPassword or TooMany."""
    who, place = pace(context, email, address)
    with context.database.reading() as db:
        account = db.scalars(select(Account).where(Account.email == email.strip().lower())).one_or_none()
    # The same work for an unknown address: the time to answer must not tell who has an account.
    right = _verify(account.password if account else _decoy(), password)
    if account is None or not account.active or not right:
        with context.database.transaction() as db:
            db.execute(insert(SignInFailure).values(who=who, place=place, at=clock.now()))
            db.add(entry(str(account.id) if account else "", account.role if account else "", "sign in refused"))
        context.metrics.sign_ins.labels("refused").inc()
        raise WrongPassword
    with context.database.transaction() as db:
        db.execute(delete(SignInFailure).where(SignInFailure.who == who))
        db.add(entry(str(account.id), account.role, "sign in"))
    context.metrics.sign_ins.labels("accepted").inc()
    return account


def enter_as(context: ServiceContext, email: str) -> Account:
    """The account of an address that its provider vouches for; it must exist, and be open. Raises NoAccount."""
    with context.database.transaction() as db:
        account = db.scalars(select(Account).where(Account.email == email)).one_or_none()
        known = account if account is not None and account.active else None
        act = "sign in" if known else "sign in refused"
        db.add(entry(str(account.id) if account else "", account.role if account else "", act))
    context.metrics.sign_ins.labels("accepted" if known else "refused").inc()
    if known is None:
        raise NoAccount
    return known


def entry(account: str, role: str, act: str) -> AuditEntry:
    """A line of the audit log about somebody who is not signed in yet."""
    return AuditEntry(at=clock.now(), account=account, role=role, service="portal", act=act, subject="", status=0)


def sign_out(context: ServiceContext, session: str, expires_at: dt.datetime) -> None:
    """Make a token worthless before its time."""
    with context.database.transaction() as db:
        db.execute(delete(BrowserSession).where(BrowserSession.id == session))
        db.execute(delete(RevokedSession).where(RevokedSession.expires_at < clock.now()))
        if db.get(RevokedSession, session) is None:
            db.add(RevokedSession(session=session, expires_at=expires_at))


def is_revoked(context: ServiceContext, session: str) -> bool:
    """Whether a token was signed out."""
    with context.database.reading() as db:
        return db.get(RevokedSession, session) is not None


def note(context: ServiceContext, entry: AuditEntry) -> None:
    """Add a line to the audit log."""
    with context.database.transaction() as db:
        db.add(entry)


def new_password() -> str:
    """A password that can be read over the telephone."""
    return "-".join(secrets.token_hex(2) for _ in range(4))


def demo_accounts(context: ServiceContext) -> list[Account]:
    """The accounts whose password is printed on the sign-in page of a demo."""
    with context.database.reading() as db:
        return list(db.scalars(select(Account).where(Account.demo).order_by(Account.role, Account.email)))


def pace(context: ServiceContext, email: str, address: str) -> tuple[str, str]:
    """The masked address and place of a try, when they may try again. Raises TooMany."""
    who, place = _masked(context, email.strip().lower()), _masked(context, address)
    _check_pace(context, who, place)
    return who, place


def _check_pace(context: ServiceContext, who: str, place: str) -> None:
    since = clock.now() - PAUSE
    with context.database.reading() as db:
        query = select(func.count()).select_from(SignInFailure).where(SignInFailure.at > since)
        tries = db.scalar(query.where(SignInFailure.who == who)) or 0
        from_place = db.scalar(query.where(SignInFailure.place == place)) or 0
    if tries >= FAILURES_BEFORE_PAUSE or from_place >= PLACE_FAILURES_BEFORE_PAUSE:
        context.metrics.sign_ins.labels("throttled").inc()
        raise TooMany


def _masked(context: ServiceContext, text: str) -> str:
    return hmac.new(context.keys.secret("throttle"), text.encode(), hashlib.sha256).hexdigest()


@cache
def _decoy() -> str:
    return _hasher.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """An argon2id hash, made in a thread: it takes a tenth of a second on purpose."""
    hashed: str = eventlet.tpool.execute(_hasher.hash, password)
    return hashed


def _verify(hashed: str, password: str) -> bool:
    try:
        eventlet.tpool.execute(_hasher.verify, hashed, password)
    except VerificationError:
        return False
    return True
