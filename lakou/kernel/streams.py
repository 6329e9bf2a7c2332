"""Reading a stream: what a row must be before anyone acts on it, and where it truly came from."""

import dataclasses
from collections.abc import Callable
from typing import Any

import orjson
from marshmallow import ValidationError

from lakou.contracts.base import EVENTS, Event, Stream
from lakou.contracts.envelope import ENVELOPE
from lakou.kernel.db import Db
from lakou.kernel.outbox import MAX_EVENT_BYTES, Row


class Poison(Exception):
    """Raised for what can never be applied: parked at once. Its text is safe to show."""


class Retryable(Exception):
    """Raised by a handler that may succeed later; the same event is tried again in place."""


@dataclasses.dataclass(frozen=True, slots=True)
class Origin:
    """Where an event truly came from: known from the transport, never read from the payload."""

    node: str
    service: str
    epoch: int
    seq: int


Handler = Callable[[Db, Any, Origin], None]


def read(row: Row, source: str, stream: Stream) -> tuple[Event, str | None]:
    """The event of a row, checked from the outside in, and its traceparent. Raises Poison."""
    if len(row.body) > MAX_EVENT_BYTES:
        raise Poison("larger than 64 KiB")
    try:
        sealed = ENVELOPE.load(orjson.loads(row.body))
    except (ValueError, RecursionError, ValidationError) as error:
        raise Poison(f"not an envelope: {type(error).__name__}") from error
    if (sealed["source"], sealed["epoch"], sealed["sequence"]) != (source, row.epoch, row.seq):
        raise Poison("the envelope names another place than the one it came from")
    kind = EVENTS.get(sealed["type"])
    if kind is None or kind.stream is not stream or kind.source != source.rsplit("/", 1)[-1]:
        raise Poison("unknown type on this stream")
    try:
        return kind.load(sealed["data"]), sealed.get("traceparent")
    except (ValidationError, RecursionError) as error:
        fields = sorted(error.messages) if isinstance(error, ValidationError) and isinstance(error.messages, dict) else []
        raise Poison(f"{kind.type}: fields {', '.join(map(str, fields))[:100]}") from error


def safe_error(error: Exception) -> str:
    """What may be written of an error: its class, and its text only when we wrote it ourselves."""
    return f"Poison: {error}" if isinstance(error, Poison) else type(error).__name__
