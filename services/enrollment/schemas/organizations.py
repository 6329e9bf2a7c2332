"""The directory of partners and structures, through the API."""

import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from lakou.contracts.fields import StrictBoolean
from lakou.contracts.vocabulary import OrganizationKind
from services.enrollment.schemas.fields import Commune, Email, Phone, Text, coded
from services.enrollment.schemas.programs import PageQuery

_RNA = re.compile(r"W\d{9}|W9[A-Z]\d{7}", re.ASCII)


class Siret(fields.String):
    """The fourteen digits of an establishment, spaces allowed, with its check digit; null when there is none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        said = super()._deserialize(value, attr, data, **kwargs)[:40].strip()
        if not said:
            return None
        from stdnum.exceptions import ValidationError as NotANumber
        from stdnum.fr import siret

        try:
            return str(siret.validate(said))
        except NotANumber as error:
            raise ValidationError("Ce SIRET n’est pas bon : recopiez ses quatorze chiffres.") from error


class Rna(fields.String):
    """The number of an association in the national register: W and nine digits, a letter of the territory overseas."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        said = re.sub(r"[\s.\-]", "", super()._deserialize(value, attr, data, **kwargs)[:40]).upper()
        if not said:
            return None
        if not _RNA.fullmatch(said):
            raise ValidationError("Ce numéro RNA n’est pas bon : W et neuf chiffres, comme W9M1001234 en Martinique.")
        return said


class OrganizationPatchSchema(Schema):
    """What may change; the code stays, since consents and sign-ins name it."""

    name = Text(150, minimum=1)
    kind = coded(OrganizationKind)
    siret = Siret(allow_none=True)
    rna = Rna(allow_none=True)
    commune = Commune(allow_none=True)
    email = Email(allow_none=True)
    phone = Phone(allow_none=True)
    active = StrictBoolean()


class OrganizationInSchema(OrganizationPatchSchema):
    """A new line; without `code`, one is made from its kind or its name."""

    name = Text(150, minimum=1, required=True)
    kind = coded(OrganizationKind, required=True)
    code = fields.String(
        load_default=None,
        allow_none=True,
        validate=[
            validate.Length(max=60),
            validate.Regexp(
                r"[a-z0-9]+([-_][a-z0-9]+)*\Z", error="Écrivez le code en minuscules, sans accent, avec des tirets : ccas-de-ducos."
            ),
        ],
    )


class OrganizationSchema(Schema):
    """A line of the directory. `purpose` is what a person agrees to for it to be told about her."""

    id = fields.UUID()
    revision = fields.Integer()
    code = fields.String()
    name = fields.String()
    kind = fields.String()
    siret = fields.String(allow_none=True)
    rna = fields.String(allow_none=True)
    commune = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    active = fields.Boolean()
    purpose = fields.String()


class OrganizationListQuery(PageQuery):
    """`q`: the beginning of a name; `kind`."""

    q = fields.String(load_default="", validate=validate.Length(max=100))
    kind = coded(OrganizationKind, load_default=None)


class OrganizationListSchema(Schema):
    """A page of the directory."""

    items = fields.List(fields.Nested(OrganizationSchema))
    next = fields.UUID(allow_none=True)
