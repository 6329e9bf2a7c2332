"""Seats, attendance and heads without a name."""

from marshmallow import Schema, fields, validate

from lakou.contracts.vocabulary import AttendanceStatus
from services.sessions.schemas import kinds

MANY = 1000


class SeatIn(Schema):
    """A seat for a person. `walk_in`: she stands at the door, and is noted present even when the session is full.

    `recorded_at`: when she was seen at the door, if that was not now.
    """

    beneficiary_id = fields.UUID(required=True)
    walk_in = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    recorded_at = kinds.moment(load_default=None, allow_none=True)


class SeatOut(Schema):
    """A seat; `position` is the place in the waiting list, from 1. The name is empty while it is under way.

    `offered_until`: until when a free seat is kept for her answer (`offre_en_cours`).
    """

    id = fields.UUID(required=True)
    revision = fields.Integer(required=True)
    session_id = fields.UUID(required=True)
    beneficiary_id = fields.UUID(required=True)
    family_name = fields.String(required=True)
    given_name = fields.String(required=True)
    state = fields.String(required=True)
    position = fields.Integer(required=True, allow_none=True)
    walk_in = fields.Boolean(required=True)
    taken_at = fields.AwareDateTime(required=True, format="iso")
    recorded_at = fields.AwareDateTime(required=True, allow_none=True, format="iso")
    offered_until = fields.AwareDateTime(required=True, allow_none=True, format="iso")


class SeatList(Schema):
    """Every seat of a session, in the order they were taken; a session is never so long that it needs pages."""

    items = fields.List(fields.Nested(SeatOut), required=True)
    next = fields.String(required=True, allow_none=True)


class AttendanceIn(Schema):
    """Who came. `recorded_at`: when it was seen, if that was not now."""

    status = fields.Enum(AttendanceStatus, by_value=True, required=True)
    recorded_at = kinds.moment(load_default=None, allow_none=True)


class AttendanceListIn(Schema):
    """Everybody who is not marked yet, then the exceptions by seat."""

    everyone = fields.Enum(AttendanceStatus, by_value=True, required=True, data_key="all")
    exceptions = fields.Dict(
        keys=fields.UUID(),
        values=fields.Enum(AttendanceStatus, by_value=True),
        data_key="except",
        load_default=dict,
        validate=validate.Length(max=MANY),
    )


def _margin() -> fields.Dict:
    return fields.Dict(
        keys=fields.String(validate=validate.Length(max=40)),
        values=kinds.whole(0, MANY),
        load_default=dict,
        validate=validate.Length(max=20),
    )


class AnonymousIn(Schema):
    """Heads without a name, with margins by national code; what a margin leaves out is `non_communique`."""

    total = kinds.whole(0, MANY, required=True)
    gender = _margin()
    age = _margin()
    social_status = _margin()


class AnonymousOut(Schema):
    """The heads of a session; each margin adds up to `total`."""

    session_id = fields.UUID(required=True)
    revision = fields.Integer(required=True)
    total = fields.Integer(required=True)
    gender = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    age = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    social_status = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class TrailLine(Schema):
    """One line of the trail: what was recorded, by which account, when it was seen and when it came in."""

    seat_id = fields.UUID(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)
    by = fields.String(required=True)
    recorded_at = fields.AwareDateTime(required=True, format="iso")
    noted_at = fields.AwareDateTime(required=True, format="iso")


class Trail(Schema):
    """Everything that was said of the attendance of a session, in the order it came in."""

    items = fields.List(fields.Nested(TrailLine), required=True)
    next = fields.String(required=True, allow_none=True)
