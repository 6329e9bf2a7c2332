"""Fields that people fill in."""

from typing import Any

from marshmallow import ValidationError, fields, validate

from lakou.contracts import territories
from lakou.contracts.fields import MAX_INTEGER, StrictDate, printable
from lakou.contracts.labels import Vocabulary
from lakou.contracts.vocabulary import is_purpose
from services.enrollment.sheets.answers import read_email
from services.enrollment.sheets.names import normalise
from services.enrollment.sheets.phones import read_phone

MAX_LIMIT = 200


class Text(fields.String):
    """Text on one line or several, without control characters, spaces around it taken off."""

    def __init__(self, maximum: int, minimum: int = 0, **options: Any) -> None:
        super().__init__(validate=[validate.Length(min=minimum or None, max=maximum), printable], **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        said = super()._deserialize(value, attr, data, **kwargs)
        return said.strip() if isinstance(said, str) else said


class Name(Text):
    """A person's name: it has at least a letter or a digit."""

    def __init__(self, **options: Any) -> None:
        super().__init__(100, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        name = super()._deserialize(value, attr, data, **kwargs)
        if not normalise(name):
            raise ValidationError("Écrivez le nom, avec au moins une lettre.")
        return " ".join(name.split())


class Phone(fields.String):
    """Any usual way of writing a number; kept as E.164, null when there is none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        phone = read_phone(super()._deserialize(value, attr, data, **kwargs)[:100])
        if phone.problem:
            raise ValidationError(phone.problem)
        return phone.e164


class Email(fields.String):
    """An address, in lower case; null when there is none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            return read_email(super()._deserialize(value, attr, data, **kwargs).strip())
        except ValueError as error:
            raise ValidationError(str(error)) from error


class Commune(fields.String):
    """An INSEE code, old ones brought up to date; residents may live anywhere in France."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        code = super()._deserialize(value, attr, data, **kwargs).strip().upper()
        known = territories.commune(code)
        if known is None and not territories.is_insee_outside(code):
            raise ValidationError("Cette commune n’est pas connue : donnez son code INSEE, comme 97209 pour Fort-de-France.")
        return known.insee if known else code


class Whole(fields.Integer):
    """A whole number and nothing else: neither text, nor true, nor 1.0."""

    def __init__(self, minimum: int, maximum: int = MAX_INTEGER, **options: Any) -> None:
        super().__init__(strict=True, validate=validate.Range(min=minimum, max=maximum), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class Day(StrictDate):
    """YYYY-MM-DD."""


def coded(vocabulary: type[Vocabulary], **options: Any) -> fields.String:
    """One of the codes of a list."""
    return fields.String(validate=validate.OneOf([each.value for each in vocabulary]), **options)


def purpose(value: str) -> None:
    """Refuse what nobody may consent to."""
    if not is_purpose(value):
        raise ValidationError("Choisissez parmi : follow_up, statistics, messages, ou sharing: suivi du code d’un partenaire.")


def given(value: object) -> None:
    """Refuse what turns out to be nothing."""
    if value is None:
        raise ValidationError("Écrivez le numéro, ou enlevez cette ligne.")


def limit(default: int = 50) -> fields.Integer:
    """How many items a page has."""
    return fields.Integer(load_default=default, validate=validate.Range(min=1, max=MAX_LIMIT))
