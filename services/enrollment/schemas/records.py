"""All that is held about a person, through the API."""

from marshmallow import Schema, fields


class RecordRequestSchema(Schema):
    """A request; `waiting` names the services that have not said all yet."""

    id = fields.UUID()
    beneficiary_id = fields.UUID()
    at = fields.AwareDateTime(format="iso")
    by = fields.String()
    waiting = fields.List(fields.String())


class SectionSchema(Schema):
    """A table of text."""

    title = fields.String()
    columns = fields.List(fields.String())
    rows = fields.List(fields.List(fields.String()))


class RecordSchema(RecordRequestSchema):
    """The whole, by service."""

    sections = fields.Dict(keys=fields.String(), values=fields.List(fields.Nested(SectionSchema)))
