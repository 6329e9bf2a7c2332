"""What a device keeps for the days without a network: names and marks, no phone, no address."""

from marshmallow import Schema, fields


class NotebookSeat(Schema):
    """A person of the list."""

    id = fields.UUID(required=True)
    revision = fields.Integer(required=True)
    beneficiary_id = fields.UUID(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True)
    waits = fields.Boolean(required=True)
    position = fields.Integer(required=True, allow_none=True)
    walk_in = fields.Boolean(required=True)


class NotebookSession(Schema):
    """A session; times at the wall clock of the place. `alone`: an appointment, where nobody is nameless.

    `heads_revision`: the revision of its count without names.
    """

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    alone = fields.Boolean(required=True)
    starts_at = fields.AwareDateTime(required=True, format="iso")
    ends_at = fields.AwareDateTime(required=True, format="iso")
    opens_at = fields.AwareDateTime(required=True, format="iso")
    when = fields.String(required=True)
    where = fields.String(required=True)
    state = fields.String(required=True)
    cancel_reason = fields.String(required=True, allow_none=True)
    capacity = fields.Integer(required=True)
    seats_taken = fields.Integer(required=True)
    anonymous = fields.Integer(required=True)
    heads_revision = fields.Integer(required=True)
    seats = fields.List(fields.Nested(NotebookSeat), required=True)


class NotebookOut(Schema):
    """The sessions around today. `keep_until`: when a device that was not heard of forgets them by itself."""

    server_time = fields.AwareDateTime(required=True, format="iso")
    keep_until = fields.AwareDateTime(required=True, format="iso")
    sessions = fields.List(fields.Nested(NotebookSession), required=True)
