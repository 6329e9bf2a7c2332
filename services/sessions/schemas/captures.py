"""What devices send, and what becomes of it."""

from marshmallow import INCLUDE, Schema, fields, validate

from lakou.contracts.vocabulary import AttendanceStatus, PlaceType
from services.sessions.schemas import kinds
from services.sessions.schemas.planning import DAY_MINUTES

BATCH = 200
CENTURY = 100 * 366 * 86_400


class EntryIn(Schema):
    """What every entry says. `at`: the clock of the device; `skew_seconds` and `contact_at`: what it last learned of ours."""

    key = fields.UUID(required=True)
    kind = fields.String(required=True)
    at = fields.AwareDateTime(required=True, format="iso")
    skew_seconds = fields.Float(load_default=None, allow_none=True, validate=validate.Range(min=-CENTURY, max=CENTURY))
    contact_at = fields.AwareDateTime(load_default=None, allow_none=True, format="iso")


class AttendanceEntry(EntryIn):
    """A seat of the list was marked. `seen_revision`: that of the seat when the device had its list."""

    session_id = fields.UUID(required=True)
    seat_id = fields.UUID(required=True)
    status = fields.Enum(AttendanceStatus, by_value=True, required=True)
    seen_revision = kinds.whole(0, 1_000_000, required=True)


class WalkInEntry(EntryIn):
    """Somebody who was not on the list: picked among those whom the device knows, or a typed name."""

    session_id = fields.UUID(required=True)
    beneficiary_id = fields.UUID(load_default=None, allow_none=True)
    name = kinds.text(100, required=True)


class AnonymousEntry(EntryIn):
    """People without a name. `seen_revision`: that of the count when the device had its list."""

    session_id = fields.UUID(required=True)
    count = kinds.whole(1, 100, required=True)
    seen_revision = kinds.whole(0, 1_000_000, required=True)


class SupportEntry(EntryIn):
    """An individual support on the day of `at`, with or without a name."""

    duration_minutes = kinds.whole(1, DAY_MINUTES, required=True)
    themes = kinds.themes(required=True)
    place_type = fields.Enum(PlaceType, by_value=True, load_default=PlaceType.LIEU_ACTIVITE)
    beneficiary_id = fields.UUID(load_default=None, allow_none=True)
    name = kinds.text(100, load_default=None, allow_none=True)


BY_KIND: dict[str, type[EntryIn]] = {
    "attendance": AttendanceEntry,
    "walk_in": WalkInEntry,
    "anonymous": AnonymousEntry,
    "support": SupportEntry,
}


class AnyEntry(Schema):
    """An entry of which only the key is sure: one that cannot be read is kept for people, and does not stop the others."""

    class Meta:
        unknown = INCLUDE

    key = fields.UUID(required=True)


class CapturesIn(Schema):
    """What a device sends. `account`: whose notebook it is; `sent_at`: what its clock shows while it sends."""

    device = fields.UUID(required=True)
    account = fields.String(required=True, validate=validate.Length(max=64))
    sent_at = fields.AwareDateTime(required=True, format="iso")
    entries = fields.List(fields.Nested(AnyEntry), required=True, validate=validate.Length(min=1, max=BATCH))


class OutcomeOut(Schema):
    """`applied`, `check` (kept for people, who find it on the page « À vérifier ») or `dropped`; `again`: it had come before."""

    key = fields.UUID(required=True)
    state = fields.String(required=True)
    again = fields.Boolean(required=True)
    reason = fields.String(required=True)
    sentence = fields.String(required=True)
    subject = fields.UUID(required=True, allow_none=True)
    captured_at = fields.AwareDateTime(required=True, format="iso")


class CapturesOut(Schema):
    """What became of each entry, in the order sent."""

    items = fields.List(fields.Nested(OutcomeOut), required=True)
    server_time = fields.AwareDateTime(required=True, format="iso")


class CaptureOut(Schema):
    """An entry that waits for somebody."""

    id = fields.UUID(required=True)
    device = fields.UUID(required=True)
    kind = fields.String(required=True)
    session_id = fields.UUID(required=True, allow_none=True)
    seat_id = fields.UUID(required=True, allow_none=True)
    said = fields.Dict(required=True)
    captured_at = fields.AwareDateTime(required=True, format="iso")
    received_at = fields.AwareDateTime(required=True, format="iso")
    state = fields.String(required=True)
    reason = fields.String(required=True)
    sentence = fields.String(required=True)
    subject = fields.UUID(required=True, allow_none=True)


class CaptureList(Schema):
    """All that waits."""

    items = fields.List(fields.Nested(CaptureOut), required=True)
    next = fields.String(required=True, allow_none=True)


ACTIONS = ("keep", "match", "nameless", "elsewhere", "drop")


class SettleIn(Schema):
    """What somebody decides. `match` needs `beneficiary_id`, `elsewhere` needs `session_id`."""

    action = fields.String(required=True, validate=validate.OneOf(ACTIONS))
    beneficiary_id = fields.UUID(load_default=None, allow_none=True)
    session_id = fields.UUID(load_default=None, allow_none=True)
