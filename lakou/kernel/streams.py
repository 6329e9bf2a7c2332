"""Reading a stream: what a row must be before anyone acts on it, and where it truly came from."""

import dataclasses
import datetime as dt
import functools
import re
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import orjson
from marshmallow import ValidationError

from lakou.contracts.base import EVENTS, Event, Stream
from lakou.contracts.envelope import ENVELOPE
from lakou.kernel import clock
from lakou.kernel.db import Db
from lakou.kernel.outbox import MAX_EVENT_BYTES, Place, Row


class Poison(Exception):
    """Raised for what can never be applied: parked at once. Its text is safe to show."""


@dataclasses.dataclass(frozen=True, slots=True)
class Origin:
    """Where an event truly came from: known from the transport, never read from the payload."""

    node: str
    service: str
    epoch: int
    seq: int


Handler = Callable[[Db, Any, Origin], None]


Batch = Sequence[tuple[Event, Origin]]
"""Events that are about to be applied, in their order, each with where it came from."""

ReadAhead = Callable[[Db, Batch], None]
"""Fetches in a few queries what the handlers of these events will ask for one by one."""

Forget = Callable[[Db, Origin], None]
"""Takes back what a source said after a place: it was restored from a backup, and no longer knows of it."""


class Feed(Protocol):
    """A part of a transport, in a greenlet of its own."""

    def start(self) -> None:
        """Begin; returns at once."""

    def stop(self) -> None:
        """Stop anywhere: nothing is lost, what was half done is done again."""

    def caught_up(self) -> bool:
        """Whether it has passed all that was recorded so far."""

    def busy(self) -> bool:
        """Whether it is known, without asking a database or a broker, that it has not."""


def read(row: Row, source: str, stream: Stream) -> tuple[Event, str | None]:
    """The event of a row, checked from the outside in, and its traceparent. Raises Poison."""
    if len(row.body) > MAX_EVENT_BYTES:
        raise Poison("larger than 64 KiB")
    place, event, traceparent = _opened(row.body, source, stream)
    if place != row.place:
        raise Poison(ELSEWHERE)
    return event, traceparent


ELSEWHERE = "the envelope names another place than the one it came from"


@functools.lru_cache(maxsize=1000)
def _opened(body: bytes, source: str, stream: Stream) -> tuple[Place, Event, str | None]:
    """Where these bytes claim to stand, and what they say. Up to four services of a process hear the same: it is read once."""
    try:
        sealed = ENVELOPE.load(orjson.loads(body))
    except (ValueError, RecursionError, ValidationError) as error:
        raise Poison(f"not an envelope: {type(error).__name__}") from error
    if sealed["source"] != source:
        raise Poison(ELSEWHERE)
    kind = EVENTS.get(sealed["type"])
    if kind is None or kind.stream is not stream or kind.source != source.rsplit("/", 1)[-1]:
        raise Poison("unknown type on this stream")
    try:
        return (sealed["epoch"], sealed["sequence"]), kind.load(sealed["data"]), sealed.get("traceparent")
    except (ValidationError, RecursionError) as error:
        raise Poison(f"{kind.type}: {_wrong_fields(kind, error)}") from error


def age_of(row: Row) -> float:
    """Seconds since a row that was read already was recorded at its source."""
    return (clock.now() - dt.datetime.fromisoformat(orjson.loads(row.body)["time"])).total_seconds()


def _wrong_fields(kind: type[Event], error: Exception) -> str:
    """Which fields are wrong. A field that we do not know is not named: a sender may write anything in a name."""
    messages = error.messages if isinstance(error, ValidationError) and isinstance(error.messages, dict) else {}
    known = sorted(set(messages) & set(kind.schema.fields))
    return f"fields {', '.join(known)[:100]}" if known else "unknown fields"


_TYPE = re.compile(r"[a-z_]+\.[a-z_]+\.[a-z_]+\.v[0-9]{1,4}")


def type_of(row: Row) -> str:
    """The type that a row claims, when it is written like one; what a transport or a payload says is not trusted further."""
    claimed: Any = row.type
    if not claimed and len(row.body) <= MAX_EVENT_BYTES:
        try:
            sealed = orjson.loads(row.body)
        except ValueError:
            sealed = None
        claimed = sealed.get("type") if isinstance(sealed, dict) else None
    return claimed if isinstance(claimed, str) and len(claimed) <= 200 and _TYPE.fullmatch(claimed) else "unknown"


def safe_error(error: Exception) -> str:
    """What may be written of an error: its class, and its text only when we wrote it ourselves."""
    return f"Poison: {error}" if isinstance(error, Poison) else type(error).__name__
