"""The fields of a venue, for the API and the form alike."""

import functools
from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from marshmallow import ValidationError, fields, validate

_PIVOT = validate.Regexp(r"[a-zA-Z0-9]{9,14}\Z", error="Écrivez un SIRET, un SIREN ou un numéro RNA, sans espaces.")
_PHONE = validate.Regexp(r"\+?[0-9 .()-]{6,20}\Z", error="Écrivez un numéro, comme 0596 00 00 00.")


def pivot(**options: Any) -> fields.String:
    """SIRET, SIREN or RNA."""
    return fields.String(validate=_PIVOT, **options)


def phone(**options: Any) -> fields.String:
    """A telephone as it is dialled."""
    return fields.String(validate=_PHONE, **options)


def link(**options: Any) -> fields.URL:
    """An address of the web."""
    return fields.URL(
        schemes={"http", "https"},
        validate=validate.Length(max=200),
        error_messages={"invalid": "Écrivez une adresse complète, comme https://exemple.fr."},
        **options,
    )


def phrases(known: Sequence[str], **options: Any) -> "fields.List[Any]":
    """Several phrases of a closed list of the standard."""
    one = fields.String(validate=validate.OneOf(known, error="Choisissez dans la liste du standard national."))
    return fields.List(one, validate=validate.Length(max=len(known)), **options)


def zone(**options: Any) -> fields.String:
    """An IANA zone."""
    return fields.String(validate=[validate.Length(max=40), _a_zone], **options)


def osm_hours(**options: Any) -> fields.String:
    """Opening hours in the format of OpenStreetMap, which the map of places reads."""
    return fields.String(validate=[validate.Length(max=200), _opening_hours], **options)


def _opening_hours(text: str) -> None:
    import opening_hours  # here, so that starting a node does not wait for it

    if not opening_hours.validate(text):
        raise ValidationError("Écrivez les horaires comme sur les cartes : Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00.")


def _a_zone(text: str) -> None:
    if text not in _zones():
        raise ValidationError("Ce fuseau n’existe pas. Exemple : America/Cayenne.")


@functools.cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
