"""What travels between a node and the hub: a header line and one fact a line, compressed; and the hub's acknowledgement."""

import dataclasses
import re
from collections.abc import Sequence
from typing import Any

import orjson
import zstandard

from lakou.kernel.outbox import Head, Place, Row

MAX_BATCH_BYTES = 4 * 1024 * 1024
MAX_COMPRESSED_BYTES = 1024 * 1024
MOST_ROWS, MOST_ROW_BYTES = 1000, 2 * 1024 * 1024
FORMAT = 1
MOST_WORD = 40
MOST_SKEW = 10 * 366 * 86400.0
VERSION = re.compile(r"[0-9a-z.+-]{1,20}")


class BadBatch(ValueError):
    """Raised for bytes that are not a batch of the node they came from; the text is safe to show."""


@dataclasses.dataclass(frozen=True)
class Greeting:
    """What a node says of itself: which catalog and which list of readable facts of the hub it has, its version, how many seconds
    its clock is behind the hub's (None before the first answer), and whether it asks what the hub counts of it.
    """

    catalog: str = ""
    reads: str = ""
    version: str = ""
    skew: float | None = None
    asks: bool = False


@dataclasses.dataclass(frozen=True)
class Batch:
    """Consecutive facts of one epoch, how far the node's own stream goes, and what it says of itself."""

    node: str
    head: Head
    rows: tuple[Row, ...]
    says: Greeting = Greeting()


@dataclasses.dataclass(frozen=True)
class Ack:
    """How far the hub has applied a node's facts, and the digest of that history. What the node has already is left out: the
    catalog, and the capabilities (each type of fact that the hub reads, with its fields). `statement`: what it counts, when asked.
    """

    node: str
    epoch: int
    applied: int
    digest: bytes
    hub_time: str
    capabilities: dict[str, list[str]] | None = None
    catalog: dict[str, Any] | None = None
    statement: dict[str, Any] | None = None


def fitting(rows: Sequence[Row]) -> list[Row]:
    """As many of the next rows as fit into one batch: of one epoch, and not too large. The first always fits."""
    found: list[Row] = []
    size = 0
    for row in rows:
        size += len(row.body)
        if found and (row.epoch != found[0].epoch or size > MOST_ROW_BYTES):
            break
        found.append(row)
    return found


def pack(batch: Batch) -> bytes:
    """The bytes of a batch."""
    first, last = (batch.rows[0], batch.rows[-1]) if batch.rows else (None, None)
    header = {
        "format": FORMAT,
        "node": batch.node,
        "epoch": first.epoch if first else batch.head.epoch,
        "first": first.seq if first else 0,
        "after": list(first.after) if first and first.after else None,
        "count": len(batch.rows),
        "digest": last.digest.hex() if last else "",
        "head": [batch.head.epoch, batch.head.seq, batch.head.digest.hex()],
        **{name: value for name, value in dataclasses.asdict(batch.says).items() if value},
    }
    lines = [orjson.dumps(header), *(row.body for row in batch.rows)]
    return zstandard.ZstdCompressor(level=6).compress(b"\n".join(lines))


def unpack(data: bytes, node: str) -> Batch:
    """The batch in these bytes. Raises BadBatch when they are too large, broken, or speak for another node."""
    if len(data) > MAX_COMPRESSED_BYTES:
        raise BadBatch("compressed batch too large")
    try:
        with zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(data) as reader:
            raw = reader.read(MAX_BATCH_BYTES + 1)
        if len(raw) > MAX_BATCH_BYTES:
            raise BadBatch("batch too large")
        first_line, *bodies = raw.split(b"\n")
        header = orjson.loads(first_line)
        return _read(header, bodies, node)
    except (zstandard.ZstdError, ValueError, KeyError, TypeError, IndexError) as error:
        if isinstance(error, BadBatch):
            raise
        raise BadBatch(f"not a batch: {type(error).__name__}") from error


def _read(header: dict[str, Any], bodies: list[bytes], node: str) -> Batch:
    if header["format"] != FORMAT:
        raise BadBatch("unknown format")
    if header["node"] != node:
        raise BadBatch("speaks for another node")
    if header["count"] != len(bodies):
        raise BadBatch("cut short")
    epoch, first = header["epoch"], header["first"]
    head_epoch, head_seq, head_digest = header["head"]
    if not all(isinstance(number, int) and number >= 0 for number in (epoch, first, head_epoch, head_seq)):
        raise BadBatch("numbers expected")
    after = _after(header.get("after"))
    digests = [b""] * (len(bodies) - 1) + [bytes.fromhex(header["digest"])]
    rows = tuple(
        Row(epoch, seq, "", body, b"", digest, after if seq == first else None)
        for seq, (body, digest) in enumerate(zip(bodies, digests, strict=False), first)
    )
    return Batch(node, Head(head_epoch, head_seq, bytes.fromhex(head_digest)), rows, _greeting(header))


def _greeting(header: dict[str, Any]) -> Greeting:
    """Whoever writes nonsense about itself is heard without it."""
    words = {name: value for name in ("catalog", "reads") if isinstance(value := header.get(name), str) and len(value) <= MOST_WORD}
    version, skew = header.get("version"), header.get("skew")
    return Greeting(
        **words,
        version=version if isinstance(version, str) and VERSION.fullmatch(version) else "",
        skew=round(float(skew), 1) if isinstance(skew, int | float) and abs(skew) < MOST_SKEW else None,
        asks=header.get("asks") is True,
    )


def _after(told: Any) -> Place | None:
    if told is None:
        return None
    epoch, seq = told
    if not isinstance(epoch, int) or not isinstance(seq, int):
        raise BadBatch("numbers expected")
    return epoch, seq


def pack_ack(ack: Ack) -> bytes:
    """The bytes of an acknowledgement."""
    said = {name: value for name, value in dataclasses.asdict(ack).items() if value is not None}
    return orjson.dumps({**said, "digest": ack.digest.hex()})


def unpack_ack(data: bytes) -> Ack:
    """The acknowledgement in these bytes. Raises ValueError, KeyError or TypeError."""
    read = orjson.loads(data)
    return Ack(
        str(read["node"]),
        int(read["epoch"]),
        int(read["applied"]),
        bytes.fromhex(read["digest"]),
        str(read["hub_time"]),
        _capabilities(read.get("capabilities")),
        read.get("catalog"),
        read.get("statement"),
    )


def _capabilities(told: Any) -> dict[str, list[str]] | None:
    """None when the hub did not tell, or tells it in a way that we do not know."""
    if not isinstance(told, dict) or not all(isinstance(names, list) for names in told.values()):
        return None
    return {str(kind): [str(name) for name in names] for kind, names in told.items()}
