"""A new epoch of what a database says: after it was restored from a backup, numbers would otherwise be used twice."""

from sqlalchemy import update

from lakou.kernel.db import Db
from lakou.kernel.tables import outbox_stream


def bump(db: Db) -> None:
    """Begin a new epoch of every stream. Its first row says where the history before it ended, so that readers can follow."""
    db.execute(update(outbox_stream).values(epoch=outbox_stream.c.epoch + 1, last_seq=0, digest=b""))
