"""What travels over the broker: rows with their place in headers, heads, and questions. Whatever arrives is checked first."""

import dataclasses
from typing import Any

import amqp
import orjson
from marshmallow import Schema, ValidationError, fields, validate

from lakou.contracts.base import Stream
from lakou.contracts.fields import MAX_INTEGER
from lakou.kernel.outbox import Place, Row

EVENT_TYPE = "application/cloudevents+json"
MAX_NOTE_BYTES = 2048
PERSISTENT, TRANSIENT = 2, 1


class BadMessage(ValueError):
    """Raised for what no program of ours sends; the text is safe to show."""


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """A consumer says how far it is, and how many rows it wants from there; none when it only tells."""

    consumer: str
    stream: Stream
    epoch: int
    seq: int
    digest: bytes
    rows: int

    @property
    def place(self) -> Place:
        """How far the consumer is."""
        return self.epoch, self.seq


def event_message(source: str, stream: Stream, row: Row) -> Any:
    """A row, its bytes as they are stored."""
    headers: dict[str, Any] = {"epoch": row.epoch, "seq": row.seq}
    if row.after:
        headers |= {"after_epoch": row.after[0], "after_seq": row.after[1]}
    if row.blanked:
        headers["hash"] = row.hash.hex()
    return amqp.Message(
        row.body,
        delivery_mode=PERSISTENT,
        content_type=EVENT_TYPE,
        message_id=f"{source}/{stream.value}/{row.epoch}/{row.seq}",
        type=row.type,
        application_headers=headers,
    )


def read_event(message: Any) -> Row:
    """The row of a message. Raises BadMessage when it does not say where it stands; its body is not looked at."""
    headers = message.properties.get("application_headers") or {}
    kind = message.properties.get("type", "")
    epoch, seq = _place(headers.get("epoch"), headers.get("seq"), 1)
    after: Place | None = None
    if seq == 1 and epoch > 1:
        after = _place(headers.get("after_epoch"), headers.get("after_seq"), 0)
    body = message.body if isinstance(message.body, bytes) else str(message.body).encode()
    return Row(epoch, seq, kind if isinstance(kind, str) else "", body, b"" if body else _hash(headers.get("hash")), after=after)


def _hash(said: Any) -> bytes:
    """The hash of a row whose content was blanked; whoever reads on chains it as if the content were there."""
    try:
        return bytes.fromhex(said) if isinstance(said, str) and len(said) == 64 else b""
    except ValueError:
        return b""


def _place(epoch: Any, seq: Any, smallest: int) -> Place:
    for number, least in ((epoch, 1), (seq, smallest)):
        if type(number) is not int or not least <= number <= MAX_INTEGER:
            raise BadMessage("no place")
    return epoch, seq


class HeadSchema(Schema):
    """How far a stream goes."""

    epoch = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=MAX_INTEGER))
    seq = fields.Integer(required=True, strict=True, validate=validate.Range(min=0, max=MAX_INTEGER))


class QuestionSchema(HeadSchema):
    """See Question."""

    consumer = fields.String(required=True, validate=validate.Regexp(r"[a-z][a-z-]{0,39}\Z"))
    stream = fields.Enum(Stream, by_value=fields.String(), required=True)
    digest = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{0,64}\Z"))
    rows = fields.Integer(required=True, strict=True, validate=validate.Range(min=0, max=MAX_INTEGER))


_HEAD, _QUESTION = HeadSchema(), QuestionSchema()


def head_message(place: Place) -> Any:
    """A head."""
    return _note({"epoch": place[0], "seq": place[1]})


def read_head(message: Any) -> Place:
    """The place in a head. Raises BadMessage."""
    read = _load(_HEAD, message)
    return read["epoch"], read["seq"]


def question_message(question: Question) -> Any:
    """A question."""
    return _note({**dataclasses.asdict(question), "digest": question.digest.hex()})


def read_question(message: Any) -> Question:
    """The question in a message. Raises BadMessage."""
    read = _load(_QUESTION, message)
    try:
        return Question(**{**read, "digest": bytes.fromhex(read["digest"])})
    except ValueError as error:
        raise BadMessage("not a digest") from error


def _note(content: dict[str, Any]) -> Any:
    return amqp.Message(orjson.dumps(content), delivery_mode=TRANSIENT, content_type="application/json")


def _load(schema: Schema, message: Any) -> dict[str, Any]:
    if len(message.body) > MAX_NOTE_BYTES:
        raise BadMessage("too long")
    try:
        loaded: dict[str, Any] = schema.load(orjson.loads(message.body))
    except (ValueError, ValidationError) as error:
        raise BadMessage(f"not a note: {type(error).__name__}") from error
    return loaded
