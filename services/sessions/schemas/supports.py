"""Individual support."""

from marshmallow import Schema, fields, validate

from lakou.contracts.fields import StrictDate
from lakou.contracts.vocabulary import Autonomy, Equipment, PlaceType, Redirection
from services.sessions.schemas import kinds
from services.sessions.schemas.planning import DAY_MINUTES


class SupportDetails(Schema):
    """What may be said of a help beside its day, its length and its themes."""

    beneficiary_id = fields.UUID(allow_none=True)
    place_type = fields.Enum(PlaceType, by_value=True)
    venue_id = fields.UUID(allow_none=True)
    commune = kinds.insee(allow_none=True)
    program_id = fields.UUID(allow_none=True)
    autonomy = fields.Enum(Autonomy, by_value=True, allow_none=True)
    equipment = fields.List(fields.Enum(Equipment, by_value=True), validate=validate.Length(max=len(Equipment)))
    redirection = fields.Enum(Redirection, by_value=True, allow_none=True)


class SupportIn(SupportDetails):
    """One help given; without `beneficiary_id` the person gave no name."""

    date = StrictDate(required=True)
    duration_minutes = kinds.whole(1, DAY_MINUTES, required=True)
    themes = kinds.themes(required=True)


class SupportPatch(SupportDetails):
    """A correction: only what was wrong."""

    date = StrictDate()
    duration_minutes = kinds.whole(1, DAY_MINUTES)
    themes = kinds.themes()


class SupportOut(Schema):
    """One help given. `withdrawn`: a mistaken entry, which counts no more."""

    id = fields.UUID(required=True)
    revision = fields.Integer(required=True)
    date = fields.Date(required=True, attribute="day")
    duration_minutes = fields.Integer(required=True)
    themes = fields.List(fields.String(), required=True)
    beneficiary_id = fields.UUID(required=True, allow_none=True)
    place_type = fields.String(required=True)
    territory = fields.String(required=True)
    venue_id = fields.UUID(required=True, allow_none=True)
    commune = fields.String(required=True, allow_none=True)
    program_id = fields.UUID(required=True, allow_none=True)
    autonomy = fields.String(required=True, allow_none=True)
    equipment = fields.List(fields.String(), required=True)
    redirection = fields.String(required=True, allow_none=True)
    withdrawn = fields.Boolean(required=True)


class SupportPage(Schema):
    """A page of supports, the latest first."""

    items = fields.List(fields.Nested(SupportOut), required=True)
    next = fields.String(required=True, allow_none=True)


class SupportQuery(kinds.PageQuery):
    """Which supports: days, both included."""

    since = StrictDate(data_key="from", load_default=None)
    until = StrictDate(data_key="to", load_default=None)
    beneficiary = fields.UUID(load_default=None)
