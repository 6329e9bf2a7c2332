"""The fields that several schemas share."""

import datetime as dt
import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from lakou.contracts import territories
from lakou.contracts.fields import StrictDate
from lakou.contracts.vocabulary import Theme

DAY = "%Y-%m-%d"
TERRITORY_CODES = [each.code for each in territories.TERRITORIES]
_TERRITORY = validate.OneOf(TERRITORY_CODES)
_POSTAL_CODE = validate.Regexp(r"\d{5}\Z", error="Écrivez cinq chiffres, comme 97232.")
_INSEE = validate.Regexp(r"[0-9][0-9AB][0-9]{3}\Z", error="Écrivez un code INSEE, comme 97213.")


def _readable(value: str) -> None:
    if any(ord(character) < 32 for character in value):
        raise ValidationError("Retirez les caractères invisibles.")
    if not value.strip():
        raise ValidationError("Répondez à cette question.")


def _readable_lines(value: str) -> None:
    _readable(value.replace("\r\n", " ").replace("\n", " "))


def text(maximum: int, **options: Any) -> fields.String:
    """One line of readable text."""
    return fields.String(validate=[validate.Length(max=maximum), _readable], **options)


def prose(maximum: int, **options: Any) -> fields.String:
    """Several lines of readable text."""
    return fields.String(validate=[validate.Length(max=maximum), _readable_lines], **options)


def whole(minimum: int, maximum: int, *, strict: bool = True, **options: Any) -> fields.Integer:
    """A whole number in a range; `strict` refuses "12" and 12.0 from programs."""
    return fields.Integer(strict=strict, validate=validate.Range(min=minimum, max=maximum), **options)


def insee(**options: Any) -> fields.String:
    """The INSEE code of a commune."""
    return fields.String(validate=_INSEE, **options)


def postal_code(**options: Any) -> fields.String:
    """Five digits."""
    return fields.String(validate=_POSTAL_CODE, **options)


def territory(**options: Any) -> fields.String:
    """One of the four."""
    return fields.String(validate=_TERRITORY, **options)


def themes(**options: Any) -> "fields.List[Any]":
    """One national theme or more."""
    few = validate.Length(min=1, max=len(Theme), error="Choisissez au moins un thème.")
    return fields.List(fields.Enum(Theme, by_value=True), validate=few, **options)


def moment(**options: Any) -> fields.AwareDateTime:
    """A moment with its offset, of our century."""
    return fields.AwareDateTime(format="iso", validate=_of_our_time, **options)


def _of_our_time(value: dt.datetime) -> None:
    if not 2020 <= value.year <= 2100:
        raise ValidationError("Cette date est trop loin. Vérifiez l’année.")


class DayOrMoment(fields.Field[Any]):
    """A calendar day (a `date`), or a moment with its offset (an aware `datetime`)."""

    _DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dt.date | dt.datetime:
        given = str(value).replace(" ", "+")  # a plus that nobody escaped
        if self._DAY.match(given):
            return StrictDate().deserialize(given)
        found: dt.datetime = fields.AwareDateTime(format="iso").deserialize(given)
        return found


class PageQuery(Schema):
    """Which page of a list. `after` is the `next` of the page before."""

    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
    after = fields.UUID(load_default=None)
