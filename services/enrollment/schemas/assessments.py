"""Assessments of autonomy, through the API."""

from marshmallow import Schema, fields, validate

from lakou.contracts.fields import StrictBoolean
from lakou.contracts.vocabulary import AssessmentStage, Autonomy, PixDomain, Situation
from services.enrollment.schemas.fields import Day, Text, Whole, coded
from services.enrollment.schemas.programs import PageQuery

HIGHEST_PIX = 8


def _pix(**options: object) -> fields.Dict:
    """Levels 1 to 8 by domain of the national frame."""
    domains = fields.String(validate=validate.OneOf([each.value for each in PixDomain]))
    return fields.Dict(keys=domains, values=Whole(1, HIGHEST_PIX), **options)  # type: ignore[arg-type]


class AssessmentPatchSchema(Schema):
    """What may be corrected; `withdrawn` takes a mistaken one back."""

    level = coded(Autonomy, allow_none=True)
    situation = coded(Situation, allow_none=True)
    pix = _pix()
    remark = Text(500)
    on = Day()
    withdrawn = StrictBoolean()


class AssessmentInSchema(Schema):
    """Where she stands. `level` is needed but for what follows her exit, where `situation` is."""

    beneficiary_id = fields.UUID(required=True)
    program_id = fields.UUID(load_default=None, allow_none=True)
    stage = coded(AssessmentStage, required=True)
    level = coded(Autonomy, load_default=None, allow_none=True)
    situation = coded(Situation, load_default=None, allow_none=True)
    pix = _pix(load_default=dict)
    remark = Text(500, load_default="")
    on = Day(load_default=None, allow_none=True)


class AssessmentSchema(Schema):
    """One assessment."""

    id = fields.UUID()
    revision = fields.Integer()
    beneficiary_id = fields.UUID()
    program_id = fields.UUID(allow_none=True)
    stage = fields.String()
    level = fields.String(allow_none=True)
    situation = fields.String(allow_none=True)
    pix = fields.Dict(keys=fields.String(), values=fields.Integer())
    remark = fields.String(allow_none=True)
    on = fields.Date()
    noted_by = fields.String()
    noted_at = fields.AwareDateTime(format="iso")
    withdrawn = fields.Boolean()


class AssessmentListQuery(PageQuery):
    """By person, by program, by stage."""

    beneficiary_id = fields.UUID(load_default=None)
    program_id = fields.UUID(load_default=None)
    stage = coded(AssessmentStage, load_default=None)


class AssessmentListSchema(Schema):
    """A page."""

    items = fields.List(fields.Nested(AssessmentSchema))
    next = fields.UUID(allow_none=True)
