"""Files that are one person's, through the API."""

from marshmallow import Schema, fields

from services.enrollment.schemas.beneficiaries import BeneficiarySchema
from services.enrollment.schemas.fields import limit


class MergeInSchema(Schema):
    """The file that goes into this one."""

    absorbed_id = fields.UUID(required=True)


class MergeSchema(Schema):
    """One merge, with who made it and who undid it."""

    id = fields.UUID()
    kept_id = fields.UUID()
    absorbed_id = fields.UUID()
    by = fields.String()
    at = fields.AwareDateTime(format="iso")
    undone_by = fields.String(allow_none=True)
    undone_at = fields.AwareDateTime(format="iso", allow_none=True)


class MergeListSchema(Schema):
    """The latest merges."""

    items = fields.List(fields.Nested(MergeSchema))


class LikelyQuery(Schema):
    """How many pairs."""

    limit = limit()


class LikelySchema(Schema):
    """Two files that may be one person's, and why."""

    one = fields.Nested(BeneficiarySchema)
    other = fields.Nested(BeneficiarySchema)
    reason = fields.String()


class LikelyListSchema(Schema):
    """The pairs to look at."""

    items = fields.List(fields.Nested(LikelySchema))


class DistinctInSchema(Schema):
    """Two files that are two people's."""

    one_id = fields.UUID(required=True)
    other_id = fields.UUID(required=True)
