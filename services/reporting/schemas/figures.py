"""What may be asked, and what is answered."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from lakou.contracts import territories
from lakou.contracts.fields import StrictDate
from services.reporting.labels import By
from services.reporting.model.questions import FIRST_YEAR, LAST_YEAR, Question


class Day(StrictDate):
    """A day within reason."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        day = super()._deserialize(value, attr, data, **kwargs)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(f"Choisissez un jour entre {FIRST_YEAR} et {LAST_YEAR}.")
        return day


class TerritoryCode(fields.String):
    """971, 972, 973, 978, or the slug; given on as the code."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return territories.territory(str(text)).code
        except territories.UnknownTerritory as error:
            raise ValidationError(str(error)) from error


class PeriodSchema(Schema):
    """A period, both days included, and what to keep of it."""

    since = Day(data_key="from", required=True)
    until = Day(data_key="to", required=True)
    territory = TerritoryCode(validate=validate.Length(max=20))
    program = fields.String(validate=validate.Length(min=1, max=60))

    @validates_schema
    def _in_order(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["since"] > data["until"]:
            raise ValidationError("La fin vient avant le début. Choisissez un jour plus tardif.", "to")


class IndicatorsQuerySchema(PeriodSchema):
    """A period, and one breakdown."""

    by = fields.Enum(By, by_value=True)


class BreakdownItemSchema(Schema):
    """One value of a breakdown. `percent` where the values do not overlap; a suppressed value has neither number nor parts."""

    value = fields.String(required=True)
    label = fields.String(required=True)
    count = fields.Integer(required=True, allow_none=True)
    percent = fields.Integer(required=True, allow_none=True)
    parts = fields.Raw(required=True, allow_none=True, metadata={"type": "object"})
    suppressed = fields.Boolean(required=True)


class IndicatorSchema(Schema):
    """One figure with what it means. `parts` holds what it is made of, for I3 and I6 to I12; a mean of nobody is null."""

    code = fields.String(required=True)
    label = fields.String(required=True)
    definition = fields.String(required=True)
    value = fields.Integer(required=True, allow_none=True)
    parts = fields.Raw(required=True, allow_none=True, metadata={"type": "object"})
    breakdown = fields.List(fields.Nested(BreakdownItemSchema), required=True)


class CountedSchema(Schema):
    """How far the facts of one node are in the figures."""

    node = fields.String(required=True)
    up_to = fields.AwareDateTime(required=True, allow_none=True)
    facts = fields.Integer(required=True, attribute="applied")
    silent_since = fields.AwareDateTime(required=True, allow_none=True)


class IndicatorsSchema(Schema):
    """The answer; `as_of` is the moment of computation."""

    as_of = fields.AwareDateTime(required=True)
    since = fields.Date(required=True, data_key="from")
    until = fields.Date(required=True, data_key="to")
    territory = fields.String(required=True, allow_none=True)
    program = fields.String(required=True, allow_none=True)
    by = fields.Enum(By, by_value=True, required=True, allow_none=True)
    counted = fields.List(fields.Nested(CountedSchema), required=True)
    indicators = fields.List(fields.Nested(IndicatorSchema), required=True)


class NodeSchema(Schema):
    """One node as the hub sees it. `rejected`: batches that were not taken in; `held`: facts that came before their turn."""

    node = fields.String(required=True)
    label = fields.String(required=True)
    applied = fields.Integer(required=True)
    max_seen = fields.Integer(required=True)
    ack_age_seconds = fields.Float(required=True, allow_none=True)
    heard_at = fields.AwareDateTime(required=True, allow_none=True)
    silent_since = fields.AwareDateTime(required=True, allow_none=True)
    digest_ok = fields.Boolean(required=True, allow_none=True, attribute="same_history")
    up_to = fields.AwareDateTime(required=True, allow_none=True)
    epoch = fields.Integer(required=True)
    version = fields.String(required=True, allow_none=True)
    skew_seconds = fields.Float(required=True, allow_none=True)
    certificate_until = fields.AwareDateTime(required=True, allow_none=True)
    held = fields.Integer(required=True)
    rejected = fields.Integer(required=True, attribute="refused")
    rejected_why = fields.String(required=True, allow_none=True, attribute="refused_why")
    rejected_at = fields.AwareDateTime(required=True, allow_none=True, attribute="refused_at")


class NodesSchema(Schema):
    """Every node; there is one page."""

    items = fields.List(fields.Nested(NodeSchema), required=True)
    next = fields.String(required=True, allow_none=True)


def question(given: dict[str, Any]) -> Question:
    """What a checked period asks."""
    return Question(given["since"], given["until"], given.get("territory"), given.get("program"))
