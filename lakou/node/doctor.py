"""`lakou check`: what is wrong with a node, and what to do about it. It only looks: nothing is made that was not there."""

import dataclasses
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing

from sqlalchemy.exc import SQLAlchemyError

from lakou.contracts.base import Stream
from lakou.kernel import clock, clock_guard, inbox, migrate, outbox
from lakou.kernel.context import ServiceContext
from lakou.node import operations
from lakou.node.node import PORTAL_MIGRATIONS, Node, wanted
from lakou.node.wire import certificates
from lakou.node.wire.line import admitted


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing looked at. `well` is False when a person must do something, which `cure` says; None when it may wait."""

    about: str
    well: bool | None
    words: str
    cure: str = ""


def examine(node: Node) -> Iterator[Finding]:
    """Everything, in the order in which it would be repaired."""
    yield disk(node)
    for context in node.contexts():
        yield from database(node, context)
    yield from keys(node)
    yield from histories(node)
    yield from broker(node)
    yield from line(node)


def disk(node: Node) -> Finding:
    """Room for the databases."""
    free = operations.free_bytes(node)
    words = f"{free / 1024**3:.1f} Go libres"
    cure = "Libérez de la place : les écritures s’arrêtent quand le disque est plein."
    return Finding("disque", free >= operations.LOW_DISK, words, cure)


def database(node: Node, context: ServiceContext) -> Iterator[Finding]:
    """Whether it answers, is whole and at the version of this program, and whether the clock went back."""
    about, file = f"base {context.service}", context.database.file
    if file is not None and not file.exists():
        yield Finding(about, None, "pas encore faite", "Elle se fait au premier lancement.")
        return
    parts = node.services.get(context.service)
    folder = parts.parts.migrations if parts else PORTAL_MIGRATIONS
    try:
        if file is not None and (problem := _integrity(str(file))):
            yield Finding(about, False, f"abîmée : {problem}", "Arrêtez le nœud et remettez la dernière sauvegarde.")
            return
        current = migrate.current(context.database, folder) and migrate.current(context.database, migrate.KERNEL, "kernel_version")
        yield Finding(
            about, current, "à jour" if current else "d’une autre version", "Lancez lakou migrate avec les réglages du nœud."
        )
        if current:
            yield from _clock(context, about)
    except SQLAlchemyError as error:
        yield Finding(
            about, False, f"ne répond pas ({type(error).__name__})", "Vérifiez qu’elle tourne, et le réglage « database »."
        )


def _integrity(path: str) -> str:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as connection:
            found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError:
        return ""  # busy: it is asked again below, through the door that everybody takes
    except sqlite3.DatabaseError as error:
        return str(error)[:80]
    return "" if found == "ok" else found[:80]


def _clock(context: ServiceContext, about: str) -> Iterator[Finding]:
    try:
        with context.database.reading() as db:
            clock_guard.examine(db)
    except clock_guard.ClockBehind as behind:
        cure = "Mettez la machine à l’heure (timedatectl). Si elle l’est, et qu’elle avançait avant : lakou epoch bump."
        yield Finding("horloge", False, f"{about} : {behind.title.lower()}, rien ne s’y enregistre", cure)


def keys(node: Node) -> Iterator[Finding]:
    """Secrets that somebody else may read."""
    folder = node.keys.folder
    if not folder.exists():
        yield Finding("clés", None, "pas encore faites", "Elles se font au premier lancement.")
        return
    open_to_others = [
        path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    names = ", ".join(path.name for path in open_to_others)
    words = f"lisibles par d’autres : {names}" if open_to_others else "lisibles par le nœud seul"
    yield Finding("clés", not open_to_others, words, f"chmod 400 dans {folder}")


def histories(node: Node) -> Iterator[Finding]:
    """Whether each reader holds the history of its source: not so after one of them alone was restored from a backup."""
    here = {name: running.context for name, running in node.services.items() if _exists(running.context)}
    for name, running in node.services.items():
        sources = [(source, stream) for source, stream in wanted(running.consumer) if source in here and name in here]
        for source, stream in sources:
            if _differ(here[source], running.consumer.place, stream):
                words = f"{name} ne tient pas la même histoire que {source} ({stream.value})"
                cure = f"Une sauvegarde a été remise : lakou epoch bump --service {source}, puis prévenez le hub."
                yield Finding("histoire", False, words, cure)


def _exists(context: ServiceContext) -> bool:
    return context.database.file is None or context.database.file.exists()


def _differ(source: ServiceContext, place: Callable[[str, Stream], inbox.Place], stream: Stream) -> bool:
    try:
        at = place(source.database.source, stream)
        with source.database.reading() as db:
            return outbox.digest_at(db, stream, at.epoch, at.applied) != at.digest
    except SQLAlchemyError:
        return False  # said above, of that database


def broker(node: Node) -> Iterator[Finding]:
    """Whether RabbitMQ answers, where the node needs it."""
    if node.settings.transport != "amqp":
        return
    from lakou.kernel.streams_amqp_connection import connect

    try:
        connect(node.settings.amqp).collect()
    except Exception as error:  # noqa: BLE001 - whatever it is, the operator must read it
        cure = "Vérifiez que RabbitMQ tourne, et le réglage « amqp ». Rien n’est perdu : les événements attendent."
        yield Finding("broker", False, f"ne répond pas ({type(error).__name__})", cure)
    else:
        yield Finding("broker", True, "répond")


def line(node: Node) -> Iterator[Finding]:
    """Certificates of the link."""
    found = {"liaison": node.keys.folder / "link" / "node.pem"} if not node.site.is_hub else {}
    if node.site.is_hub:
        kept = admitted(node.settings)
        found = {f"liaison {name}": kept.folder / "nodes" / name / "node.pem" for name in kept.names()}
    for about, path in found.items():
        if path.exists():
            ends = certificates.expires_at(path.read_bytes())
            cure = "Au hub : lakou hub admit NŒUD --renew, puis au nœud : lakou node init avec le nouveau fichier."
            yield Finding(about, ends - clock.now() > certificates.RENEW_BEFORE, f"certificat jusqu’au {ends:%d/%m/%Y}", cure)
