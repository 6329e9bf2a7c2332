"""Imports, through the API."""

from marshmallow import Schema, fields, validate

from services.enrollment.schemas.fields import Commune, Day, Name, Phone, Whole


class ImportQuery(Schema):
    """`mapping` corrects the columns: `0:family_name,3:ignore`, columns counted from 0."""

    dry_run = fields.Boolean(load_default=False)
    filename = fields.String(load_default="", validate=validate.Length(max=200))
    mapping = fields.String(load_default="", validate=validate.Length(max=2000))


class LineSchema(Schema):
    """A line and its outcome. `id` is the person it created or stands for, or the first file that looks like hers."""

    line = fields.Integer()
    outcome = fields.String()
    field = fields.String(allow_none=True)
    message = fields.String()
    id = fields.UUID(allow_none=True)


class ImportSummarySchema(Schema):
    """Counts. `id` is null for a dry run, which keeps nothing."""

    id = fields.UUID(allow_none=True)
    filename = fields.String()
    state = fields.String()
    created = fields.Integer()
    known = fields.Integer()
    to_check = fields.Integer()
    refused = fields.Integer()
    warnings = fields.Integer()


class ReportSchema(ImportSummarySchema):
    """Counts, then every line. `other_sheets` hold people under other titles: give them on their own."""

    other_sheets = fields.List(fields.String())
    lines = fields.List(fields.Nested(LineSchema))


class ImportListSchema(Schema):
    """The latest imports, without their lines."""

    items = fields.List(fields.Nested(ImportSummarySchema))
    next = fields.String(allow_none=True)


class CorrectionSchema(Schema):
    """What is written anew in a line."""

    family_name = Name()
    given_name = Name()
    birth_year = Whole(1, 9999)
    birth_date = Day()
    commune = Commune()
    phone = Phone(allow_none=True)


class DecisionSchema(CorrectionSchema):
    """`same` (with `id` when several files look like hers), `distinct`, `correct` with the fields to change, or `leave_out`."""

    decision = fields.String(required=True, validate=validate.OneOf(["same", "distinct", "correct", "leave_out"]))
    id = fields.UUID(load_default=None)
