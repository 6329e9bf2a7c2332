"""Version skew: what this program can read of the facts, and which recorded facts another one cannot.

A hub tells what it reads with its acknowledgements; a node sends nothing beyond it. What the hub cannot read yet waits at the node,
in order, and leaves by itself when the hub has been brought up to date.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import orjson

from lakou.contracts.base import EVENTS, Stream
from lakou.kernel.outbox import Row

Reads = Mapping[str, Sequence[str]]
"""Each type of fact with the fields that are known of it."""


def ours() -> dict[str, list[str]]:
    """What this program reads."""
    return {name: sorted(kind.schema.fields) for name, kind in sorted(EVENTS.items()) if kind.stream is Stream.FACT}


def version_of(reads: Reads) -> str:
    """A digest of such a list."""
    return hashlib.sha256(orjson.dumps(reads, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def is_beyond(reads: Reads) -> bool:
    """Whether we may have recorded what somebody who reads this cannot."""
    return any(kind not in reads or set(fields) - set(reads[kind]) for kind, fields in ours().items())


def readable(rows: Iterable[Row], reads: Reads) -> tuple[list[Row], Row | None]:
    """The rows up to the first that cannot be read, and that one."""
    found: list[Row] = []
    for row in rows:
        if not _is_read(row, reads):
            return found, row
        found.append(row)
    return found, None


def _is_read(row: Row, reads: Reads) -> bool:
    return row.type in reads and set(orjson.loads(row.body)["data"]) <= set(reads[row.type])
