"""A second copy of some tables, built aside while the first one serves, then compared and put in its place in one transaction."""

import contextlib
import fcntl
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Integer, Table, delete, func, insert, select, text

from lakou.kernel.db import Database, Db
from lakou.kernel.problems import RuleBroken

SCHEMA = "lakou_shadow"
AT_ONCE = 1000


class AlreadyReplaying(RuleBroken):
    """Raised when another process builds the same shadow."""

    slug = "already-replaying"
    title = "Une relecture est déjà en cours"
    text = "Attendez qu’elle finisse, puis recommencez."


@contextlib.contextmanager
def beside(live: Database, tables: Sequence[Table], folder: Path) -> Iterator[Database]:
    """An empty copy of some tables in a database of its own, gone afterwards. Raises AlreadyReplaying."""
    with alone(live, folder):
        made = Database(_url(live, folder), live.source, schema="" if live.file else SCHEMA)
        _remove(live, made)
        try:
            if live.file is None:
                _do(live, f"CREATE SCHEMA {SCHEMA}")
            with made.transaction() as db:
                for metadata in {table.metadata: None for table in tables}:
                    metadata.create_all(db.connection(), tables=[table for table in tables if table.metadata is metadata])
            yield made
        finally:
            made.dispose()
            _remove(live, made)


def clear(live: Database, folder: Path) -> None:
    """What a replay left behind that was killed goes: it may name people. While one is under way, nothing happens."""
    if _lock(live, folder).exists():
        with contextlib.suppress(AlreadyReplaying), alone(live, folder):
            _remove(live, Database(_url(live, folder), live.source))


def checksum(db: Db, table: Table) -> bytes:
    """Of every row, in the order of the primary key: two tables with the same hold the same."""
    seen = hashlib.sha256()
    for row in db.execute(select(table).order_by(*table.primary_key).execution_options(yield_per=AT_ONCE)):
        seen.update(orjson.dumps(list(row), default=_plain, option=orjson.OPT_SORT_KEYS) + b"\n")
    return seen.digest()


def differing(live: Db, aside: Db, tables: Sequence[Table]) -> list[Table]:
    """The tables that do not hold the same on both sides."""
    return [table for table in tables if checksum(live, table) != checksum(aside, table)]


def swap(live: Db, aside: Db, tables: Sequence[Table]) -> None:
    """Put what was built aside in the place of what serves, in the transaction of `live`."""
    for table in tables:
        live.execute(delete(table))
        copy(aside, live, table)


def copy(source: Db, target: Db, table: Table) -> None:
    """Add the rows of one side to the other."""
    for rows in source.execute(select(table).execution_options(yield_per=AT_ONCE)).mappings().partitions():
        target.execute(insert(table), [dict(row) for row in rows])
    number_on(target, table)


def number_on(db: Db, table: Table) -> None:
    """PostgreSQL must be told where to go on numbering."""
    (key, *more) = table.primary_key
    if db.get_bind().dialect.name == "postgresql" and not more and isinstance(key.type, Integer):
        sequence = func.pg_get_serial_sequence(table.name, key.name)
        if db.scalar(select(sequence)):
            db.execute(select(func.setval(sequence, select(func.coalesce(func.max(key), 1)).scalar_subquery())))


def _url(live: Database, folder: Path) -> str:
    return f"sqlite:///{folder / live.source.rsplit('/', 1)[-1]}.shadow.sqlite3" if live.file else live.url


def _lock(live: Database, folder: Path) -> Path:
    return folder / f"{live.source.rsplit('/', 1)[-1]}.shadow.lock"


@contextlib.contextmanager
def alone(live: Database, folder: Path) -> Iterator[None]:
    """Nobody builds a shadow of this database meanwhile. Raises AlreadyReplaying."""
    lock = _lock(live, folder)
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyReplaying from error
        yield
    lock.unlink(missing_ok=True)


def _remove(live: Database, made: Database) -> None:
    """Also what a replay left behind that was killed."""
    if made.file is None:
        _do(live, f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        return
    for end in ("", "-wal", "-shm"):
        made.file.with_name(made.file.name + end).unlink(missing_ok=True)


def _do(database: Database, statement: str) -> None:
    with database.transaction() as db:
        db.execute(text(statement))


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)
