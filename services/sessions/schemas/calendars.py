"""Calendar links."""

from marshmallow import Schema, fields


class FeedIn(Schema):
    """A link to the sessions of a helper; without one, of the whole association."""

    helper_id = fields.UUID(load_default=None, allow_none=True)


class FeedOut(Schema):
    """A link. `url` is told once, when it is made."""

    id = fields.UUID(required=True)
    owner = fields.String(required=True)
    helper_id = fields.UUID(required=True, allow_none=True)
    made_at = fields.AwareDateTime(required=True, format="iso")
    read_on = fields.AwareDateTime(required=True, allow_none=True, format="iso")
    url = fields.String(allow_none=True)


class FeedList(Schema):
    """The links that still open."""

    items = fields.List(fields.Nested(FeedOut), required=True)
    next = fields.String(required=True, allow_none=True)
