"""People, through the API."""

from marshmallow import Schema, fields, validate

from lakou.contracts.fields import StrictBoolean
from lakou.contracts.vocabulary import (
    ConsentChannel,
    ContactChannel,
    Gender,
    Language,
    ReferrerKind,
    RsaStatus,
    SocialStatus,
)
from services.enrollment.schemas.fields import Commune, Day, Email, Name, Phone, Text, Whole, coded, given, limit, purpose

MOST_PHONES = 5


class ConsentInSchema(Schema):
    """What she said of one purpose. Without `on`, it was said today."""

    purpose = fields.String(required=True, validate=purpose)
    given = StrictBoolean(required=True)
    channel = coded(ConsentChannel, load_default=ConsentChannel.ORAL.value)
    on = Day(load_default=None, allow_none=True)


class ConsentSchema(Schema):
    """A line of the register."""

    purpose = fields.String()
    given = fields.Boolean()
    channel = fields.String()
    on = fields.Date()
    noted_by = fields.String()
    noted_at = fields.AwareDateTime(format="iso")


class OtherPhoneSchema(Schema):
    """One more number: whose it is, and whether a whole house answers it."""

    phone = Phone(required=True, validate=given)
    whose = Text(60, load_default="")
    household = StrictBoolean(load_default=False)


class BeneficiaryFieldsSchema(Schema):
    """What a file holds. `birth_date` null keeps the year alone."""

    family_name = Name()
    given_name = Name()
    birth_year = Whole(1, 9999)
    birth_date = Day(allow_none=True)
    commune = Commune()
    gender = coded(Gender)
    phone = Phone(allow_none=True)
    phone_shared = StrictBoolean()
    other_phones = fields.List(fields.Nested(OtherPhoneSchema), validate=validate.Length(max=MOST_PHONES))
    email = Email(allow_none=True)
    language = coded(Language)
    channel = coded(ContactChannel)
    social_status = coded(SocialStatus)
    rsa = coded(RsaStatus)
    referrer = coded(ReferrerKind, allow_none=True)
    notes = Text(5000, allow_none=True)


class BeneficiaryInSchema(BeneficiaryFieldsSchema):
    """A new person; `birth_year` or `birth_date` is needed."""

    family_name = Name(required=True)
    given_name = Name(required=True)
    birth_year = Whole(1, 9999, allow_none=True)
    commune = Commune(required=True)
    gender = coded(Gender, load_default=Gender.NON_COMMUNIQUE.value)
    language = coded(Language, load_default=Language.FR.value)
    channel = coded(ContactChannel, load_default=ContactChannel.SMS.value)
    social_status = coded(SocialStatus, load_default=SocialStatus.NON_COMMUNIQUE.value)
    rsa = coded(RsaStatus, load_default=RsaStatus.NON_COMMUNIQUE.value)
    consents = fields.List(fields.Nested(ConsentInSchema), load_default=list, validate=validate.Length(max=20))
    distinct_from = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=200))


class BeneficiaryPatchSchema(BeneficiaryFieldsSchema):
    """What may change in a file. Another social status, RSA or commune holds from `situation_since` on (today when it is left out).

    With `situation_corrected` what was noted before was a mistake, and holds as it is now noted since the day that was noted.
    """

    situation_since = Day()
    situation_corrected = StrictBoolean(load_default=False)


class WarningSchema(Schema):
    """Something to know that forbids nothing."""

    code = fields.String()
    message = fields.String()


class BeneficiarySchema(Schema):
    """A file, as helpers and coordinators read it."""

    id = fields.UUID()
    revision = fields.Integer()
    family_name = fields.String()
    given_name = fields.String()
    birth_year = fields.Integer()
    birth_date = fields.Date(allow_none=True)
    commune = fields.String()
    gender = fields.String()
    phone = fields.String(allow_none=True)
    phone_shared = fields.Boolean()
    email = fields.String(allow_none=True)
    language = fields.String()
    channel = fields.String()
    social_status = fields.String()
    rsa = fields.String()
    referrer = fields.String(allow_none=True)
    registered_on = fields.Date()
    situation_since = fields.Date(allow_none=True)


class WholeBeneficiarySchema(BeneficiarySchema):
    """One file with what is kept beside it."""

    merged_into = fields.UUID(allow_none=True, attribute="root_id")
    other_phones = fields.List(fields.Nested(OtherPhoneSchema))
    notes = fields.String()
    consents = fields.List(fields.Nested(ConsentSchema))
    warnings = fields.List(fields.Nested(WarningSchema))


class BeneficiaryListQuery(Schema):
    """`q` is the beginning of names, a year of birth, or digits of a number."""

    q = fields.String(load_default="", validate=validate.Length(max=200))
    commune = fields.String(load_default="", validate=validate.Length(max=5))
    after = fields.UUID(load_default=None)
    limit = limit()


class BeneficiaryListSchema(Schema):
    """A page of people."""

    items = fields.List(fields.Nested(BeneficiarySchema))
    next = fields.UUID(allow_none=True)
