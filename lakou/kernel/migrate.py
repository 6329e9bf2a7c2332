"""Each service keeps its own Alembic history beside its code; the tables of streams have one of their own, in the same database."""

import contextlib
import importlib
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, inspect, text

from lakou.kernel.db import Database

KERNEL = Path(__file__).parent / "migrations"
_heads: dict[Path, str | None] = {}
_moulds: dict[Path, bytes] = {}


def upgrade(database: Database, folder: Path) -> None:
    """Bring the streams' tables and a service's own (`folder` holds its migrations) to the latest version.

    The first new SQLite database of a service in a process is a mould for the next ones: five nodes start in one process, and
    running the same migrations five times is most of the wait. A node in processes of its own never casts: two of them may make the
    portal's database at the same time, and a mould taken in between would hold half of the other's work.
    """
    file = database.file
    is_new = file is not None and not file.exists()
    if file and is_new and folder in _moulds:
        _cast(_moulds[folder], file)
        return
    upgrade_streams(database)
    _upgrade(database, folder, "service_version")
    if file and is_new:
        with contextlib.closing(sqlite3.connect(file)) as connection:
            _moulds[folder] = connection.serialize()


def _cast(mould: bytes, file: Path) -> None:
    """Put a new database in place at once: a crash leaves none, or a whole one."""
    aside = file.with_suffix(".new")
    aside.write_bytes(mould)
    aside.replace(file)


def upgrade_streams(database: Database) -> None:
    """Bring the streams' tables alone to the latest version."""
    _upgrade(database, KERNEL, "kernel_version")


def current(database: Database, folder: Path, table: str = "service_version") -> bool:
    """Whether the database is at the latest version of that history."""
    with database.engine.connect() as connection:
        return _is_current(connection, folder, table)


def versions(database: Database) -> list[str]:
    """The versions of the two histories in a database, as `history/version`."""
    with database.engine.connect() as connection:
        tables = [table for table in ("kernel_version", "service_version") if inspect(connection).has_table(table)]
        return [f"{table}/{_version(connection, table)}" for table in tables]


def known(folder: Path) -> set[str]:
    """Every version of both histories that this program knows, written the same way."""
    histories = {"kernel_version": KERNEL, "service_version": folder}
    return {f"{table}/{name}" for table, each in histories.items() for name in _revisions(each)}


def _version(connection: Connection, table: str) -> str:
    return str(connection.execute(text(f"SELECT version_num FROM {table}")).scalar_one())  # noqa: S608 - our own name


def _is_current(connection: Connection, folder: Path, table: str) -> bool:
    if not inspect(connection).has_table(table):
        return False
    found = connection.execute(text(f"SELECT version_num FROM {table}")).scalars().all()  # noqa: S608 - our own name
    return list(found) == [_head(folder)]


def _upgrade(database: Database, folder: Path, table: str) -> None:
    if current(database, folder, table):
        return
    from alembic import command

    with database.transaction() as db:
        connection = db.connection()
        if not database.is_sqlite:  # two processes of one node may start together; SQLite's write lock is enough there
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('lakou migrations'))"))
        if not _is_current(connection, folder, table):
            command.upgrade(_config(folder, connection=connection, table=table), "head")


def revise(database: Database, folder: Path, metadata: MetaData, message: str, table: str) -> None:
    """Write the next migration from what the models say (a developer's tool; read what it wrote)."""
    from alembic import command

    with database.engine.connect() as connection:
        config = _config(folder, connection=connection, table=table, metadata=metadata)
        command.revision(config, message, autogenerate=True, rev_id=f"{len(list((folder / 'versions').glob('*.py'))) + 1:04d}")


def differences(database: Database, metadata: MetaData) -> list[Any]:
    """What the database lacks or has too much of, compared with the models."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    tables = set(metadata.tables)
    with database.engine.connect() as connection:
        options = {"include_name": lambda name, kind, _parents: kind != "table" or name in tables, "compare_type": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def run_env() -> None:
    """What every `migrations/env.py` calls."""
    context: Any = importlib.import_module("alembic.context")
    attributes = context.config.attributes
    metadata: MetaData | None = attributes.get("metadata")
    tables = set(metadata.tables) if metadata is not None else set()
    context.configure(
        connection=attributes["connection"],
        target_metadata=metadata,
        version_table=attributes["table"],
        render_as_batch=True,
        compare_type=True,
        user_module_prefix="columns.",
        include_name=lambda name, kind, _parents: kind != "table" or name in tables,
    )
    with context.begin_transaction():
        context.run_migrations()


def _config(folder: Path, *, connection: Connection, table: str, metadata: MetaData | None = None) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder))
    config.attributes.update({"connection": connection, "table": table, "metadata": metadata})
    return config


def _head(folder: Path) -> str | None:
    """The newest revision by file name: reading it this way costs no Alembic at start."""
    if folder not in _heads:
        names = _revisions(folder)
        _heads[folder] = names[-1] if names else None
    return _heads[folder]


def _revisions(folder: Path) -> list[str]:
    return sorted(path.stem.split("_")[0] for path in (folder / "versions").glob("[0-9]*.py"))
