"""A database: whether it answers, is whole, can be written to, is of this version, and whether somebody holds its writers up."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from lakou.kernel import clock_guard, migrate, open_transactions
from lakou.kernel.context import ServiceContext
from lakou.node.examining.finding import Finding
from lakou.node.house import PORTAL_MIGRATIONS
from lakou.node.node import Node

PATIENCE = 5.0
READ_ONLY = text("SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::bool")


def examine(node: Node, context: ServiceContext) -> Iterator[Finding]:
    """The database of one service, or of the portal."""
    about, file = f"base {context.service}", context.database.file
    if file is not None and not file.exists():
        yield Finding(about, None, "pas encore faite", "Elle se fait au premier lancement.")
        return
    if file is not None and (problem := _integrity(file)):
        yield Finding(about, False, f"abîmée : {problem}", "Arrêtez le nœud et remettez la dernière sauvegarde : lakou restore.")
        return
    try:
        current = is_current(node, context)
        cure = "Lancez lakou migrate avec les réglages du nœud."
        yield Finding(about, current, "à jour" if current else "d’une autre version", cure)
        yield from _writers(context, about)
        if current:
            yield from _clock(context, about)
    except SQLAlchemyError as error:
        cure = "Vérifiez qu’elle tourne, et le réglage « database »."
        yield Finding(about, False, f"ne répond pas ({type(error).__name__})", cure)


def is_current(node: Node, context: ServiceContext) -> bool:
    """Whether both its histories are at the version of this program."""
    streams = migrate.current(context.database, migrate.KERNEL, "kernel_version")
    return streams and migrate.current(context.database, migrations_of(node, context))


def migrations_of(node: Node, context: ServiceContext) -> Path:
    """Where the migrations of a service, or of the portal, stand."""
    running = node.services.get(context.service)
    return running.parts.migrations if running else PORTAL_MIGRATIONS


def _integrity(file: Path) -> str:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=PATIENCE)) as connection:
            found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError:
        return ""  # busy: it is asked again below, through the door that everybody takes
    except sqlite3.DatabaseError as error:
        return str(error)[:80]
    return "" if found == "ok" else found[:80]


def _writers(context: ServiceContext, about: str) -> Iterator[Finding]:
    file, cure = context.database.file, "Fermez l’outil ou la commande qui la tient ; lakou status, puis recommencez."
    if file is not None:
        if (refused := _pen(file)) is not None:
            locked = "locked" in refused
            words = f"quelqu’un y écrit depuis plus de {PATIENCE:.0f} s" if locked else "on peut la lire, pas l’écrire"
            yield Finding(about, False, words, cure if locked else f"Vérifiez le disque et les droits du dossier {file.parent}.")
        return
    with context.database.reading() as db:
        read_only, age = db.execute(READ_ONLY).scalar_one(), open_transactions.oldest(context.database, db)
    if read_only:
        cure_of_it = "PostgreSQL est en lecture seule : vérifiez que « database » nomme le serveur principal, et son disque."
        yield Finding(about, False, "on peut la lire, pas l’écrire", cure_of_it)
    if age > context.settings.idle_transaction_seconds:
        ended = "SELECT pid, application_name FROM pg_stat_activity WHERE backend_xid IS NOT NULL, puis pg_terminate_backend(pid)."
        yield Finding(about, False, f"une transaction y est ouverte depuis {age:.0f} s", f"{cure} Dans psql : {ended}")


def _pen(file: Path) -> str | None:
    """Why nobody can write now; None when one can. Nothing is written."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=rw", uri=True, timeout=PATIENCE)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.rollback()
    except sqlite3.OperationalError as error:
        return str(error)
    return None


def _clock(context: ServiceContext, about: str) -> Iterator[Finding]:
    try:
        with context.database.reading() as db:
            clock_guard.examine(db)
    except clock_guard.ClockBehind as behind:
        cure = "Mettez la machine à l’heure (timedatectl). Si elle l’est, et qu’elle avançait avant : lakou epoch bump."
        yield Finding("horloge", False, f"{about} : {behind.title.lower()}, rien ne s’y enregistre", cure)
