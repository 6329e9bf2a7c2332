"""One database a service: SQLite under a cooperative write lock, or PostgreSQL. Every write also closes the outbox."""

import contextlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import eventlet
from eventlet.semaphore import Semaphore
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session as Db

from lakou.kernel import failpoints, outbox, sqlite
from lakou.kernel.bell import Bell
from lakou.kernel.writing import WritingDb, surroundings

__all__ = ["Database", "Db"]

BUSY_SECONDS = 30.0
IDLE_SECONDS = 60.0
LOCK_SECONDS = 15.0


Closing = Callable[["Database", Db], None]
closing: ContextVar[Closing | None] = ContextVar("closing", default=None)
"""What is done at the end of every write transaction of this greenlet, inside it; it may raise, and then nothing is kept."""


class NestedTransaction(RuntimeError):
    """Raised when a transaction is opened inside another one of the same database: it would wait for itself for ever."""


class Pen:
    """One writer at a time per SQLite file: SQLite itself would make the second one wait inside C, and with it every greenlet."""

    def __init__(self) -> None:
        self._free = Semaphore()
        self._holder: Any = None
        self.taken_at: float | None = None

    def __enter__(self) -> None:
        """Raises NestedTransaction for the greenlet that holds it already."""
        if self._holder is eventlet.getcurrent():
            raise NestedTransaction
        self._free.acquire()
        self._holder, self.taken_at = eventlet.getcurrent(), time.monotonic()

    def __exit__(self, *_error: object) -> None:
        self._holder = self.taken_at = None
        self._free.release()


_pens: defaultdict[str, Pen] = defaultdict(Pen)


class Database:
    """Where a service keeps its state. `source` (`/<node>/<service>`) signs the events recorded in it.

    On PostgreSQL a transaction of ours in which nothing happens for `idle_seconds` is ended, and who waits for a row that somebody
    else holds is told so after `lock_seconds`: nobody waits for ever. `schema`: where its tables stand, if not in the usual one.
    """

    def __init__(
        self,
        url: str,
        source: str,
        *,
        idle_seconds: float = IDLE_SECONDS,
        lock_seconds: float = LOCK_SECONDS,
        schema: str = "",
    ) -> None:
        self.url = url
        self.source = source
        self.is_sqlite = url.startswith("sqlite")
        self.bell = Bell()
        self.on_commit: list[Callable[[], None]] = [self.bell.ring]
        self.engine = _engine(url, idle_seconds, lock_seconds, schema)
        self._write_engine = self.engine.execution_options(lakou_write=True)

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database."""
        path = self.engine.url.database
        return Path(path) if self.is_sqlite and path and path != ":memory:" else None

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Db]:
        """A write transaction: commits state and recorded events together, or neither. No sleep or network inside."""
        with self._pen(), WritingDb(self._write_engine, expire_on_commit=False, info=surroundings()) as db:
            self._begin(db)
            try:
                yield db
                db.flush()
                if close := closing.get():
                    close(self, db)
                said_something = outbox.write(db, self.source)
                self._pass("before_commit")
                db.commit()
            except BaseException:
                db.rollback()
                raise
        if said_something:
            self._pass("after_commit")
            for told in self.on_commit:
                told()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Db]:
        """A consistent snapshot to read from; what is changed in it is thrown away."""
        with Db(self.engine, expire_on_commit=False) as db:
            yield db

    def writing_for(self) -> float:
        """Seconds since the write transaction began that holds the others up in this process (SQLite); 0 when none is open."""
        taken_at = _pens[self.url].taken_at if self.is_sqlite else None
        return time.monotonic() - taken_at if taken_at is not None else 0.0

    def checkpoint(self) -> None:
        """Bring what was written into the SQLite file itself, and empty its log, where pages of yesterday would stay readable."""
        if self.is_sqlite:
            with self._pen(), self.engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _pass(self, place: str) -> None:
        if failpoints.ARMED:
            failpoints.reach(f"{self.source.rsplit('/', 1)[-1]}.{place}")

    def _pen(self) -> contextlib.AbstractContextManager[None]:
        return _pens[self.url] if self.is_sqlite else contextlib.nullcontext()

    def _begin(self, db: Db) -> None:
        """Open the transaction; another process may hold the SQLite file, so ask again without blocking the loop."""
        waited, pause = 0.0, 0.005
        while True:
            try:
                db.connection()
                return
            except OperationalError as error:
                if not self.is_sqlite or "locked" not in str(error.orig) or waited >= BUSY_SECONDS:
                    raise
                db.rollback()
                eventlet.sleep(pause)
                waited, pause = waited + pause, min(pause * 2, 0.2)


def _engine(url: str, idle_seconds: float, lock_seconds: float, schema: str) -> Engine:
    if not url.startswith("sqlite"):
        limits = {"idle_in_transaction_session_timeout": idle_seconds, "lock_timeout": lock_seconds}
        options = " ".join(f"-c {name}={int(seconds * 1000)}" for name, seconds in limits.items())
        options += f" -c search_path={schema}" if schema else ""
        return create_engine(
            url,
            pool_pre_ping=True,
            pool_size=5,
            max_overflow=10,
            pool_timeout=30,
            connect_args={"options": options},
            hide_parameters=True,  # an error that is printed must not hold a name
        )
    return sqlite.engine_of(url)
