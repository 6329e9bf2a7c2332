"""What the portal's forms may hold."""

from typing import Any

from marshmallow import Schema, fields, validate

from lakou.contracts.fields import printable
from lakou.contracts.vocabulary import Role


def _password() -> fields.String:
    return fields.String(required=True, validate=validate.Length(max=200))


def _organization(**options: Any) -> fields.String:
    """The code of a line of the directory of partners."""
    code = validate.Regexp(r"[a-z0-9]+([-_][a-z0-9]+)*\Z", error="Recopiez le code de l’annuaire, comme caf.")
    return fields.String(validate=[validate.Length(max=60), code], **options)


def _email() -> fields.String:
    return fields.String(required=True, validate=validate.Length(max=200))


class SignInSchema(Schema):
    """The sign-in form."""

    email = _email()
    password = _password()
    next = fields.String(load_default="/", validate=validate.Length(max=500))


class PasswordChangeSchema(Schema):
    """Another password for oneself."""

    old = _password()
    password = _password()


class RecoverySchema(Schema):
    """A new password with a printed code."""

    email = _email()
    code = fields.String(required=True, validate=validate.Length(max=40))
    password = _password()


class AccountSchema(Schema):
    """A new account."""

    email = fields.Email(required=True, validate=[validate.Length(max=200), printable])
    name = fields.String(required=True, validate=[validate.Length(max=120), printable])
    role = fields.String(required=True, validate=validate.OneOf([role.value for role in Role]))
    organization = _organization(load_default="")


class AccountChangeSchema(Schema):
    """Its role, and whether it may enter; an unticked box is not sent."""

    role = fields.String(required=True, validate=validate.OneOf([role.value for role in Role]))
    active = fields.Boolean(load_default=False)
    organization = _organization(load_default="")


class ApiKeySchema(Schema):
    """A key for a partner."""

    partner = fields.String(required=True, validate=[validate.Length(max=120), printable])
    organization = _organization(load_default="")
