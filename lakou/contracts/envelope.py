"""The CloudEvents 1.0 envelope every event travels in, structured JSON.

`sequence` and `epoch` place it in the stream of its source; `traceparent` links it to the click that caused it, and is left out
of facts, which must not tell who did what at which second. On facts `time` is the day alone, for the same reason.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from marshmallow import RAISE, Schema, fields, validate

from lakou.contracts.base import Event, Stream
from lakou.contracts.fields import MAX_INTEGER, Moment, printable

_text: list[Callable[[Any], Any]] = [validate.Length(max=200), printable]


class EnvelopeSchema(Schema):
    """What every envelope has; anything else is refused."""

    class Meta:
        unknown = RAISE

    specversion = fields.String(required=True, validate=validate.Equal("1.0"))
    id = fields.UUID(required=True)
    source = fields.String(required=True, validate=_text)
    type = fields.String(required=True, validate=_text)
    subject = fields.String(validate=_text)
    time = Moment(required=True, format="iso")
    dataschema = fields.String(required=True, validate=_text)
    datacontenttype = fields.String(required=True, validate=validate.Equal("application/json"))
    sequence = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=MAX_INTEGER))
    epoch = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=MAX_INTEGER))
    traceparent = fields.String(validate=_text)
    data = fields.Dict(required=True, keys=fields.String())


ENVELOPE = EnvelopeSchema()


def envelope(
    event: Event, data: dict[str, Any], *, node: str, sequence: int, epoch: int, at: dt.datetime, traceparent: str | None = None
) -> dict[str, Any]:
    """The envelope of `event`, whose checked payload is `data`; valid by construction. `at` is aware UTC."""
    is_fact = event.stream is Stream.FACT
    day = dt.datetime.combine(at.date(), dt.time(), dt.UTC)
    body: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": f"/{node}/{event.source}",
        "type": event.type,
        "time": (day if is_fact else at).isoformat(),
        "dataschema": f"urn:lakou:schema:{event.type}",
        "datacontenttype": "application/json",
        "sequence": sequence,
        "epoch": epoch,
        "data": data,
    }
    if traceparent and not is_fact:
        body["traceparent"] = traceparent
    return body
