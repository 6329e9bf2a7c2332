"""Facts and acknowledgements on a stick: a node writes what the hub lacks, the hub takes it in and answers with a file."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from lakou.contracts.base import Stream
from lakou.kernel import clock, outbox
from lakou.node.batches import Ack, Batch, pack, unpack_ack
from lakou.node.hub import Reception
from lakou.node.link import BATCH_ROWS, READER
from lakou.node.node import Node
from lakou.node.wire import files
from lakou.node.wire.line import admitted
from lakou.node.wire.node_end import identity
from services.reporting.use_cases import catalog

FACTS, ACK = "facts", "ack"


class CannotCarry(ValueError):
    """Raised with a French sentence that says what to do."""


@dataclasses.dataclass(frozen=True)
class Carried:
    """How many facts are in a file, or how far the hub now is."""

    facts: int
    epoch: int
    applied: int


def export(node: Node, path: Path, *, everything: bool = False) -> Carried:
    """Write the facts that the hub has not acknowledged, as far as is known here; all that are kept, when told so."""
    database = node.services["reporting"].context.database
    with database.reading() as db:
        noted = next((row for row in outbox.readers(db, Stream.FACT) if row["reader"] == READER), None)
        head, known = outbox.head(db, Stream.FACT), catalog.adopted_version(db)
    at = (noted["epoch"], noted["seq"]) if noted and not everything else (1, 0)
    counted = _Count()
    greeting = Batch(node.site.node, head, (), known)
    header = {"kind": FACTS, "node": node.site.node, "made_at": clock.now().isoformat()}
    with path.open("wb") as file:
        files.write(file, header, _batches(node, greeting, at, counted), _key(node))
    return Carried(counted.facts, head.epoch, head.seq)


@dataclasses.dataclass
class _Count:
    facts: int = 0


def _batches(node: Node, greeting: Batch, at: outbox.Place, counted: _Count) -> Iterator[bytes]:
    database = node.services["reporting"].context.database
    while True:
        with database.reading() as db:
            rows = outbox.rows_after(db, Stream.FACT, *at, limit=BATCH_ROWS)
        rows = [row for row in rows if row.epoch == rows[0].epoch]
        if not rows:
            break
        at, counted.facts = rows[-1].place, counted.facts + len(rows)
        yield pack(dataclasses.replace(greeting, rows=tuple(rows)))
    if not counted.facts:
        yield pack(greeting)  # a greeting: the hub still answers how far it is


def take_in(hub: Node, path: Path, answer: Path) -> Carried:
    """At the hub: check a node's file, count its facts, write the acknowledgement to carry back. Raises CannotCarry, BadFile."""
    kept = admitted(hub.settings)
    running = hub.services["reporting"]
    reception = Reception(running.consumer, hub.metrics)
    with path.open("rb") as file:
        header = files.header_of(file)
        name = header.get("node")
        certificate = kept.node(name) if isinstance(name, str) and name in kept.names() else None
        if header.get("kind") != FACTS or certificate is None:
            raise CannotCarry("Ce fichier n’est pas celui d’un nœud que le hub a admis.")
        files.check(file, certificate.certificate)
        before = running.consumer.place(f"/{name}/reporting", Stream.FACT)
        last = _receive_all(reception, str(name), file)
    ack = unpack_ack(last)
    with answer.open("wb") as out:
        files.write(out, {"kind": ACK, "node": name}, [last], kept.authority().key)
    same_epoch = ack.epoch == before.epoch
    return Carried(ack.applied - before.applied if same_epoch else ack.applied, ack.epoch, ack.applied)


def _receive_all(reception: Reception, name: str, file: BinaryIO) -> bytes:
    last = b""
    for batch in files.batches(file):
        last = reception.receive(name, batch)
    if not last:
        raise files.BadFile("empty")
    return last


def take_back(node: Node, path: Path) -> Ack:
    """At the node: what the hub says to have, noted so that the next file begins there. Raises CannotCarry, BadFile."""
    with path.open("rb") as file:
        header = files.header_of(file)
        if header.get("kind") != ACK or header.get("node") != node.site.node:
            raise CannotCarry("Ce fichier n’est pas la réponse du hub à ce nœud.")
        files.check(file, identity(node.keys).authority.read_bytes())
        ack = unpack_ack(next(files.batches(file)))
    context = node.services["reporting"].context
    if ack.catalog is not None:
        catalog.adopt(context, ack.catalog)
    with context.database.transaction() as db:
        ours = outbox.digest_at(db, Stream.FACT, ack.epoch, ack.applied)
        outbox.note_reader(db, Stream.FACT, READER, ack.epoch, ack.applied, same_history=ours == ack.digest)
    return ack


def _key(node: Node) -> bytes:
    path = identity(node.keys).key
    if not path.exists():
        raise CannotCarry("Ce nœud n’a pas encore été admis par le hub : lakou node init FICHIER.")
    return path.read_bytes()
