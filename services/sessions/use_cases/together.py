"""Two things in one transaction, when one of them is a use case that opens its own."""

import contextlib
from collections.abc import Callable, Iterator

from lakou.kernel.db import Database, Db, closing


@contextlib.contextmanager
def along(database: Database, write: Callable[[Db], None]) -> Iterator[None]:
    """The first transaction of `database` that comes to its end inside also does `write`: both are kept, or neither."""
    outer, to_write = closing.get(), [write]

    def close(changed: Database, db: Db) -> None:
        if changed is database and to_write:
            to_write.pop()(db)
            db.flush()
        if outer:
            outer(changed, db)

    token = closing.set(close)
    try:
        yield
    finally:
        closing.reset(token)
