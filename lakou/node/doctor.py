"""`lakou check`: what is wrong with a node, and what to do about it. It only looks: nothing is made that was not there."""

import stat
from collections.abc import Callable, Iterator

from sqlalchemy.exc import SQLAlchemyError

from lakou.contracts.base import Stream
from lakou.kernel import inbox, outbox
from lakou.kernel.context import ServiceContext
from lakou.node import operations
from lakou.node.examining import broker, database, line, protected, pseudonyms
from lakou.node.examining.finding import Finding
from lakou.node.house import wanted
from lakou.node.node import Node


def examine(node: Node) -> Iterator[Finding]:
    """Everything, in the order in which it would be repaired."""
    yield disk(node)
    for context in node.contexts():
        yield from database.examine(node, context)
    yield from keys(node)
    yield from pseudonyms.examine(node)
    yield from histories(node)
    yield from broker.examine(node)
    yield from line.examine(node)
    yield from protected.examine(node)


def disk(node: Node) -> Finding:
    """Room for the databases."""
    free = operations.free_bytes(node)
    words = f"{free / 1024**3:.1f} Go libres"
    cure = "Libérez de la place : les écritures s’arrêtent quand le disque est plein."
    return Finding("disque", free >= operations.LOW_DISK, words, cure)


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
                cure = f'Une sauvegarde a été remise : lakou epoch bump --service {source} --reason "…", puis prévenez le hub.'
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
