"""Helpers, their hours and absences; helpers in training; reports of coordination."""

from marshmallow import Schema, fields, validate

from lakou.contracts.fields import StrictDate
from lakou.contracts.vocabulary import CoordinationKind, CoordinationNature, CoordinationScale, Language, SeatState
from services.sessions.schemas import kinds

MOST = 1000
_HOUR = validate.Regexp(r"([01]\d|2[0-3]):[0-5]\d\Z|24:00\Z", error="Écrivez une heure, comme 09:00.")


class SlotField(Schema):
    """Hours of a weekday, 0 for Monday, on the wall clock of the place."""

    weekday = kinds.whole(0, 6, required=True)
    since = fields.String(required=True, data_key="from", validate=_HOUR)
    until = fields.String(required=True, data_key="to", validate=_HOUR)


class HelperDetails(Schema):
    """What may be said of a helper."""

    languages = fields.List(fields.Enum(Language, by_value=True), validate=validate.Length(max=len(Language)))
    skills = fields.List(kinds.text(100), validate=validate.Length(max=20))
    availability = fields.List(fields.Nested(SlotField), validate=validate.Length(max=28))
    registered_on = StrictDate()
    ended_on = StrictDate(allow_none=True)
    aidants_connect_on = StrictDate(allow_none=True)


class HelperIn(HelperDetails):
    """A new helper; on the register from today unless `registered_on` says otherwise."""

    name = kinds.text(120, required=True)


class HelperPatch(HelperDetails):
    """Changes to a helper."""

    name = kinds.text(120)


class HelperOut(Schema):
    """A helper."""

    id = fields.UUID(required=True)
    revision = fields.Integer(required=True)
    name = fields.String(required=True)
    languages = fields.List(fields.String(), required=True)
    skills = fields.List(fields.String(), required=True)
    availability = fields.List(fields.Nested(SlotField), required=True)
    registered_on = fields.Date(required=True, allow_none=True)
    ended_on = fields.Date(required=True, allow_none=True)
    aidants_connect_on = fields.Date(required=True, allow_none=True)


class HelperPage(Schema):
    """A page of helpers."""

    items = fields.List(fields.Nested(HelperOut), required=True)
    next = fields.String(required=True, allow_none=True)


class AbsenceIn(Schema):
    """Days when a helper is away, both included."""

    first_day = StrictDate(required=True)
    last_day = StrictDate(required=True)


class AbsenceOut(Schema):
    """An absence."""

    id = fields.UUID(required=True)
    helper_id = fields.UUID(required=True)
    first_day = fields.Date(required=True)
    last_day = fields.Date(required=True)


class AbsenceList(Schema):
    """The absences of a helper from today on."""

    items = fields.List(fields.Nested(AbsenceOut), required=True)
    next = fields.String(required=True, allow_none=True)


class TraineesIn(Schema):
    """Helpers of a training session by id, with their state; who is not named stays as she is."""

    trainees = fields.Dict(
        keys=fields.UUID(), values=fields.Enum(SeatState, by_value=True), required=True, validate=validate.Length(min=1, max=500)
    )


class TraineeOut(Schema):
    """A helper's place in a training session."""

    helper_id = fields.UUID(required=True)
    revision = fields.Integer(required=True)
    state = fields.String(required=True)


class TraineeList(Schema):
    """The list of a training session."""

    items = fields.List(fields.Nested(TraineeOut), required=True)
    next = fields.String(required=True, allow_none=True)


class CoordinationIn(Schema):
    """What came of a meeting, an event or a partnership."""

    kind = fields.Enum(CoordinationKind, by_value=True, required=True)
    nature = fields.Enum(CoordinationNature, by_value=True, required=True)
    scale = fields.Enum(CoordinationScale, by_value=True, load_default=None, allow_none=True)
    mediators = kinds.whole(0, MOST, load_default=0)
    structures = kinds.whole(0, MOST, load_default=0)
    participants = kinds.whole(0, 10 * MOST, load_default=0)


class CoordinationOut(Schema):
    """The report of an act of coordination."""

    session_id = fields.UUID(required=True)
    revision = fields.Integer(required=True)
    kind = fields.String(required=True)
    nature = fields.String(required=True)
    scale = fields.String(required=True, allow_none=True)
    mediators = fields.Integer(required=True)
    structures = fields.Integer(required=True)
    participants = fields.Integer(required=True)
