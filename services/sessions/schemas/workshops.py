"""Workshops."""

from marshmallow import Schema, fields, validate

from lakou.contracts.vocabulary import ActivityKind, Equipment, WorkshopLevel
from services.sessions.schemas import kinds

HELD_IN_WORKSHOPS = (ActivityKind.COLLECTIF, ActivityKind.FORMATION_AIDANTS, ActivityKind.COORDINATION)
MOST_OFFER_HOURS = 14 * 24


class WorkshopDetails(Schema):
    """What a workshop may say of itself. `bring`: what to bring along; `offer_hours`: how long a free seat waits for an answer."""

    kind = fields.Enum(
        ActivityKind, by_value=True, validate=validate.OneOf(HELD_IN_WORKSHOPS, labels=[kind.value for kind in HELD_IN_WORKSHOPS])
    )
    level = fields.Enum(WorkshopLevel, by_value=True, allow_none=True)
    program_id = fields.UUID(allow_none=True)
    capacity = kinds.whole(1, 500, allow_none=True)
    materials = fields.List(fields.Enum(Equipment, by_value=True), validate=validate.Length(max=len(Equipment)))
    bring = kinds.text(200, allow_none=True)
    offer_hours = kinds.whole(1, MOST_OFFER_HOURS, allow_none=True)


class WorkshopIn(WorkshopDetails):
    """A new workshop."""

    title = kinds.text(150, required=True)
    themes = kinds.themes(required=True)


class WorkshopPatch(WorkshopDetails):
    """Changes to a workshop."""

    title = kinds.text(150)
    themes = kinds.themes()


class WorkshopOut(Schema):
    """A workshop."""

    id = fields.UUID(required=True)
    revision = fields.Integer(required=True)
    title = fields.String(required=True)
    themes = fields.List(fields.String(), required=True)
    kind = fields.String(required=True)
    level = fields.String(required=True, allow_none=True)
    program_id = fields.UUID(required=True, allow_none=True)
    capacity = fields.Integer(required=True, allow_none=True)
    materials = fields.List(fields.String(), required=True)
    bring = fields.String(required=True, allow_none=True)
    offer_hours = fields.Integer(required=True, allow_none=True)


class WorkshopPage(Schema):
    """A page of workshops."""

    items = fields.List(fields.Nested(WorkshopOut), required=True)
    next = fields.String(required=True, allow_none=True)
