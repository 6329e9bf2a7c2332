"""Venues, after the national standard of places."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from marshmallow import Schema, ValidationError, fields, validate

from lakou.contracts.vocabulary import Connectivity, Equipment
from services.sessions.model import standard
from services.sessions.schemas import kinds


def opening_hours(text: str) -> None:
    """Refuse what no map can read: the format is that of OpenStreetMap."""
    import opening_hours as osm  # here, so that starting a node does not wait for it

    if not osm.validate(text):
        raise ValidationError("Écrivez les horaires comme sur les cartes : Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00.")


def phrases(known: Sequence[str], **options: Any) -> "fields.List[Any]":
    """Several phrases of a closed list of the standard."""
    one = fields.String(validate=validate.OneOf(known, error="Choisissez dans la liste du standard national."))
    return fields.List(one, validate=validate.Length(max=len(known)), **options)


def _a_zone(text: str) -> None:
    if text not in available_timezones():
        raise ValidationError("Ce fuseau n’existe pas. Exemple : America/Cayenne.")


def _link(**options: Any) -> fields.URL:
    return fields.URL(
        allow_none=True,
        schemes={"http", "https"},
        validate=validate.Length(max=200),
        error_messages={"invalid": "Écrivez une adresse complète, comme https://exemple.fr."},
        **options,
    )


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
    website = _link()
    opening_hours = fields.String(allow_none=True, validate=[validate.Length(max=200), opening_hours])
    equipment = fields.List(fields.Enum(Equipment, by_value=True), validate=validate.Length(max=len(Equipment)))
    own_zone = fields.String(allow_none=True, validate=[validate.Length(max=40), _a_zone])
    connectivity = fields.Enum(Connectivity, by_value=True, allow_none=True)
    itinerant = fields.Boolean(truthy={True}, falsy={False})
    one_off = fields.Boolean(truthy={True}, falsy={False})
    summary = kinds.text(280, allow_none=True)
    presentation = kinds.prose(2000, allow_none=True)
    parent = kinds.text(150, allow_none=True)
    appointment_url = _link()
    accessibility_url = _link()
    typologies = phrases(standard.TYPOLOGIES)
    services = phrases(standard.SERVICES)
    publics = phrases(standard.PUBLICS)
    special_care = phrases(standard.SPECIAL_CARE)
    fees = phrases(standard.FEES)
    national_programs = phrases(standard.NATIONAL_PROGRAMS)
    labels = phrases(standard.LABELS)
    access_modes = phrases(standard.ACCESS_MODES)
    support_modes = phrases(standard.SUPPORT_MODES)


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
