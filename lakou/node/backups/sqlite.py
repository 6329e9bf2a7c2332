"""SQLite: writers wait for a moment while a snapshot of each database is opened; the copies are made from those afterwards."""

import os
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path

PATIENCE = 30.0
PRIVATE = 0o600
ENDS = ("", "-wal", "-shm")


def take(files: Mapping[str, Path], folder: Path) -> dict[str, Path]:
    """A copy of each database as all of them stood at one moment."""
    with ExitStack() as stack:
        snapshots = {name: stack.enter_context(closing(_open(path))) for name, path in files.items()}
        with ExitStack() as pens:
            for path in files.values():
                pens.enter_context(closing(_open(path))).execute("BEGIN IMMEDIATE")
            for connection in snapshots.values():
                connection.execute("BEGIN")
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return {name: _copy(connection, folder / f"{name}.sqlite3") for name, connection in snapshots.items()}


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=PATIENCE, isolation_level=None)


def _copy(source: sqlite3.Connection, path: Path) -> Path:
    path.touch(PRIVATE)
    with closing(sqlite3.connect(path, isolation_level=None)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    return path


def exists(path: Path) -> bool:
    """Whether a database stands there already."""
    return path.exists()


def put_back(copy: Path, path: Path) -> None:
    """The copy in the place of the database: the whole file at once, without what its predecessor left in its log."""
    aside = path.with_name(f"{path.name}.restored")
    shutil.copyfile(copy, aside)
    aside.chmod(PRIVATE)
    for end in ENDS[1:]:
        path.with_name(path.name + end).unlink(missing_ok=True)
    os.replace(aside, path)
