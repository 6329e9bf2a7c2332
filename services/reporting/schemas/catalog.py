"""The catalog of the hub: as it is changed through the API, and as it travels to the nodes."""

from marshmallow import Schema, fields, validate

from lakou.contracts.fields import StrictDate, printable
from lakou.contracts.vocabulary import ProgramKind

MOST_PROGRAMS = 200
MOST_PEOPLE = 1_000_000
CODE = r"[a-z0-9]+(-[a-z0-9]+)*\Z"


def _text(maximum: int, minimum: int = 0, **options: object) -> fields.String:
    return fields.String(validate=[validate.Length(min=minimum or None, max=maximum), printable], **options)  # type: ignore[arg-type]


def _targets(**options: object) -> fields.Dict:
    names = _text(60, 1)
    return fields.Dict(
        keys=names,
        values=fields.Integer(strict=True, validate=validate.Range(min=1, max=MOST_PEOPLE)),
        validate=validate.Length(max=100),
        **options,  # type: ignore[arg-type]
    )


class CommonProgramPatchSchema(Schema):
    """What may change in a common program. `targets`: a number of people by the name of a node."""

    name = _text(150, 1)
    starts_on = StrictDate(allow_none=True)
    ends_on = StrictDate(allow_none=True)
    eligibility = _text(2000, allow_none=True)
    funder = _text(150, allow_none=True)
    targets = _targets()


class CommonProgramInSchema(CommonProgramPatchSchema):
    """A new one; its code is the same at every node."""

    code = fields.String(
        required=True,
        validate=[
            validate.Length(max=60),
            validate.Regexp(CODE, error="Écrivez le code en minuscules, sans accent, avec des tirets : inclusion-numerique."),
        ],
    )
    name = _text(150, 1, required=True)
    kind = fields.String(required=True, validate=validate.OneOf([each.value for each in ProgramKind]))


class CommonProgramSchema(CommonProgramInSchema):
    """A common program."""

    revision = fields.Integer(required=True)


class CommonProgramListSchema(Schema):
    """All of them; there is one page."""

    items = fields.List(fields.Nested(CommonProgramSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class OfferedSchema(Schema):
    """A common program as it travels."""

    code = _text(60, 1, required=True)
    name = _text(150, 1, required=True)
    kind = fields.Enum(ProgramKind, by_value=True, required=True)
    starts_on = StrictDate(required=True, allow_none=True)
    ends_on = StrictDate(required=True, allow_none=True)
    eligibility = _text(2000, required=True, allow_none=True)
    funder = _text(150, required=True, allow_none=True)
    targets = _targets(required=True)


class CatalogSchema(Schema):
    """What the hub shares out."""

    version = _text(40, 1, required=True)
    vocabulary = _text(40, 1, required=True)
    indicators = _text(40, 1, required=True)
    programs = fields.List(fields.Nested(OfferedSchema), required=True, validate=validate.Length(max=MOST_PROGRAMS))


class CatalogStateSchema(Schema):
    """The catalog here: what the hub shares out, or what this node last received of it, and whether both count alike."""

    version = fields.String(required=True)
    received_at = fields.AwareDateTime(required=True, allow_none=True)
    same_vocabulary = fields.Boolean(required=True, allow_none=True)
    same_indicators = fields.Boolean(required=True, allow_none=True)
    programs = fields.List(fields.String(), required=True)
