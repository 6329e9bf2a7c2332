"""Events are recorded in the transaction that changes the state, and numbered by its last statement.

`UPDATE outbox_stream SET last_seq = last_seq + n` takes the row lock until commit, so the sequence of a stream has no gap and is
the order of commits, on SQLite and PostgreSQL alike. Each row keeps the exact bytes, their SHA-256, and a digest chained over the
hashes: two ends with the same digest hold the same history.
"""

import dataclasses
import hashlib
import itertools
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from sqlalchemy import Integer, RowMapping, bindparam, insert, select, update
from sqlalchemy.orm import Session as Db

from lakou.contracts.base import Event, Stream
from lakou.contracts.envelope import envelope
from lakou.kernel import clock, clock_guard, correlation
from lakou.kernel.tables import outbox, outbox_reader, outbox_stream

MAX_EVENT_BYTES = 64 * 1024
_chance = secrets.SystemRandom()


class EventTooLarge(ValueError):
    """Raised at emit: a message above 64 KiB would be poison for every link."""


NOTHING = hashlib.sha256(b"").digest()
"""The hash of no content at all: who says so took nothing out."""

Place = tuple[int, int]
"""Epoch and sequence: where a row stands in its stream. Places compare as they follow one another."""


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One event as it is stored and sent. `after`, on the first row of a later epoch, is where the history before it ended."""

    epoch: int
    seq: int
    type: str
    body: bytes
    hash: bytes = b""
    digest: bytes = b""
    after: Place | None = None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.epoch, self.seq

    @property
    def blanked(self) -> bool:
        """Whether its content was taken out at the source, which says so with the hash of what stood there."""
        return not self.body and self.hash not in (b"", NOTHING)


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """How far a stream has got at its source."""

    epoch: int
    seq: int
    digest: bytes


# Made once: these are run in every transaction that says something, and for every batch that is read.
_STREAM = update(outbox_stream).where(outbox_stream.c.stream == bindparam("of_stream"))
_TAKE = _STREAM.values(last_seq=outbox_stream.c.last_seq + bindparam("taken")).returning(
    outbox_stream.c.epoch, outbox_stream.c.last_seq, outbox_stream.c.digest
)
_CLOSE = _STREAM.values(digest=bindparam("new_digest"))
_STORE = insert(outbox)
_LATER = (outbox.c.epoch > bindparam("of_epoch")) | (
    (outbox.c.epoch == bindparam("of_epoch")) & (outbox.c.seq > bindparam("of_seq"))
)
_NEXT = (
    select(outbox)
    .where(outbox.c.stream == bindparam("of_stream"), _LATER)
    .order_by(outbox.c.epoch, outbox.c.seq)
    .limit(bindparam("most", type_=Integer))
)

Recorded = tuple[Event, dict[str, Any]]
"""An event and its payload as JSON types, already checked."""


def chained(digest: bytes, row_hash: bytes) -> bytes:
    """The digest of a history, one row longer."""
    return hashlib.sha256(digest + row_hash).digest()


def record(db: Db, event: Event) -> None:
    """Say that something happened, in the transaction `db`. It is checked here, and leaves when `db` commits."""
    db.info["outbox"].append((event, event.dump()))


def write(db: Db, source: str) -> bool:
    """Number and store what was recorded; called once, as the last statement of a transaction. True when there was any."""
    recorded: list[Recorded] = db.info["outbox"]
    if not recorded:
        return False
    node = source.split("/")[1]
    # Always in the order of the enumeration: two transactions must take the row locks in the same order.
    for stream in Stream:
        batch = [each for each in recorded if each[0].stream is stream]
        if batch:
            _write_stream(db, node, stream, _shuffled(batch))
    return True


def _shuffled(recorded: list[Recorded]) -> list[Recorded]:
    """Facts that were recorded together tell nothing by their order: a roll call goes by the alphabet, and the facts must not.

    What has an order of its own stays where it is, and parts those before it from those after.
    """
    found: list[Recorded] = []
    for in_any_order, some in itertools.groupby(recorded, lambda each: each[0].any_order):
        together = list(some)
        found += _chance.sample(together, len(together)) if in_any_order else together
    return found


def _write_stream(db: Db, node: str, stream: Stream, events: Sequence[Recorded]) -> None:
    taken = db.execute(_TAKE, {"of_stream": stream.value, "taken": len(events)}).one()
    before = taken.last_seq - len(events)
    at, digest, rows = clock_guard.check(db, stream, taken.epoch, before), taken.digest, []
    for seq, (event, data) in enumerate(events, before + 1):
        sealed = envelope(event, data, node=node, sequence=seq, epoch=taken.epoch, at=at, traceparent=correlation.traceparent())
        body = orjson.dumps(sealed)
        if len(body) > MAX_EVENT_BYTES:
            raise EventTooLarge(event.type)
        row_hash = hashlib.sha256(body).digest()
        digest = chained(digest, row_hash)
        rows.append(
            {
                "stream": stream.value,
                "epoch": taken.epoch,
                "seq": seq,
                "type": event.type,
                "body": body,
                "hash": row_hash,
                "digest": digest,
                "at": at,
                "about": None if event.stream is Stream.FACT else event.about,
            }
        )
    db.execute(_STORE, rows)
    db.execute(_CLOSE, {"of_stream": stream.value, "new_digest": digest})


def rows_after(db: Db, stream: Stream, epoch: int, seq: int, limit: int) -> list[Row]:
    """The next rows of a stream after a place, in order, at most `limit`; they may cross into a later epoch."""
    place = {"of_stream": stream.value, "of_epoch": epoch, "of_seq": seq, "most": limit}
    return [_row(db, stream, row) for row in db.execute(_NEXT, place).mappings()]


def _row(db: Db, stream: Stream, row: RowMapping) -> Row:
    opens_epoch = row["seq"] == 1 and row["epoch"] > 1
    after = end(db, stream, before=row["epoch"]) if opens_epoch else None
    return Row(row["epoch"], row["seq"], row["type"], row["body"], row["hash"], row["digest"], after)


def end(db: Db, stream: Stream, *, before: int | None = None) -> Place:
    """The place of the last row kept of a stream (of the epochs before one, when given); (1, 0) when there is none."""
    query = select(outbox.c.epoch, outbox.c.seq).where(outbox.c.stream == stream.value)
    if before is not None:
        query = query.where(outbox.c.epoch < before)
    found = db.execute(query.order_by(outbox.c.epoch.desc(), outbox.c.seq.desc()).limit(1)).one_or_none()
    return (found.epoch, found.seq) if found else (1, 0)


def passed(db: Db, stream: Stream, place: Place) -> bool:
    """Whether nothing was recorded after a place."""
    return not rows_after(db, stream, *place, limit=1)


def head(db: Db, stream: Stream) -> Head:
    """Where the stream stands."""
    row = db.execute(select(outbox_stream).where(outbox_stream.c.stream == stream.value)).one()
    return Head(row.epoch, row.last_seq, row.digest)


def digest_at(db: Db, stream: Stream, epoch: int, seq: int) -> bytes | None:
    """The chained digest of our history at a place; None when we have no such row."""
    if seq == 0:
        return b""
    where = (outbox.c.stream == stream.value) & (outbox.c.epoch == epoch) & (outbox.c.seq == seq)
    return db.execute(select(outbox.c.digest).where(where)).scalar_one_or_none()


def note_reader(db: Db, stream: Stream, reader: str, epoch: int, seq: int, *, same_history: bool | None = None) -> None:
    """Remember how far a reader has got, so that rows are kept until it has passed them."""
    place: dict[str, Any] = {"epoch": epoch, "seq": seq, "at": clock.now(), "same_history": same_history}
    key = (outbox_reader.c.stream == stream.value) & (outbox_reader.c.reader == reader)
    if db.execute(select(outbox_reader.c.seq).where(key)).one_or_none() is None:
        db.execute(insert(outbox_reader).values(stream=stream.value, reader=reader, **place))
    else:
        db.execute(update(outbox_reader).where(key).values(**place))


def readers(db: Db, stream: Stream) -> Iterable[RowMapping]:
    """Every registered reader of a stream and its place."""
    return db.execute(select(outbox_reader).where(outbox_reader.c.stream == stream.value)).mappings().all()
