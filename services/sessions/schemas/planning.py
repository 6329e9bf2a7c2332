"""Dated sessions."""

from marshmallow import Schema, ValidationError, fields, validate

from services.sessions.schemas import kinds

DAY_MINUTES = 24 * 60


def _not_yet(_value: object) -> None:
    raise ValidationError("Pas encore : créez chaque séance à sa date.")


class SessionDetails(Schema):
    """What may be said of a session beside its moment."""

    venue_id = fields.UUID(allow_none=True)
    helper_ids = fields.List(fields.UUID(), validate=validate.Length(max=20))
    recurrence = fields.Raw(validate=_not_yet, metadata={"type": "string", "description": "Not yet"})


class SessionIn(SessionDetails):
    """A new session. `starts_at` carries its offset."""

    workshop_id = fields.UUID(required=True)
    starts_at = kinds.moment(required=True)
    duration_minutes = kinds.whole(5, DAY_MINUTES, required=True)
    capacity = kinds.whole(1, 500, required=True)


class SessionPatch(SessionDetails):
    """Changes to a session."""

    starts_at = kinds.moment()
    duration_minutes = kinds.whole(5, DAY_MINUTES)
    capacity = kinds.whole(1, 500)


class SessionOut(Schema):
    """A session. Times are given at the wall clock of the place; `to_fill`: it is over and nobody said who came."""

    id = fields.UUID(required=True)
    revision = fields.Integer(required=True)
    workshop_id = fields.UUID(required=True)
    title = fields.String(required=True)
    kind = fields.String(required=True)
    themes = fields.List(fields.String(), required=True)
    program_id = fields.UUID(required=True, allow_none=True)
    venue_id = fields.UUID(required=True, allow_none=True)
    venue = fields.String(required=True, allow_none=True)
    territory = fields.String(required=True)
    zone = fields.String(required=True)
    starts_at = fields.AwareDateTime(required=True, format="iso")
    ends_at = fields.AwareDateTime(required=True, format="iso")
    duration_minutes = fields.Integer(required=True)
    capacity = fields.Integer(required=True)
    helper_ids = fields.List(fields.String(), required=True)
    state = fields.String(required=True)
    cancel_reason = fields.String(required=True, allow_none=True)
    seats_taken = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    present = fields.Integer(required=True)
    anonymous = fields.Integer(required=True)
    to_fill = fields.Boolean(required=True)


class SessionPage(Schema):
    """A page of sessions."""

    items = fields.List(fields.Nested(SessionOut), required=True)
    next = fields.String(required=True, allow_none=True)


class SessionQuery(kinds.PageQuery):
    """Which sessions: `from` and `to` are days of the node's zone (`to` included), or moments with their offset (`to` not)."""

    since = kinds.DayOrMoment(data_key="from", load_default=None)
    until = kinds.DayOrMoment(data_key="to", load_default=None)
    workshop = fields.UUID(load_default=None)
    venue = fields.UUID(load_default=None)


class CancelIn(Schema):
    """Why a session is called off."""

    reason = kinds.text(200, required=True)
