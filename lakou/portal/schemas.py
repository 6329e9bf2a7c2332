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


class MeOut(Schema):
    """Who is signed in. `csrf` goes into the header X-CSRF-Token of what the browser sends."""

    account = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)
    csrf = fields.String(required=True)
    server_time = fields.AwareDateTime(required=True, format="iso")


class DeviceSchema(Schema):
    """A device, as its owner will recognize it."""

    name = fields.String(required=True, validate=[validate.Length(min=1, max=80), printable])


class DeviceOut(Schema):
    """A new device. `token` and `key` are told once; the key is base64."""

    id = fields.UUID(required=True)
    account = fields.UUID(required=True)
    owner = fields.String(required=True)
    token = fields.String(required=True)
    key = fields.String(required=True)
    server_time = fields.AwareDateTime(required=True, format="iso")


class DeviceKeyOut(Schema):
    """What opens a notebook, base64."""

    key = fields.String(required=True)


class ContactSchema(Schema):
    """A device shows its token, says how many entries it has not sent, and whether it wiped itself."""

    token = fields.String(required=True, validate=validate.Length(max=100))
    waiting = fields.Integer(load_default=0, strict=True, validate=validate.Range(min=0, max=100_000))
    wiped = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class ContactOut(Schema):
    """`good`; `expired`: forget the lists, send what is not sent, start anew; `shut`: wipe everything."""

    standing = fields.String(required=True)
    server_time = fields.AwareDateTime(required=True, format="iso")
