"""What travels between a node and the hub: a header line and one fact a line, compressed; and the hub's acknowledgement."""

import dataclasses
from typing import Any

import orjson
import zstandard

from lakou.kernel.outbox import Head, Place, Row

MAX_BATCH_BYTES = 16 * 1024 * 1024
MAX_COMPRESSED_BYTES = 4 * 1024 * 1024
FORMAT = 1


class BadBatch(ValueError):
    """Raised for bytes that are not a batch of the node they came from; the text is safe to show."""


@dataclasses.dataclass(frozen=True)
class Batch:
    """Consecutive facts of one epoch, how far the node's own stream goes, and which catalog of the hub it has."""

    node: str
    head: Head
    rows: tuple[Row, ...]
    catalog: str = ""


@dataclasses.dataclass(frozen=True)
class Ack:
    """How far the hub has applied a node's facts, and the digest of that history; its catalog, when the node lacks it."""

    node: str
    epoch: int
    applied: int
    digest: bytes
    capabilities: tuple[str, ...]
    hub_time: str
    catalog: dict[str, Any] | None = None


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
        "catalog": batch.catalog,
        "head": [batch.head.epoch, batch.head.seq, batch.head.digest.hex()],
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
    return Batch(node, Head(head_epoch, head_seq, bytes.fromhex(head_digest)), rows, str(header.get("catalog", ""))[:40])


def _after(told: Any) -> Place | None:
    if told is None:
        return None
    epoch, seq = told
    if not isinstance(epoch, int) or not isinstance(seq, int):
        raise BadBatch("numbers expected")
    return epoch, seq


def pack_ack(ack: Ack) -> bytes:
    """The bytes of an acknowledgement."""
    return orjson.dumps({**dataclasses.asdict(ack), "digest": ack.digest.hex()})


def unpack_ack(data: bytes) -> Ack:
    """The acknowledgement in these bytes. Raises ValueError."""
    read = orjson.loads(data)
    return Ack(
        str(read["node"]),
        int(read["epoch"]),
        int(read["applied"]),
        bytes.fromhex(read["digest"]),
        tuple(read["capabilities"]),
        str(read["hub_time"]),
        read.get("catalog"),
    )
