"""What the portal's forms may hold."""

from marshmallow import Schema, fields, validate


class SignInSchema(Schema):
    """The sign-in form."""

    email = fields.String(required=True, validate=validate.Length(max=200))
    password = fields.String(required=True, validate=validate.Length(max=200))
    next = fields.String(load_default="/", validate=validate.Length(max=500))
