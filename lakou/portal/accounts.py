"""The accounts of a team: who may change whose, closing and opening, the sessions of a browser.

Every process of a node asks the portal's database at each request, so that what is closed here is closed in every service at once
(docs/decisions/0009).
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select, update

from lakou.contracts.vocabulary import Role
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotAllowed, NotFound, RuleBroken
from lakou.portal.model import Account, BrowserSession
from lakou.portal.tokens import Claims
from lakou.portal.use_cases import PARTNERS_ALONE

IDLE = dt.timedelta(hours=8)
SEEN_EVERY = dt.timedelta(minutes=5)
MANAGED = {
    Role.COORDINATOR.value: frozenset({Role.HELPER.value, Role.COORDINATOR.value, Role.PARTNER.value}),
    Role.OPERATOR.value: frozenset(role.value for role in Role),
}
"""Whose accounts a role may make and change."""


class OwnAccount(RuleBroken):
    """Raised when somebody would close or change the role of their own account: a team must not lock itself out."""

    slug = "own-account"
    title = "C’est votre propre compte"
    text = "Demandez à une autre personne de la coordination ou de l’exploitation."


def listed(db: Db) -> Sequence[Account]:
    """Every account: those that may enter first, by name."""
    return db.scalars(select(Account).order_by(Account.active.desc(), Account.name, Account.email)).all()


def get(db: Db, account_id: uuid.UUID) -> Account:
    """The account. Raises NotFound."""
    account = db.get(Account, account_id)
    if account is None:
        raise NotFound("Ce compte n’existe pas. Repartez de la liste des comptes.")
    return account


def managed(role: str) -> frozenset[str]:
    """The roles that somebody of a role may give and change."""
    return MANAGED.get(role, frozenset())


def change(
    context: ServiceContext, account_id: uuid.UUID, *, by: str, by_role: str, role: str, active: bool, organization: str = ""
) -> Account:
    """Give another role, close or open an account; its sessions end. Raises NotFound, NotAllowed, OwnAccount or InvalidInput."""
    with context.database.transaction() as db:
        account = get(db, account_id)
        if str(account.id) == by:
            raise OwnAccount
        if not {account.role, role} <= managed(by_role):
            raise NotAllowed("Ce rôle se donne et se retire par l’exploitation.")
        if organization and role != Role.PARTNER:
            raise InvalidInput({"organization": PARTNERS_ALONE})
        account.role, account.active, account.organization = role, active, organization
        end_sessions(db, account.id)
        return account


def open_session(context: ServiceContext, account: uuid.UUID, session: str, expires_at: dt.datetime) -> None:
    """A browser signs in; what ended is swept out."""
    now = clock.now()
    with context.database.transaction() as db:
        db.execute(delete(BrowserSession).where(BrowserSession.expires_at < now))
        db.add(BrowserSession(id=session, account=account, opened_at=now, seen_at=now, expires_at=expires_at))


def end_sessions(db: Db, account: uuid.UUID, *, but: str = "") -> None:
    """End every session of an account, but one."""
    db.execute(delete(BrowserSession).where(BrowserSession.account == account, BrowserSession.id != but))


def sessions_of(db: Db, account: uuid.UUID) -> Sequence[BrowserSession]:
    """Where somebody is signed in, the last used first."""
    query = select(BrowserSession).where(BrowserSession.account == account, BrowserSession.seen_at > clock.now() - IDLE)
    return db.scalars(query.order_by(BrowserSession.seen_at.desc())).all()


def standing(context: ServiceContext, claims: Claims) -> Account | None:
    """The account behind a browser's token as it stands now; None when the session ended or the account was closed."""
    with context.database.reading() as db:
        session = db.get(BrowserSession, claims.session)
        account = db.get(Account, session.account) if session else None
    now = clock.now()
    if session is None or account is None or not account.active or now - session.seen_at > IDLE:
        return None
    if now - session.seen_at > SEEN_EVERY:
        with context.database.transaction() as db:
            db.execute(update(BrowserSession).where(BrowserSession.id == session.id).values(seen_at=now))
    return account


def open_with(context: ServiceContext, asked: Iterable[str], roles: frozenset[str]) -> set[str]:
    """Which of these are open and have one of these roles now. A program has no account to close: what it made stands."""
    everybody = set(asked)
    people = {account for account in everybody if is_account(account)}
    query = select(Account.id).where(Account.id.in_([uuid.UUID(account) for account in people]), Account.active)
    with context.database.reading() as db:
        found = {str(account) for account in db.scalars(query.where(Account.role.in_(roles)))} if people else set()
    return found | (everybody - people)


def is_account(subject: str) -> bool:
    """A program's token has a name for a subject, a person's the id of the account."""
    try:
        uuid.UUID(subject)
    except ValueError:
        return False
    return True
