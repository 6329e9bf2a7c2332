"""PostgreSQL: every service's numbering is held for a moment while a snapshot of each database is exported; pg_dump reads those."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from lakou.node.backups.manifest import BadBackup

PATIENCE = "30s"
PRIVATE = 0o600
MOST_SECONDS = 3600


def take(databases: Mapping[str, URL], folder: Path) -> dict[str, Path]:
    """A dump of each database as all of them stood at one moment. Raises BadBackup."""
    program = _program("pg_dump")
    with ExitStack() as stack:
        engines = {name: create_engine(url, poolclass=NullPool) for name, url in databases.items()}
        with ExitStack() as held:
            for engine in engines.values():
                connection = held.enter_context(engine.connect())
                connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
                connection.execute(text("LOCK TABLE outbox_stream, inbox_source IN SHARE MODE"))
            snapshots = {name: _snapshot(stack, engine) for name, engine in engines.items()}
        made = {}
        for name, url in databases.items():
            made[name] = folder / f"{name}.dump"
            made[name].touch(PRIVATE)
            _run(url, program, "--format=custom", "--no-owner", f"--snapshot={snapshots[name]}", f"--file={made[name]}")
        return made


def _snapshot(stack: ExitStack, engine: Engine) -> str:
    connection = stack.enter_context(engine.connect().execution_options(isolation_level="REPEATABLE READ"))
    return str(connection.execute(text("SELECT pg_export_snapshot()")).scalar_one())


def exists(url: URL) -> bool:
    """Whether anything stands in the database already."""
    engine = create_engine(url, poolclass=NullPool)
    return bool(inspect(engine).get_table_names())


def put_back(copy: Path, url: URL) -> None:
    """The dump in the place of what the database holds. Raises BadBackup."""
    program = _program("pg_restore")
    with create_engine(url, poolclass=NullPool).begin() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    _run(url, program, "--no-owner", "--single-transaction", "--exit-on-error", "--schema=public", f"--dbname={url.database}", copy)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BadBackup(f"{name} manque : installez le paquet postgresql-client, de la version du serveur.")
    return found


def _run(url: URL, program: str, *words: str | Path) -> None:
    """The password travels in the environment: everybody on the machine reads a command line."""
    where = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password, "PGDATABASE": url.database}
    given = {name: str(value) for name, value in where.items() if value is not None}
    environment = {"PATH": os.defpath, **given}
    command = [program, *map(str, words)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=MOST_SECONDS, check=False)  # noqa: S603
    if done.returncode != 0:
        raise BadBackup(f"{Path(program).name} a échoué : {done.stderr.strip()[-300:]}")
