"""What a funder asks, through the API."""

from marshmallow import Schema, fields

from services.enrollment.model.situation import Duration, Education, Household, Minimum, YesNo
from services.enrollment.schemas.fields import coded


class SituationInSchema(Schema):
    """Every answer may be left out: not communicated."""

    education = coded(Education, allow_none=True)
    household = coded(Household, allow_none=True)
    isolated_parent = coded(YesNo, allow_none=True)
    disability = coded(YesNo, allow_none=True)
    job_seeking = coded(Duration, allow_none=True)
    minimum = coded(Minimum, allow_none=True)
    priority_area = coded(YesNo, allow_none=True)
    french = coded(YesNo, allow_none=True)
    mobility = coded(YesNo, allow_none=True)


class SituationSchema(SituationInSchema):
    """The answers as they stand."""

    beneficiary_id = fields.UUID()
    revision = fields.Integer()


class MissingSchema(Schema):
    """One question, and how many people have no answer to it."""

    name = fields.String()
    label = fields.String()
    missing = fields.Integer()


class CompletenessSchema(Schema):
    """How much is not communicated."""

    people = fields.Integer()
    questions = fields.List(fields.Nested(MissingSchema))
