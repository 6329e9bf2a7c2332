"""Each service keeps its own Alembic history beside its code; the tables of streams have one of their own, in the same database."""

import importlib
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, inspect, text

from lakou.kernel.db import Database

KERNEL = Path(__file__).parent / "migrations"
_heads: dict[Path, str | None] = {}


def upgrade(database: Database, folder: Path) -> None:
    """Bring the streams' tables and a service's own (`folder` holds its migrations) to the latest version."""
    _upgrade(database, KERNEL, "kernel_version")
    _upgrade(database, folder, "service_version")


def current(database: Database, folder: Path, table: str = "service_version") -> bool:
    """Whether the database is at the latest version of that history."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table(table):
            return False
        found = connection.execute(text(f"SELECT version_num FROM {table}")).scalars().all()  # noqa: S608 - our own name
    return list(found) == [_head(folder)]


def _upgrade(database: Database, folder: Path, table: str) -> None:
    if current(database, folder, table):
        return
    from alembic import command

    with database.engine.execution_options(lakou_write=True).connect() as connection:
        command.upgrade(_config(folder, connection=connection, table=table), "head")
        connection.commit()


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
        names = sorted(path.stem.split("_")[0] for path in (folder / "versions").glob("[0-9]*.py"))
        _heads[folder] = names[-1] if names else None
    return _heads[folder]
