"""Papers: keying a sheet in, whom to call, the period of a certificate."""

from marshmallow import Schema, fields, validate

from lakou.contracts.fields import StrictDate
from services.sessions.schemas import kinds
from services.sessions.schemas.seats import MANY, AnonymousIn

LETTER = validate.OneOf(["P", "E", "A"], error="Écrivez P (présente), E (excusée) ou A (absente).")


class KeyingIn(Schema):
    """A sheet as it came back. `marks`: the numbers printed on it, with P, E or A; `anonymous` replaces the count of heads."""

    marks = fields.Dict(
        keys=fields.Integer(validate=validate.Range(min=1)),
        values=fields.String(validate=LETTER),
        load_default=dict,
        validate=validate.Length(max=MANY),
    )
    walk_ins = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=MANY))
    anonymous = fields.Nested(AnonymousIn, load_default=None, allow_none=True)


class CalleeOut(Schema):
    """Somebody whom no message reaches. `phone` as it is dialled, empty when none is known."""

    name = fields.String(required=True)
    phone = fields.String(required=True)
    state = fields.String(required=True)
    why = fields.String(required=True)


class CallListOut(Schema):
    """Whom to telephone before a session."""

    items = fields.List(fields.Nested(CalleeOut), required=True)
    next = fields.String(required=True, allow_none=True)


class CertificateQuery(Schema):
    """Which days, both included; `place` is where it is signed; `supports`: whether individual helps are on it."""

    since = StrictDate(data_key="from", required=True)
    until = StrictDate(data_key="to", required=True)
    place = kinds.text(80, load_default="")
    supports = fields.Boolean(load_default=True)
