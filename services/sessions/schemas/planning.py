"""Dated sessions."""

from marshmallow import Schema, fields, validate

from lakou.contracts.fields import StrictDate
from services.sessions.schemas import kinds

DAY_MINUTES = 24 * 60
HOLIDAYS = ("skip", "keep")
SCOPES = ("one", "following")


class SessionDetails(Schema):
    """What may be said of a session beside its moment.

    `confirm_conflicts`: plan it although a helper or the venue is taken then, or a helper is away.
    """

    venue_id = fields.UUID(allow_none=True)
    helper_ids = fields.List(fields.UUID(), validate=validate.Length(max=20))
    confirm_conflicts = fields.Boolean(truthy={True}, falsy={False})


class SessionIn(SessionDetails):
    """A new session. `starts_at` carries its offset.

    `recurrence`: an RRULE (RFC 5545) with COUNT or UNTIL; then the answer is the first session, and the others are those of its
    `series_id`. `holidays`: whether the public holidays of the territory are left out; `except_on`: other days without a session.
    """

    workshop_id = fields.UUID(required=True)
    starts_at = kinds.moment(required=True)
    duration_minutes = kinds.whole(5, DAY_MINUTES, required=True)
    capacity = kinds.whole(1, 500, required=True)
    recurrence = kinds.text(300, allow_none=True)
    holidays = fields.String(validate=validate.OneOf(HOLIDAYS))
    except_on = fields.List(StrictDate(), validate=validate.Length(max=100))


class AppointmentIn(SessionDetails):
    """An hour for one person. `starts_at` carries its offset, and lies ahead."""

    beneficiary_id = fields.UUID(required=True)
    starts_at = kinds.moment(required=True)
    duration_minutes = kinds.whole(5, DAY_MINUTES, required=True)
    themes = kinds.themes(required=True)
    program_id = fields.UUID(allow_none=True)


class SessionPatch(SessionDetails):
    """Changes to a session; `scope` `following` makes them to the later ones of its series as well."""

    scope = fields.String(validate=validate.OneOf(SCOPES))

    starts_at = kinds.moment()
    duration_minutes = kinds.whole(5, DAY_MINUTES)
    capacity = kinds.whole(1, 500)


class SessionOut(Schema):
    """A session. Times are given at the wall clock of the place; `to_fill`: it is over and nobody said who came.

    `own_moment`: it was moved out of its series; `holiday`: the public holiday of the territory on its day.
    """

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
    series_id = fields.UUID(required=True, allow_none=True)
    own_moment = fields.Boolean(required=True)
    bring = fields.String(required=True, allow_none=True)
    offer_hours = fields.Integer(required=True, allow_none=True)
    holiday = fields.String(required=True, allow_none=True)


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
    series = fields.UUID(load_default=None)
    helper = fields.UUID(load_default=None)
    to_fill = fields.Boolean(load_default=False)


class CancelIn(Schema):
    """Why a session is called off."""

    reason = kinds.text(200, required=True)
    scope = fields.String(validate=validate.OneOf(SCOPES), load_default="one")


class DuplicateIn(Schema):
    """When the copy takes place."""

    starts_at = kinds.moment(required=True)
    confirm_conflicts = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class SkippedOut(Schema):
    """A date of the rule without a session; `why` is the public holiday, empty for a day that was left out on purpose."""

    day = fields.String(required=True)
    why = fields.String(required=True)


class SeriesOut(Schema):
    """A rule, the hours of which are those of `zone`; its sessions are listed with `?series=`."""

    id = fields.UUID(required=True)
    workshop_id = fields.UUID(required=True)
    recurrence = fields.String(required=True, attribute="rule")
    zone = fields.String(required=True)
    skipped = fields.List(fields.Nested(SkippedOut), required=True)
    made_at = fields.AwareDateTime(required=True, format="iso")
