"""From a type annotation to a strict marshmallow field: no NUL, no naive time, bounded lengths and numbers."""

import dataclasses
import datetime as dt
import enum
import re
import types
import typing
import uuid
from collections.abc import Callable
from typing import Any

from marshmallow import ValidationError, fields, validate

MAX_TEXT = 200
MAX_ITEMS = 100
MAX_INTEGER = 2**53 - 1  # what every JSON reader holds exactly
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")  # all but tab and line feed


def printable(value: str) -> None:
    """Refuse NUL and other control characters: PostgreSQL refuses the first, logs and CSV suffer from the rest."""
    if _CONTROL.search(value):
        raise ValidationError("Control characters are not allowed.")


class Moment(fields.AwareDateTime):
    """A moment with its offset, as RFC 3339 writes it. The first and the last day of the calendar have no time in UTC everywhere:
    refused, as leap seconds are, which Python does not know.
    """

    _FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dt.datetime:
        if not isinstance(value, str) or not self._FORM.fullmatch(value):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        found = super()._deserialize(value, attr, data, **kwargs)
        try:
            found.astimezone(dt.UTC)
        except OverflowError as error:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from error
        return found


class StrictDate(fields.Date):
    """A calendar day, given as YYYY-MM-DD and nothing else."""

    _FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dt.date:
        if not isinstance(value, str) or not self._FORM.fullmatch(value):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return super()._deserialize(value, attr, data, **kwargs)


class StrictUUID(fields.UUID):
    """A UUID in its usual form, with its hyphens and nothing around it."""

    _FORM = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> uuid.UUID:
        if not isinstance(value, str) or not self._FORM.fullmatch(value):
            raise self.make_error("invalid_uuid")
        return super()._deserialize(value, attr, data, **kwargs)


def field_for(hint: Any, declared: "dataclasses.Field[Any]") -> "fields.Field[Any]":
    """The field of one dataclass attribute; optional when it has a default."""
    required = declared.default is dataclasses.MISSING and declared.default_factory is dataclasses.MISSING
    options: dict[str, Any] = {"required": required, "metadata": dict(declared.metadata)}
    if not required:
        options["load_default"] = declared.default if declared.default is not dataclasses.MISSING else declared.default_factory
    if typing.get_origin(hint) is dict:
        return _counts(declared.metadata.get("keys"), options)
    return _build(hint, declared.metadata.get("max_length", MAX_TEXT), options)


def _counts(codes: tuple[str, ...] | None, options: dict[str, Any]) -> "fields.Field[Any]":
    known: list[Callable[[Any], Any]] = [validate.Length(max=MAX_TEXT), printable]
    if codes is not None:
        known = [validate.OneOf(codes)]
    counts = fields.Integer(strict=True, validate=validate.Range(min=0, max=MAX_INTEGER))
    return fields.Dict(keys=fields.String(validate=known), values=counts, validate=validate.Length(max=MAX_ITEMS), **options)


def _build(hint: Any, max_length: int, options: dict[str, Any]) -> "fields.Field[Any]":
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        inner = next(argument for argument in arguments if argument is not type(None))
        return _build(inner, max_length, {**options, "allow_none": True})
    if origin is typing.Literal:
        return fields.String(validate=validate.OneOf(arguments), **options)
    if origin is tuple:
        return TupleOf(_build(arguments[0], max_length, {}), validate=validate.Length(max=MAX_ITEMS), **options)
    return _scalar(hint, max_length, options)


def _scalar(hint: Any, max_length: int, options: dict[str, Any]) -> "fields.Field[Any]":
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return fields.Enum(hint, by_value=fields.String(), **options)
    if hint is str:
        return fields.String(validate=[validate.Length(max=max_length), printable], **options)
    if hint is int:
        return fields.Integer(strict=True, validate=validate.Range(min=-MAX_INTEGER, max=MAX_INTEGER), **options)
    if hint is bool:
        return StrictBoolean(**options)
    if hint is dt.datetime:
        return Moment(format="iso", **options)
    if hint is dt.date:
        return StrictDate(**options)
    if hint is uuid.UUID:
        return StrictUUID(**options)
    raise TypeError(f"no strict field for {hint!r}: add one in lakou/contracts/fields.py")


class StrictBoolean(fields.Boolean):
    """JSON true or false: marshmallow's own field also takes "yes" and 1."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class TupleOf(fields.List[Any]):
    """A list on the wire, a tuple in the frozen event."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **kwargs))
