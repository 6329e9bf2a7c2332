"""The forms of the pages, where they differ from the API: numbers come as text, the moment as a day and an hour of the place."""

from marshmallow import Schema, fields, validate

from lakou.contracts.fields import StrictDate
from lakou.contracts.vocabulary import ActivityKind, Autonomy, Equipment, Language, PlaceType, Redirection, WorkshopLevel
from services.sessions.schemas import kinds
from services.sessions.schemas.planning import DAY_MINUTES


class SessionForm(Schema):
    """A session."""

    workshop_id = fields.UUID(required=True)
    date = StrictDate(required=True)
    time = fields.Time(required=True, format="%H:%M", error_messages={"invalid": "Écrivez une heure, comme 09:00."})
    duration_minutes = kinds.whole(5, DAY_MINUTES, strict=False, required=True)
    capacity = kinds.whole(1, 500, strict=False, required=True)
    venue_id = fields.UUID(load_default=None)
    helper_ids = fields.List(fields.UUID(), load_default=list)


class WorkshopForm(Schema):
    """A workshop."""

    title = kinds.text(150, required=True)
    themes = kinds.themes(required=True, error_messages={"required": "Choisissez au moins un thème."})
    kind = fields.Enum(ActivityKind, by_value=True, load_default=ActivityKind.COLLECTIF)
    level = fields.Enum(WorkshopLevel, by_value=True, load_default=None)
    program_id = fields.UUID(load_default=None)
    capacity = kinds.whole(1, 500, strict=False, load_default=None)


class VenueForm(Schema):
    """A venue of the four territories."""

    name = kinds.text(150, required=True)
    commune = kinds.insee(required=True)
    address = kinds.text(200, load_default=None)
    postal_code = kinds.postal_code(load_default=None)
    opening_hours = kinds.text(200, load_default=None)
    equipment = fields.List(fields.Enum(Equipment, by_value=True), load_default=list)


class HelperForm(Schema):
    """A helper; `skills` are words between commas."""

    name = kinds.text(120, required=True)
    languages = fields.List(fields.Enum(Language, by_value=True), load_default=list)
    skills = kinds.text(400, load_default="")


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
