"""Accounts of staff and partners, their sessions, and the audit log."""

import datetime as dt
import uuid

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from lakou.kernel.columns import UtcDateTime, metadata


class Base(DeclarativeBase):
    """The tables of this service."""

    metadata = metadata()


class Account(Base):
    """Somebody who may sign in. `password` is an argon2id hash; `organization` the code of the one a partner speaks for."""

    __tablename__ = "account"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    email: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    password: Mapped[str] = mapped_column(String(200))
    organization: Mapped[str] = mapped_column(String(60), default="", server_default="")
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    demo: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class BrowserSession(Base):
    """A browser that is signed in, until `expires_at` or until nobody used it for long. Without its row its token is worthless."""

    __tablename__ = "browser_session"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Device(Base):
    """A phone or a computer that keeps a notebook for days without a network.

    `token` is a SHA-256 of what the device shows at each contact. `key` opens what the device keeps, for who forgot the code of
    the notebook; it goes when the device is shut out. `waiting` is how many entries it had not sent at its last contact.
    """

    __tablename__ = "device"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    account: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    token: Mapped[str] = mapped_column(String(64))
    key: Mapped[bytes | None] = mapped_column(LargeBinary)
    session: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    waiting: Mapped[int] = mapped_column(Integer, default=0)
    shut_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    wiped_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class OneTimeCode(Base):
    """A code that lets somebody choose a new password once. `code` is a keyed hash; too many wrong tries end it."""

    __tablename__ = "one_time_code"

    account: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(Integer, default=0)


class ApiKey(Base):
    """What a partner's program shows at the API. `secret` is a SHA-256: the key itself is shown once, at its making."""

    __tablename__ = "api_key"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    prefix: Mapped[str] = mapped_column(String(12), unique=True)
    secret: Mapped[str] = mapped_column(String(64))
    partner: Mapped[str] = mapped_column(String(120))
    organization: Mapped[str] = mapped_column(String(60), default="", server_default="")
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    used_on: Mapped[dt.date | None] = mapped_column(Date)
    revoked: Mapped[bool] = mapped_column(Boolean, default=False)


class RevokedSession(Base):
    """A token that was signed out before its time; kept until it would have expired."""

    __tablename__ = "revoked_session"

    session: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class SignInFailure(Base):
    """A wrong password, to slow the next tries. `who` and `place` are keyed hashes of the address and the network address."""

    __tablename__ = "sign_in_failure"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    who: Mapped[str] = mapped_column(String(64), index=True)
    place: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)


class AuditEntry(Base):
    """Who changed what, when: append-only (the database refuses updates and deletes). Ids and codes, never contents."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_at_id", "at", "id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    account: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(20))
    service: Mapped[str] = mapped_column(String(40))
    act: Mapped[str] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(Integer)
