"""Imports of past activities, through the API."""

from marshmallow import Schema, fields, validate


class PastQuery(Schema):
    """`dry_run` keeps nothing."""

    dry_run = fields.Boolean(load_default=False)
    filename = fields.String(load_default="", validate=validate.Length(max=200))


class PastLineOut(Schema):
    """A line and its outcome. `id` is the person who took part, or the first whom the name may mean."""

    line = fields.Integer(required=True)
    outcome = fields.String(required=True)
    field = fields.String(required=True, allow_none=True)
    message = fields.String(required=True)
    id = fields.UUID(required=True, allow_none=True)


class PastSummary(Schema):
    """Counts of lines. `id` is null for a dry run, which keeps nothing."""

    id = fields.UUID(required=True, allow_none=True)
    filename = fields.String(required=True)
    state = fields.String(required=True)
    created = fields.Integer(required=True)
    known = fields.Integer(required=True)
    to_check = fields.Integer(required=True)
    refused = fields.Integer(required=True)


class PastReport(PastSummary):
    """Counts, then every line."""

    lines = fields.List(fields.Nested(PastLineOut), required=True)


class PastList(Schema):
    """The latest imports, without their lines."""

    items = fields.List(fields.Nested(PastSummary), required=True)
    next = fields.String(required=True, allow_none=True)


class PastDecision(Schema):
    """`same` (with `id` when several may be meant), `nameless`, `double` (of what is noted here) or `leave_out`."""

    decision = fields.String(required=True, validate=validate.OneOf(["same", "nameless", "double", "leave_out"]))
    id = fields.UUID(load_default=None)
