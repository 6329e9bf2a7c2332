"""Venues, after the national standard of places."""

from marshmallow import Schema, fields, validate

from lakou.contracts.vocabulary import Connectivity, Equipment
from services.sessions.model import standard
from services.sessions.schemas import kinds, place_kinds


class VenueDetails(Schema):
    """What a venue may say of itself, after the national standard of places."""

    territory = kinds.territory(allow_none=True)
    pivot = place_kinds.pivot(allow_none=True)
    address = kinds.text(200, allow_none=True)
    address_extra = kinds.text(200, allow_none=True)
    postal_code = kinds.postal_code(allow_none=True)
    latitude = fields.Float(allow_none=True, validate=validate.Range(min=-90, max=90))
    longitude = fields.Float(allow_none=True, validate=validate.Range(min=-180, max=180))
    phone = place_kinds.phone(allow_none=True)
    email = fields.Email(allow_none=True, validate=validate.Length(max=200))
    website = place_kinds.link(allow_none=True)
    opening_hours = place_kinds.osm_hours(allow_none=True)
    equipment = fields.List(fields.Enum(Equipment, by_value=True), validate=validate.Length(max=len(Equipment)))
    own_zone = place_kinds.zone(allow_none=True)
    connectivity = fields.Enum(Connectivity, by_value=True, allow_none=True)
    itinerant = fields.Boolean(truthy={True}, falsy={False})
    one_off = fields.Boolean(truthy={True}, falsy={False})
    summary = kinds.text(280, allow_none=True)
    presentation = kinds.prose(2000, allow_none=True)
    parent = kinds.text(150, allow_none=True)
    appointment_url = place_kinds.link(allow_none=True)
    accessibility_url = place_kinds.link(allow_none=True)
    typologies = place_kinds.phrases(standard.TYPOLOGIES)
    services = place_kinds.phrases(standard.SERVICES)
    publics = place_kinds.phrases(standard.PUBLICS)
    special_care = place_kinds.phrases(standard.SPECIAL_CARE)
    fees = place_kinds.phrases(standard.FEES)
    national_programs = place_kinds.phrases(standard.NATIONAL_PROGRAMS)
    labels = place_kinds.phrases(standard.LABELS)
    access_modes = place_kinds.phrases(standard.ACCESS_MODES)
    support_modes = place_kinds.phrases(standard.SUPPORT_MODES)


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
    own_zone = fields.String(required=True, allow_none=True)
    connectivity = fields.String(required=True, allow_none=True)
    itinerant = fields.Boolean(required=True)
    one_off = fields.Boolean(required=True)
    summary = fields.String(required=True, allow_none=True)
    presentation = fields.String(required=True, allow_none=True)
    parent = fields.String(required=True, allow_none=True)
    appointment_url = fields.String(required=True, allow_none=True)
    accessibility_url = fields.String(required=True, allow_none=True)
    typologies = fields.List(fields.String(), required=True)
    services = fields.List(fields.String(), required=True)
    publics = fields.List(fields.String(), required=True)
    special_care = fields.List(fields.String(), required=True)
    fees = fields.List(fields.String(), required=True)
    national_programs = fields.List(fields.String(), required=True)
    labels = fields.List(fields.String(), required=True)
    access_modes = fields.List(fields.String(), required=True)
    support_modes = fields.List(fields.String(), required=True)
    updated_on = fields.Date(required=True, allow_none=True)


class VenuePage(Schema):
    """A page of venues."""

    items = fields.List(fields.Nested(VenueOut), required=True)
    next = fields.String(required=True, allow_none=True)
