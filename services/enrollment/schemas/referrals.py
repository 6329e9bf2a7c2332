"""Referrals, through the API: in both directions for the team, its own for a partner."""

from marshmallow import Schema, fields, validate

from lakou.contracts.fields import StrictBoolean
from lakou.contracts.vocabulary import (
    Gender,
    Language,
    ReferralDirection,
    ReferralState,
    ReferrerKind,
    RefusalReason,
    RsaStatus,
    SocialStatus,
)
from services.enrollment.schemas.fields import Commune, Day, Email, Name, Phone, Text, Whole, coded
from services.enrollment.schemas.programs import PageQuery


class ReferrerSchema(Schema):
    """Who sends, or to whom we send: a line of the directory, or a kind alone. A partner's own sign-in says it already."""

    kind = coded(ReferrerKind, load_default=None, allow_none=True)
    organization_id = fields.UUID(load_default=None, allow_none=True)


class SentPersonSchema(Schema):
    """The person, as the partner knows her; `birth_year` or `birth_date` is needed."""

    family_name = Name(required=True)
    given_name = Name(required=True)
    birth_year = Whole(1, 9999, load_default=None, allow_none=True)
    birth_date = Day(load_default=None, allow_none=True)
    commune = Commune(required=True)
    gender = coded(Gender, load_default=Gender.NON_COMMUNIQUE.value)
    phone = Phone(load_default=None, allow_none=True)
    email = Email(load_default=None, allow_none=True)
    language = coded(Language, load_default=Language.FR.value)
    social_status = coded(SocialStatus, load_default=SocialStatus.NON_COMMUNIQUE.value)
    rsa = coded(RsaStatus, load_default=RsaStatus.NON_COMMUNIQUE.value)


class ReferralInSchema(Schema):
    """Somebody sent: `person` is described, or, for the team alone, has a file (`beneficiary_id`). `out` is for the team too."""

    direction = coded(ReferralDirection, load_default=ReferralDirection.IN.value)
    referrer = fields.Nested(ReferrerSchema, required=True)
    person = fields.Nested(SentPersonSchema, load_default=None, allow_none=True)
    beneficiary_id = fields.UUID(load_default=None, allow_none=True)
    program_id = fields.UUID(load_default=None, allow_none=True)
    message = Text(1000, load_default="")
    on = Day(load_default=None, allow_none=True)


class ReferralMoveSchema(Schema):
    """An answer. `sharing`: whether she lets the partner be told; `beneficiary_id` or `distinct_from`: whether she has a file."""

    to = coded(ReferralState, required=True)
    reason = coded(RefusalReason, load_default=None, allow_none=True)
    remark = Text(500, load_default="")
    sharing = StrictBoolean(load_default=None, allow_none=True)
    beneficiary_id = fields.UUID(load_default=None, allow_none=True)
    program_id = fields.UUID(load_default=None, allow_none=True)
    distinct_from = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=200))
    on = Day(load_default=None, allow_none=True)


class ShownPersonSchema(Schema):
    """Who was sent, as far as it is still kept."""

    family_name = fields.String()
    given_name = fields.String()
    birth_year = fields.Integer()
    birth_date = fields.String(allow_none=True)
    commune = fields.String()
    gender = fields.String()
    phone = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    language = fields.String()
    social_status = fields.String()
    rsa = fields.String()


class ShownReferrerSchema(Schema):
    """A partner."""

    kind = fields.String()
    organization_id = fields.UUID(allow_none=True)


class OutcomeSchema(Schema):
    """What followed: the program and where she stands in it."""

    program = fields.String(allow_none=True)
    stage = fields.String(allow_none=True)
    on = fields.Date(allow_none=True)


class ReferralSchema(Schema):
    """A referral. A partner finds `shared` and, when she agreed to that, the state and `outcome`; the team finds the rest."""

    id = fields.UUID()
    revision = fields.Integer()
    direction = fields.String()
    referrer = fields.Nested(ShownReferrerSchema)
    person = fields.Nested(ShownPersonSchema)
    beneficiary_id = fields.UUID(allow_none=True)
    program_id = fields.UUID(allow_none=True)
    message = fields.String(allow_none=True)
    state = fields.String()
    on = fields.Date()
    state_on = fields.Date()
    due_on = fields.Date(allow_none=True)
    late = fields.Boolean()
    reason = fields.String(allow_none=True)
    remark = fields.String(allow_none=True)
    sharing = fields.Boolean(allow_none=True)
    done_on = fields.Date(allow_none=True)
    allowed = fields.List(fields.String())
    shared = fields.Boolean()
    outcome = fields.Nested(OutcomeSchema, allow_none=True)


class ReferralListQuery(PageQuery):
    """By direction and state; `late` only those past their limit. A partner has its own whatever it asks."""

    direction = coded(ReferralDirection, load_default=None)
    state = coded(ReferralState, load_default=None)
    late = fields.Boolean(load_default=False)
    beneficiary_id = fields.UUID(load_default=None)


class ReferralListSchema(Schema):
    """A page; for the team the most pressing first."""

    items = fields.List(fields.Nested(ReferralSchema))
    next = fields.UUID(allow_none=True)


class ChoiceSchema(Schema):
    """One choice of a form."""

    value = fields.String()
    label = fields.String()


class OpenProgramSchema(Schema):
    """A program that takes people."""

    id = fields.UUID()
    name = fields.String()
    eligibility = fields.String(allow_none=True)


class OptionsSchema(Schema):
    """What a partner may choose from, and how long an answer takes at most, in days."""

    programs = fields.List(fields.Nested(OpenProgramSchema))
    referrer_kinds = fields.List(fields.Nested(ChoiceSchema))
    genders = fields.List(fields.Nested(ChoiceSchema))
    languages = fields.List(fields.Nested(ChoiceSchema))
    social_statuses = fields.List(fields.Nested(ChoiceSchema))
    rsa = fields.List(fields.Nested(ChoiceSchema))
    contacted_within_days = fields.Integer()
    purpose = fields.String(allow_none=True)
