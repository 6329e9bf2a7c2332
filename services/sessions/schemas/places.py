"""Venues, helpers, workshops."""

from marshmallow import Schema, fields, validate

from lakou.contracts.vocabulary import ActivityKind, Equipment, Language, WorkshopLevel
from services.sessions.schemas import kinds

HELD_IN_WORKSHOPS = (ActivityKind.COLLECTIF, ActivityKind.FORMATION_AIDANTS, ActivityKind.COORDINATION)


class VenueDetails(Schema):
    """What a venue may say of itself, after the national standard of places."""

    territory = kinds.territory(allow_none=True)
    pivot = fields.String(
        allow_none=True,
        validate=validate.Regexp(r"[a-zA-Z0-9]{9,14}\Z", error="Écrivez un SIRET, un SIREN ou un numéro RNA."),
    )
    address = kinds.text(200, allow_none=True)
    address_extra = kinds.text(200, allow_none=True)
    postal_code = kinds.postal_code(allow_none=True)
    latitude = fields.Float(allow_none=True, validate=validate.Range(min=-90, max=90))
    longitude = fields.Float(allow_none=True, validate=validate.Range(min=-180, max=180))
    phone = fields.String(
        allow_none=True, validate=validate.Regexp(r"\+?[0-9 .()-]{6,20}\Z", error="Écrivez un numéro, comme 0596 00 00 00.")
    )
    email = fields.Email(allow_none=True, validate=validate.Length(max=200))
    website = fields.URL(
        allow_none=True,
        schemes={"http", "https"},
        validate=validate.Length(max=200),
        error_messages={"invalid": "Écrivez une adresse complète, comme https://exemple.fr."},
    )
    opening_hours = kinds.text(200, allow_none=True)
    equipment = fields.List(fields.Enum(Equipment, by_value=True), validate=validate.Length(max=len(Equipment)))


class VenueIn(VenueDetails):
    """A new venue."""

    name = kinds.text(150, required=True)
    commune = kinds.insee(required=True)


class VenuePatch(VenueDetails):
    """Changes to a venue."""

    name = kinds.text(150)
    commune = kinds.insee()


class VenueOut(Schema):
    """A venue, with the zone its hours are said in."""

    id = fields.UUID(required=True)
    revision = fields.Integer(required=True)
    name = fields.String(required=True)
    commune = fields.String(required=True)
    commune_name = fields.String(required=True)
    territory = fields.String(required=True)
    zone = fields.String(required=True)
    pivot = fields.String(required=True, allow_none=True)
    address = fields.String(required=True, allow_none=True)
    address_extra = fields.String(required=True, allow_none=True)
    postal_code = fields.String(required=True, allow_none=True)
    latitude = fields.Float(required=True, allow_none=True)
    longitude = fields.Float(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)
    website = fields.String(required=True, allow_none=True)
    opening_hours = fields.String(required=True, allow_none=True)
    equipment = fields.List(fields.String(), required=True)


class VenuePage(Schema):
    """A page of venues."""

    items = fields.List(fields.Nested(VenueOut), required=True)
    next = fields.String(required=True, allow_none=True)


class HelperIn(Schema):
    """A new helper."""

    name = kinds.text(120, required=True)
    languages = fields.List(fields.Enum(Language, by_value=True), load_default=list, validate=validate.Length(max=len(Language)))
    skills = fields.List(kinds.text(100), load_default=list, validate=validate.Length(max=20))


class HelperOut(Schema):
    """A helper."""

    id = fields.UUID(required=True)
    revision = fields.Integer(required=True)
    name = fields.String(required=True)
    languages = fields.List(fields.String(), required=True)
    skills = fields.List(fields.String(), required=True)


class HelperPage(Schema):
    """A page of helpers."""

    items = fields.List(fields.Nested(HelperOut), required=True)
    next = fields.String(required=True, allow_none=True)


class WorkshopDetails(Schema):
    """What a workshop may say of itself."""

    kind = fields.Enum(
        ActivityKind, by_value=True, validate=validate.OneOf(HELD_IN_WORKSHOPS, labels=[kind.value for kind in HELD_IN_WORKSHOPS])
    )
    level = fields.Enum(WorkshopLevel, by_value=True, allow_none=True)
    program_id = fields.UUID(allow_none=True)
    capacity = kinds.whole(1, 500, allow_none=True)


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


class WorkshopPage(Schema):
    """A page of workshops."""

    items = fields.List(fields.Nested(WorkshopOut), required=True)
    next = fields.String(required=True, allow_none=True)
