"""What a fact weighs on the line to the hub, and what packing it costs, beside the plain bytes and gzip."""

import gzip
from collections.abc import Iterator
from pathlib import Path

from benchmarks.ledger import recorded, reporting
from benchmarks.measuring import Line, beside
from lakou.contracts.base import Stream
from lakou.kernel import outbox
from lakou.node.batches import MOST_ROWS, Batch, pack, unpack


def measure(folder: Path, scale: float) -> Iterator[Line]:
    """One full batch."""
    count = max(20, min(MOST_ROWS, int(MOST_ROWS * scale)))
    node = reporting(folder / "node", "martinique")
    rows = recorded(node, count)
    with node.context.database.reading() as db:
        head = outbox.head(db, Stream.FACT)
    batch = Batch("martinique", head, tuple(rows))
    plain, packed = b"\n".join(row.body for row in rows), pack(batch)
    yield Line("bytes of a fact, packed", len(packed) / count, "as recorded", len(plain) / count, "bytes")
    yield Line("bytes of a fact, packed", len(packed) / count, "by gzip -9", len(gzip.compress(plain, 9)) / count, "bytes")
    ours, theirs = beside(lambda: pack(batch), lambda: gzip.compress(plain, 6), count)
    yield Line("facts packed", ours, "by gzip -6", theirs, "facts/s")
    ours, theirs = beside(lambda: unpack(packed, "martinique"), lambda: plain.split(b"\n"), count)
    yield Line("facts unpacked and checked", ours, "only split into lines", theirs, "facts/s")
