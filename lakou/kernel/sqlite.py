"""SQLite as Lakou opens it: durable, patient by itself, and with the compiled statements of one database serving all."""

import contextlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

_COMPILED: LRUCache[Any, Any] = LRUCache(2000)
_DURABLE, _HASTY = "FULL", "NORMAL"
_synchronous = _DURABLE


class SharedDialect(SQLiteDialect_pysqlite):
    """Equal to every other of its kind, so that what was compiled for one database is found for another.

    An embedded federation opens twenty of the same four shapes: each would compile, and keep, the same hundred statements.
    """

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        """Whether a statement compiled by the other is one of ours."""
        return type(other) is type(self)

    def __hash__(self) -> int:
        """The same for all."""
        return hash(type(self))


registry.register("sqlite.lakou", __name__, SharedDialect.__name__)


def engine_of(url: str) -> Engine:
    """An engine for a `sqlite:` URL."""
    engine = create_engine(
        url.replace("sqlite:", "sqlite+lakou:", 1),
        connect_args={"check_same_thread": False},
        pool_size=4,
        max_overflow=20,
        execution_options={"compiled_cache": _COMPILED},
        hide_parameters=True,  # an error that is printed must not hold a name
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: pysqlite would say it too late
    for pragma in (
        "journal_mode=WAL",
        f"synchronous={_DURABLE}",
        "foreign_keys=ON",
        "busy_timeout=0",
        "cache_size=-1000",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


@contextlib.contextmanager
def in_haste() -> Iterator[None]:
    """Commits of this process do not wait for the disk meanwhile: for invented data. A power cut may undo the last of them, in one
    database and not in another; who calls writes the log back (`Database.checkpoint`) before anything depends on it.
    """
    global _synchronous
    _synchronous = _HASTY
    try:
        yield
    finally:
        _synchronous = _DURABLE


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("lakou_write", False)
    if connection.info.get("synchronous", _DURABLE) != _synchronous:
        connection.exec_driver_sql(f"PRAGMA synchronous={_synchronous}")
        connection.info["synchronous"] = _synchronous
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
