"""The forms of the pages, where they differ from the API: numbers come as text, the moment as a day and an hour of the place."""

from marshmallow import EXCLUDE, Schema, fields, validate

from lakou.contracts.fields import StrictDate
from lakou.contracts.vocabulary import (
    ActivityKind,
    Autonomy,
    Connectivity,
    CoordinationKind,
    CoordinationNature,
    CoordinationScale,
    Equipment,
    Language,
    PlaceType,
    Redirection,
    WorkshopLevel,
)
from services.sessions.model import standard
from services.sessions.schemas import kinds, place_kinds
from services.sessions.schemas.helpers import MOST
from services.sessions.schemas.planning import DAY_MINUTES, HOLIDAYS, SCOPES
from services.sessions.schemas.workshops import MOST_OFFER_HOURS

REPEATS = ("", "weekdays", "weekly", "fortnightly", "monthly")


class SessionForm(Schema):
    """A session, and how often it comes again. `except_on`: days between commas; `confirmed`: she saw what does not fit."""

    workshop_id = fields.UUID(required=True)
    date = StrictDate(required=True)
    time = fields.Time(required=True, format="%H:%M", error_messages={"invalid": "Écrivez une heure, comme 09:00."})
    duration_minutes = kinds.whole(5, DAY_MINUTES, strict=False, required=True)
    capacity = kinds.whole(1, 500, strict=False, required=True)
    venue_id = fields.UUID(load_default=None)
    helper_ids = fields.List(fields.UUID(), load_default=list)
    repeat = fields.String(load_default="", validate=validate.OneOf(REPEATS))
    until = StrictDate(load_default=None)
    times = kinds.whole(2, 150, strict=False, load_default=None)
    holidays = fields.String(load_default="skip", validate=validate.OneOf(HOLIDAYS))
    except_on = kinds.text(600, load_default="")
    scope = fields.String(load_default="one", validate=validate.OneOf(SCOPES))
    confirmed = fields.Boolean(load_default=False)


class AppointmentForm(Schema):
    """An hour for one person: `person` is a name to look for, `beneficiary_id` the one that was chosen."""

    themes = kinds.themes(required=True, error_messages={"required": "Choisissez au moins un thème."})
    person = kinds.text(100, load_default="")
    beneficiary_id = fields.String(load_default="", validate=validate.Length(max=36))
    date = StrictDate(required=True)
    time = fields.Time(required=True, format="%H:%M", error_messages={"invalid": "Écrivez une heure, comme 09:00."})
    duration_minutes = kinds.whole(5, DAY_MINUTES, strict=False, required=True)
    venue_id = fields.UUID(load_default=None)
    helper_ids = fields.List(fields.UUID(), load_default=list)
    program_id = fields.UUID(load_default=None)
    confirmed = fields.Boolean(load_default=False)


class WorkshopForm(Schema):
    """A workshop."""

    title = kinds.text(150, required=True)
    themes = kinds.themes(required=True, error_messages={"required": "Choisissez au moins un thème."})
    kind = fields.Enum(ActivityKind, by_value=True, load_default=ActivityKind.COLLECTIF)
    level = fields.Enum(WorkshopLevel, by_value=True, load_default=None)
    program_id = fields.UUID(load_default=None)
    capacity = kinds.whole(1, 500, strict=False, load_default=None)
    materials = fields.List(fields.Enum(Equipment, by_value=True), load_default=list)
    bring = kinds.text(200, load_default=None)
    offer_hours = kinds.whole(1, MOST_OFFER_HOURS, strict=False, load_default=None)


class VenueForm(Schema):
    """A venue of the four territories, with what the national map wants to know."""

    name = kinds.text(150, required=True)
    commune = kinds.insee(required=True)
    address = kinds.text(200, load_default=None)
    address_extra = kinds.text(200, load_default=None)
    postal_code = kinds.postal_code(load_default=None)
    opening_hours = place_kinds.osm_hours(load_default=None)
    equipment = fields.List(fields.Enum(Equipment, by_value=True), load_default=list)
    connectivity = fields.Enum(Connectivity, by_value=True, load_default=None)
    itinerant = fields.Boolean(load_default=False)
    one_off = fields.Boolean(load_default=False)
    own_zone = place_kinds.zone(load_default=None)
    pivot = place_kinds.pivot(load_default=None)
    phone = place_kinds.phone(load_default=None)
    email = fields.Email(load_default=None, validate=validate.Length(max=200))
    website = place_kinds.link(load_default=None)
    summary = kinds.text(280, load_default=None)
    typologies = place_kinds.phrases(standard.TYPOLOGIES, load_default=list)
    services = place_kinds.phrases(standard.SERVICES, load_default=list)
    publics = place_kinds.phrases(standard.PUBLICS, load_default=list)
    special_care = place_kinds.phrases(standard.SPECIAL_CARE, load_default=list)
    fees = place_kinds.phrases(standard.FEES, load_default=list)
    access_modes = place_kinds.phrases(standard.ACCESS_MODES, load_default=list)
    support_modes = place_kinds.phrases(standard.SUPPORT_MODES, load_default=list)


class HelperForm(Schema):
    """A helper; `skills` are words between commas, the hours of each weekday are two fields."""

    class Meta:
        """The hours come as since-0, until-0, since-1…: the page reads them."""

        unknown = EXCLUDE

    name = kinds.text(120, required=True)
    languages = fields.List(fields.Enum(Language, by_value=True), load_default=list)
    skills = kinds.text(400, load_default="")
    registered_on = StrictDate(load_default=None)
    ended_on = StrictDate(load_default=None)
    aidants_connect_on = StrictDate(load_default=None)


class CoordinationForm(Schema):
    """What came of a meeting, an event or a partnership."""

    kind = fields.Enum(CoordinationKind, by_value=True, required=True)
    nature = fields.Enum(CoordinationNature, by_value=True, required=True)
    scale = fields.Enum(CoordinationScale, by_value=True, load_default=None)
    mediators = kinds.whole(0, MOST, strict=False, load_default=0)
    structures = kinds.whole(0, MOST, strict=False, load_default=0)
    participants = kinds.whole(0, 10 * MOST, strict=False, load_default=0)


class SupportForm(Schema):
    """One help given. `person` is a name to look for, `beneficiary_id` the one that was chosen (`none`: no name)."""

    themes = kinds.themes(required=True, error_messages={"required": "Choisissez au moins un thème."})
    duration_minutes = fields.Integer(
        required=True,
        validate=validate.Range(min=1, max=DAY_MINUTES),
        error_messages={"required": "Choisissez une durée."},
    )
    person = kinds.text(100, load_default="")
    beneficiary_id = fields.String(load_default="", validate=validate.Length(max=36))
    date = StrictDate(load_default=None)
    place_type = fields.Enum(PlaceType, by_value=True, load_default=PlaceType.LIEU_ACTIVITE)
    venue_id = fields.UUID(load_default=None)
    program_id = fields.UUID(load_default=None)
    autonomy = fields.Enum(Autonomy, by_value=True, load_default=None)
    equipment = fields.List(fields.Enum(Equipment, by_value=True), load_default=list)
    redirection = fields.Enum(Redirection, by_value=True, load_default=None)
