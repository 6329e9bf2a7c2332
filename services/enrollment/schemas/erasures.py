"""Erasures, through the API."""

from marshmallow import Schema, fields

from lakou.contracts.fields import StrictBoolean


class ErasureInSchema(Schema):
    """`confirmed` must be true: nothing brings her back."""

    confirmed = StrictBoolean(required=True)


class HeldSchema(Schema):
    """What is kept of a person, counted."""

    seats = fields.Integer()
    upcoming = fields.Integer()
    supports = fields.Integer()
    programs = fields.Integer()
    assessments = fields.Integer()
    referrals = fields.Integer()
    messages = fields.Integer()
    consents = fields.Integer()
    notes = fields.Integer()


class ConsequencesSchema(Schema):
    """What erasing her would do."""

    files = fields.Integer()
    held = fields.Nested(HeldSchema)


class ErasureSchema(Schema):
    """One erasure: never who. `waiting` are the services that have not answered yet; `done_at` is set when all have."""

    id = fields.UUID()
    reason = fields.String()
    held = fields.Nested(HeldSchema)
    at = fields.AwareDateTime(format="iso")
    by = fields.String()
    waiting = fields.List(fields.String())
    done_at = fields.AwareDateTime(format="iso", allow_none=True)


class ErasureListSchema(Schema):
    """The latest erasures."""

    items = fields.List(fields.Nested(ErasureSchema))
