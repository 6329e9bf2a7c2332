"""What programs and forms send and get."""

from marshmallow import Schema, fields, validate

from lakou.contracts.fields import printable
from lakou.contracts.notifications import MessageKind, MessageState
from lakou.contracts.vocabulary import Language
from services.notifications.model import TextKind
from services.notifications.texts import LANGUAGES, LONGEST


def _limit() -> fields.Integer:
    return fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))


class MessagesQuery(Schema):
    """Filters of the ledger; `from` and `to` are days of `due_at` at the node, both included."""

    state = fields.Enum(MessageState, by_value=True)
    kind = fields.Enum(MessageKind, by_value=True)
    beneficiary_id = fields.UUID()
    first_day = fields.Date(data_key="from")
    last_day = fields.Date(data_key="to")
    after = fields.UUID()
    limit = _limit()


class MessageAnswer(Schema):
    """One line of the ledger, without its text. `channel` and `language` are hers until the message was settled."""

    id = fields.UUID()
    revision = fields.Integer()
    kind = fields.String()
    channel = fields.String(allow_none=True)
    state = fields.String()
    reason = fields.String(allow_none=True)
    due_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime()
    sent_at = fields.AwareDateTime(allow_none=True)
    beneficiary_id = fields.UUID()
    session_id = fields.UUID()
    seat_id = fields.UUID()
    language = fields.String(allow_none=True)
    parts = fields.Integer(allow_none=True)


class MessageDetail(MessageAnswer):
    """One message with what she read: null until it left, and once she is forgotten."""

    text = fields.String(allow_none=True)


class MessagesAnswer(Schema):
    """A page of the ledger."""

    items = fields.List(fields.Nested(MessageAnswer))
    next = fields.UUID(allow_none=True)


class TextBody(Schema):
    """A text with its placeholders: {given_name} {day} {hour} {workshop} {place}, or the same words in French."""

    text = fields.String(
        required=True,
        validate=[validate.Length(min=1, max=LONGEST), printable],
        error_messages={"required": "Écrivez le texte du message."},
    )


class TextForm(TextBody):
    """The form of the page; `see` asks for a preview alone."""

    kind = fields.Enum(TextKind, by_value=True, required=True)
    language = fields.Enum(Language, by_value=True, required=True, validate=validate.OneOf(LANGUAGES))
    see = fields.String()


class TextAnswer(Schema):
    """A text, and how many SMS it takes when filled with an example."""

    kind = fields.String()
    language = fields.String()
    text = fields.String()
    edited = fields.Boolean()
    revision = fields.Integer()
    parts = fields.Integer()
    variables = fields.List(fields.String())


class TextsAnswer(Schema):
    """All the texts, on one page."""

    items = fields.List(fields.Nested(TextAnswer))
    next = fields.String(allow_none=True)
