"""The tables that streams need in every service's database (migrations: `lakou/kernel/migrations`)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from lakou.kernel.columns import UtcDateTime

METADATA = MetaData()


outbox_stream = Table(
    "outbox_stream",
    METADATA,
    Column("stream", String(20), primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

outbox = Table(
    "outbox",
    METADATA,
    Column("stream", String(20), primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("type", String(200), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("about", String(36), nullable=True, index=True),
)

outbox_forget = Table(
    "outbox_forget",
    METADATA,
    Column("about", String(36), primary_key=True),
)

outbox_reader = Table(
    "outbox_reader",
    METADATA,
    Column("stream", String(20), primary_key=True),
    Column("reader", String(100), primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("same_history", Boolean, nullable=True),
)

inbox_source = Table(
    "inbox_source",
    METADATA,
    Column("source", String(200), primary_key=True),
    Column("stream", String(20), primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("applied", BigInteger, nullable=False),
    Column("max_seen", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("applied_at", UtcDateTime, nullable=True),
    Column("heard_at", UtcDateTime, nullable=True),
    Column("same_history", Boolean, nullable=True),
)

inbox_hold = Table(
    "inbox_hold",
    METADATA,
    Column("source", String(200), primary_key=True),
    Column("stream", String(20), primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

inbox_parked = Table(
    "inbox_parked",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source", String(200), nullable=False),
    Column("stream", String(20), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("type", String(200), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("error", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("parked_at", UtcDateTime, nullable=False),
    Column("state", String(20), nullable=False),
    UniqueConstraint("source", "stream", "epoch", "seq", name="uq_inbox_parked_place"),
    Index("ix_inbox_parked_state", "state"),
)

idempotency = Table(
    "idempotency",
    METADATA,
    Column("key", String(200), primary_key=True),
    Column("who", String(100), primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("claim", String(32), nullable=False, server_default=""),
    Column("done", Boolean, nullable=False, server_default=false()),
    Column("status", Integer, nullable=True),
    Column("headers", Text, nullable=True),
    Column("body", LargeBinary, nullable=True),
    Column("at", UtcDateTime, nullable=False),
)
