"""What a consumer remembers of each source: one watermark per (source, stream, epoch). O(1), and it never forgets.

`watermark + 1` is applied in the same transaction as its effects; what is behind is a duplicate and dropped; what is ahead is held
(bounded) or let go, since the source sends it again.
"""

import dataclasses
import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, bindparam, case, delete, func, insert, select, update
from sqlalchemy.orm import Session as Db

from lakou.contracts.base import Stream
from lakou.kernel import clock
from lakou.kernel.outbox import MAX_EVENT_BYTES, Row, chained
from lakou.kernel.tables import inbox_hold, inbox_parked, inbox_source

HOLD_LIMIT = 1000
_TURN = 0x1A_C0_07


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """How far a consumer has got in a stream."""

    epoch: int
    applied: int
    digest: bytes = b""


# Asked for each batch of each stream: made once, for making a statement takes longer than SQLite takes to answer it.
_OF_STREAM = (inbox_source.c.source == bindparam("of_source")) & (inbox_source.c.stream == bindparam("of_stream"))
_OF_EPOCH = _OF_STREAM & (inbox_source.c.epoch == bindparam("of_epoch"))
_LATEST = select(inbox_source).where(_OF_STREAM).order_by(inbox_source.c.epoch.desc()).limit(1)
_LOCKED = select(inbox_source).where(_OF_EPOCH).with_for_update()
_SEEN = case((inbox_source.c.max_seen < bindparam("seen"), bindparam("seen")), else_=inbox_source.c.max_seen)
_NOTE = update(inbox_source).where(_OF_EPOCH).values(max_seen=_SEEN)
_IS_HELD = (inbox_hold.c.source == bindparam("of_source")) & (inbox_hold.c.stream == bindparam("of_stream"))
_HELD = select(inbox_hold).where(_IS_HELD)


def _key(source: str, stream: Stream) -> dict[str, Any]:
    return {"of_source": source, "of_stream": stream.value}


def take_turn(db: Db, stream: Stream) -> None:
    """One stream after the other: what hangs together may come on two, and two transactions that do not see each other miss it.

    On SQLite a write transaction is alone already. Facts of different nodes have nothing in common, and none waits for another.
    """
    if stream is not Stream.FACT and db.get_bind().dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(_TURN, func.hashtext(func.current_schema()))))


def place(db: Db, source: str, stream: Stream) -> Place:
    """The watermark of the latest epoch seen; epoch 1 at 0 when nothing was ever applied."""
    row = db.execute(_LATEST, _key(source, stream)).one_or_none()
    return Place(row.epoch, row.applied, row.digest) if row else Place(1, 0)


def open_epoch(db: Db, source: str, stream: Stream, epoch: int) -> Place:
    """The watermark of one epoch, made when it is new."""
    row = db.execute(_LOCKED, _key(source, stream) | {"of_epoch": epoch}).one_or_none()
    if row:
        return Place(row.epoch, row.applied, row.digest)
    db.execute(
        insert(inbox_source).values(
            source=source, stream=stream.value, epoch=epoch, applied=0, max_seen=0, digest=b"", heard_at=clock.now()
        )
    )
    return Place(epoch, 0)


def follows(at: Place, row: Row) -> bool:
    """Whether a row is the next one: of this epoch, or the first of a later one when nothing before it is missing."""
    if row.epoch == at.epoch:
        return row.seq == at.applied + 1
    return row.seq == 1 and row.epoch > at.epoch and (row.after is None or row.after <= (at.epoch, at.applied))


def advance(at: Place, row: Row) -> Place:
    """The watermark after one more row."""
    return Place(at.epoch, row.seq, chained(at.digest, row.hash or hashlib.sha256(row.body).digest()))


def save(db: Db, source: str, stream: Stream, at: Place, max_seen: int) -> None:
    """Store the watermark, in the transaction of the effects."""
    now = clock.now()
    values = {"applied": at.applied, "digest": at.digest, "seen": max_seen, "applied_at": now, "heard_at": now}
    db.execute(_NOTE, _key(source, stream) | {"of_epoch": at.epoch} | values)


def hear(db: Db, source: str, stream: Stream, epoch: int, *, head: int, same_history: bool | None) -> None:
    """Note that the source spoke, even if it had nothing new, how far it says to be, and whether our histories agree."""
    open_epoch(db, source, stream, epoch)
    values: dict[str, Any] = {"heard_at": clock.now(), "seen": head}
    if same_history is not None:
        values["same_history"] = same_history
    db.execute(_NOTE, _key(source, stream) | {"of_epoch": epoch} | values)


def sources(db: Db, stream: Stream) -> list[RowMapping]:
    """The latest epoch of every source heard on a stream."""
    rows = db.execute(
        select(inbox_source).where(inbox_source.c.stream == stream.value).order_by(inbox_source.c.source, inbox_source.c.epoch)
    ).mappings()
    return list({row["source"]: row for row in rows}.values())


def hold(db: Db, source: str, stream: Stream, rows: Sequence[Row]) -> None:
    """Keep rows that came too early, as far as there is room: the source sends the others again."""
    kept = {tuple(row) for row in db.execute(_HELD.with_only_columns(inbox_hold.c.epoch, inbox_hold.c.seq), _key(source, stream))}
    fitting = [row for row in rows if row.place not in kept and len(row.body) <= MAX_EVENT_BYTES]
    values = [
        {"source": source, "stream": stream.value, "epoch": row.epoch, "seq": row.seq, "body": row.body}
        for row in fitting[: HOLD_LIMIT - len(kept)]
    ]
    if values:
        db.execute(insert(inbox_hold), values)


def held(db: Db, source: str, stream: Stream) -> list[Row]:
    """The rows that came too early and still wait for what stands before them."""
    found = db.execute(_HELD, _key(source, stream))
    return [Row(row.epoch, row.seq, "", row.body) for row in found]


def release(db: Db, source: str, stream: Stream, at: Place) -> None:
    """Let go of the held rows that the watermark has passed."""
    behind = (inbox_hold.c.epoch < at.epoch) | ((inbox_hold.c.epoch == at.epoch) & (inbox_hold.c.seq <= at.applied))
    db.execute(delete(inbox_hold).where(_IS_HELD, behind), _key(source, stream))


def park(db: Db, source: str, stream: Stream, row: Row, error: str, attempts: int) -> None:
    """Put a row aside, leaving a tombstone: the stream moves on, an operator decides. `type` and `error` hold no personal data."""
    db.execute(
        insert(inbox_parked).values(
            source=source,
            stream=stream.value,
            epoch=row.epoch,
            seq=row.seq,
            type=row.type,
            body=row.body[: MAX_EVENT_BYTES + 1],  # of what is too large, enough to stay too large
            error=error[:300],
            attempts=attempts,
            parked_at=clock.now(),
            state="parked",
        )
    )


def parked(db: Db) -> list[RowMapping]:
    """Every row that waits for an operator."""
    query = select(inbox_parked).where(inbox_parked.c.state == "parked").order_by(inbox_parked.c.id)
    return list(db.execute(query).mappings())
