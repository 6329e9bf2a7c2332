"""Taking a person out of what streams left behind in a database: rows of the outbox, early and parked rows, kept answers.

A row keeps its place, its hash and its part in the digests; its content goes. What names her on `identity` goes at once: who reads
late has nothing to miss, as the last word about her is to forget her. On the other streams a row goes once every reader has passed.
"""

from sqlalchemy import ColumnElement, delete, insert, select, update

from lakou.contracts.base import Stream
from lakou.kernel.db import Database, Db
from lakou.kernel.outbox import Place, readers
from lakou.kernel.tables import idempotency, inbox_hold, inbox_parked, outbox, outbox_forget

_AT_ONCE = 200


def forget(db: Db, about: str) -> None:
    """In the transaction that erases her; the rest follows with `sweep`. `about` is her local id."""
    _blank(db, (outbox.c.about == about) & (outbox.c.stream == Stream.IDENTITY.value))
    if db.execute(select(outbox_forget.c.about).where(outbox_forget.c.about == about)).one_or_none() is None:
        db.execute(insert(outbox_forget).values(about=about))
    needle = about.encode()
    for row in db.execute(select(inbox_parked.c.id, inbox_parked.c.body)):
        if needle in row.body:
            db.execute(update(inbox_parked).where(inbox_parked.c.id == row.id).values(body=b"", state="dropped"))
    for held in db.execute(select(inbox_hold)):
        if needle in held.body:
            here = [column == getattr(held, column.name) for column in inbox_hold.primary_key.columns]
            db.execute(delete(inbox_hold).where(*here))
    _forget_answers(db, needle)


def sweep(database: Database) -> int:
    """Blank what every reader has passed by now; how many rows. Called again and again until nothing is left."""
    with database.reading() as db:
        asked = list(db.scalars(select(outbox_forget.c.about).limit(_AT_ONCE)))
    if not asked:
        return 0
    blanked = 0
    with database.transaction() as db:
        for stream in Stream:
            place = _passed_by_all(db, stream)
            if place is not None:
                blanked += _blank(db, outbox.c.about.in_(asked) & (outbox.c.stream == stream.value) & _up_to(place))
        left = set(db.scalars(select(outbox.c.about).where(outbox.c.about.in_(asked)).distinct()))
        done = [about for about in asked if about not in left]
        for about in done:
            _forget_answers(db, about.encode())
        db.execute(delete(outbox_forget).where(outbox_forget.c.about.in_(done)))
    database.checkpoint()
    return blanked


def waiting(db: Db) -> int:
    """How many people some reader still has to hear the last of."""
    return len(db.execute(select(outbox_forget.c.about)).all())


def _blank(db: Db, which: ColumnElement[bool]) -> int:
    return len(db.execute(update(outbox).where(which).values(body=b"", about=None).returning(outbox.c.seq)).all())


def _passed_by_all(db: Db, stream: Stream) -> Place | None:
    """The place that the slowest reader has reached; None while nobody reads."""
    return min(((row["epoch"], row["seq"]) for row in readers(db, stream)), default=None)


def _up_to(place: Place) -> ColumnElement[bool]:
    epoch, seq = place
    return (outbox.c.epoch < epoch) | ((outbox.c.epoch == epoch) & (outbox.c.seq <= seq))


def _forget_answers(db: Db, needle: bytes) -> None:
    """Answers kept for who asks again with the same key; they are few, as they live two days."""
    for row in db.execute(select(idempotency.c.key, idempotency.c.who, idempotency.c.body)):
        if needle in (row.body or b""):
            db.execute(delete(idempotency).where(idempotency.c.key == row.key, idempotency.c.who == row.who))
