"""How long people are kept, through the API."""

from marshmallow import Schema, fields

from lakou.contracts.fields import StrictBoolean
from services.enrollment.model.retention import LEAST_MONTHS, MOST_MONTHS
from services.enrollment.schemas.fields import Whole


class RetentionInSchema(Schema):
    """The association's rule."""

    months = Whole(LEAST_MONTHS, MOST_MONTHS, required=True)
    active = StrictBoolean(load_default=True)


class RetentionSchema(Schema):
    """The rule, who chose it, and the last day it ran by the clock."""

    months = fields.Integer()
    active = fields.Boolean()
    revision = fields.Integer()
    changed_by = fields.String(allow_none=True)
    last_run_on = fields.Date(allow_none=True)


class RunInSchema(Schema):
    """`dry_run` changes nothing."""

    dry_run = StrictBoolean(load_default=True)


class GoingSchema(Schema):
    """A person, the last day she was here, and when she goes or went."""

    id = fields.UUID()
    last_seen = fields.Date()
    due_on = fields.Date()


class RunSchema(Schema):
    """What a run did, or would do. `kept` counts the notices that were taken back, as the person came."""

    dry_run = fields.Boolean()
    months = fields.Integer()
    cutoff = fields.Date()
    noticed = fields.List(fields.Nested(GoingSchema))
    erased = fields.List(fields.Nested(GoingSchema))
    kept = fields.Integer()
