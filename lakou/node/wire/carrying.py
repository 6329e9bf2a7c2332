"""Facts and acknowledgements on a stick: a node writes what the hub lacks, the hub takes it in and answers with a file."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from lakou.contracts.base import Stream
from lakou.kernel import clock, outbox
from lakou.node.answers import READER, Answers, adopt, note_reader
from lakou.node.batches import MOST_ROWS, Ack, Batch, fitting, pack, unpack_ack
from lakou.node.hub import Reception
from lakou.node.node import Node
from lakou.node.skew import readable
from lakou.node.wire import files
from lakou.node.wire.line import admitted
from lakou.node.wire.node_end import identity
from services.reporting.use_cases import hub_link, linked_nodes

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
    with node.services["reporting"].context.database.reading() as db:
        noted = next((row for row in outbox.readers(db, Stream.FACT) if row["reader"] == READER), None)
    at = (noted["epoch"], noted["seq"]) if noted and not everything else (1, 0)
    counted = _Count()
    header = {"kind": FACTS, "node": node.site.node, "made_at": clock.now().isoformat()}
    with path.open("wb") as file:
        files.write(file, header, _batches(node, at, counted), _key(node))
    return Carried(counted.facts, *counted.at)


@dataclasses.dataclass
class _Count:
    facts: int = 0
    at: outbox.Place = (1, 0)


def _batches(node: Node, at: outbox.Place, counted: _Count) -> Iterator[bytes]:
    """What the hub can read of what it lacks; at the end a greeting that asks what it counts of us."""
    context = node.services["reporting"].context
    answers, counted.at = Answers(context), at
    greeting, reads = answers.greeting(), answers.limits()
    while True:
        with context.database.reading() as db:
            head, rows = outbox.head(db, Stream.FACT), outbox.rows_after(db, Stream.FACT, *counted.at, limit=MOST_ROWS)
        rows = fitting(rows)
        if reads:
            rows, _ = readable(rows, reads)
        if not rows:
            break
        counted.at, counted.facts = rows[-1].place, counted.facts + len(rows)
        yield pack(Batch(node.site.node, head, tuple(rows), greeting))
    yield pack(Batch(node.site.node, head, (), dataclasses.replace(greeting, asks=True)))


def take_in(hub: Node, path: Path, answer: Path) -> Carried:
    """At the hub: check a node's file, count its facts, write the acknowledgement to carry back. Raises CannotCarry, BadFile."""
    kept = admitted(hub.settings)
    running = hub.services["reporting"]
    linked_nodes.admitted(running.context.database, kept.ends())
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
    adopt(context, ack)
    note_reader(context, ack)
    hub_link.heard(context, dt.datetime.fromisoformat(ack.hub_time))
    return ack


def _key(node: Node) -> bytes:
    path = identity(node.keys).key
    if not path.exists():
        raise CannotCarry("Ce nœud n’a pas encore été admis par le hub : lakou node init FICHIER.")
    return path.read_bytes()
