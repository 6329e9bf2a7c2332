"""Programs and enrollments, through the API."""

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from lakou.contracts.vocabulary import EnrollmentStage, LeavingReason, ProgramKind
from services.enrollment.model.enrollments import WHO
from services.enrollment.model.programs import CODE_LENGTH
from services.enrollment.schemas.fields import Day, Text, Whole, coded, limit

MOST_EUROS = 1_000_000_000


class Euros(fields.Float):
    """An amount in euros, cents allowed."""

    def __init__(self) -> None:
        super().__init__(allow_none=True, allow_nan=False, validate=validate.Range(min=0, max=MOST_EUROS))


class ProgramPatchSchema(Schema):
    """What may change in a program; its code and kind stay, since the other nodes count with them."""

    name = Text(150, minimum=1)
    target = Whole(1, 1_000_000, allow_none=True)
    starts_on = Day(allow_none=True)
    ends_on = Day(allow_none=True)
    eligibility = Text(2000, allow_none=True)
    funder = Text(150, allow_none=True)
    budget = Euros()
    capacity = Whole(1, 1_000_000, allow_none=True)
    cohort = Text(80, allow_none=True)


class ProgramInSchema(ProgramPatchSchema):
    """A new program; without `code`, one is made from its name."""

    name = Text(150, minimum=1, required=True)
    kind = coded(ProgramKind, required=True)
    code = fields.String(
        load_default=None,
        allow_none=True,
        validate=[
            validate.Length(max=CODE_LENGTH),
            validate.Regexp(
                r"[a-z0-9]+(-[a-z0-9]+)*\Z",
                error="Écrivez le code en minuscules, sans accent, avec des tirets : inclusion-numerique.",
            ),
        ],
    )


class ProgramSchema(Schema):
    """A program."""

    id = fields.UUID()
    revision = fields.Integer()
    code = fields.String()
    name = fields.String()
    kind = fields.String()
    target = fields.Integer(allow_none=True)
    starts_on = fields.Date(allow_none=True)
    ends_on = fields.Date(allow_none=True)
    eligibility = fields.String(allow_none=True)
    funder = fields.String(allow_none=True)
    budget = fields.Float(allow_none=True)
    capacity = fields.Integer(allow_none=True)
    cohort = fields.String(allow_none=True)
    common = fields.Boolean()


class PageQuery(Schema):
    """A page of a list."""

    after = fields.UUID(load_default=None)
    limit = limit()


class ProgramListSchema(Schema):
    """A page of programs."""

    items = fields.List(fields.Nested(ProgramSchema))
    next = fields.UUID(allow_none=True)


class EnrollmentInSchema(Schema):
    """One person, structure or helper into one program, as its kind says. Without `on`, the request is of today."""

    beneficiary_id = fields.UUID(load_default=None)
    organization_id = fields.UUID(load_default=None)
    helper_id = fields.UUID(load_default=None)
    program_id = fields.UUID(required=True)
    on = Day(load_default=None, allow_none=True)

    @validates_schema
    def _someone(self, data: dict[str, object], **_: object) -> None:
        named = [name for name in WHO if data.get(name) is not None]
        if not named:
            raise ValidationError("Dites quelle personne, quelle structure ou quel aidant.", "beneficiary_id")
        if len(named) > 1:
            raise ValidationError("Inscrivez-les un par un.", named[1])


class TransitionInSchema(Schema):
    """A move to another stage. A reason, as a code or in words, is needed to leave or to be denied."""

    to = coded(EnrollmentStage, required=True)
    reason_code = coded(LeavingReason, load_default=None, allow_none=True)
    reason = Text(500, load_default=None, allow_none=True)
    on = Day(load_default=None, allow_none=True)


class StageChangeSchema(Schema):
    """A stage reached on a day."""

    stage = fields.String()
    on = fields.Date()
    reason = fields.String(allow_none=True)
    noted_by = fields.String()
    noted_at = fields.AwareDateTime(format="iso")


class EnrollmentSchema(Schema):
    """Where a person, a structure or a helper stands; `allowed` are the stages that may follow."""

    id = fields.UUID()
    revision = fields.Integer()
    beneficiary_id = fields.UUID(allow_none=True)
    organization_id = fields.UUID(allow_none=True)
    helper_id = fields.UUID(allow_none=True)
    reason = fields.String(allow_none=True)
    program_id = fields.UUID()
    stage = fields.String()
    applied_on = fields.Date()
    stage_on = fields.Date()
    allowed = fields.List(fields.String())


class WholeEnrollmentSchema(EnrollmentSchema):
    """With its history."""

    history = fields.List(fields.Nested(StageChangeSchema))


class EnrollmentListQuery(PageQuery):
    """By program, by who follows it, or by stage."""

    program_id = fields.UUID(load_default=None)
    beneficiary_id = fields.UUID(load_default=None)
    organization_id = fields.UUID(load_default=None)
    helper_id = fields.UUID(load_default=None)
    stage = coded(EnrollmentStage, load_default=None)


class EnrollmentListSchema(Schema):
    """A page of enrollments."""

    items = fields.List(fields.Nested(EnrollmentSchema))
    next = fields.UUID(allow_none=True)
