"""The JSON Schema (2020-12) of an event's payload, from the same fields as its marshmallow schema."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from lakou.contracts.base import Event, Stream
from lakou.contracts.fields import MAX_ITEMS, Moment, StrictDate

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NO_CONTROL = r"^[^\u0000-\u0008\u000b-\u001f]*$"
Json = dict[str, Any]


def schema_of(kind: type[Event]) -> Json:
    """What a payload must be when it is emitted."""
    declared: Mapping[str, fields.Field[Any]] = kind.schema.fields
    return {
        "$schema": DIALECT,
        "$id": f"urn:lakou:schema:{kind.type}",
        "title": kind.__name__,
        "description": " ".join((kind.__doc__ or "").split()),
        "type": "object",
        "properties": {name: _field(field) for name, field in declared.items()},
        "required": [name for name, field in declared.items() if field.required],
        "additionalProperties": kind.stream is not Stream.FACT,
        "x-stream": kind.stream.value,
    }


def _field(field: "fields.Field[Any]") -> Json:
    found = _value(field)
    if field.metadata.get("personal"):
        found["x-personal"] = True
    if field.allow_none:
        return {"anyOf": [found, {"type": "null"}]}
    return found


def _value(field: "fields.Field[Any]") -> Json:
    if isinstance(field, fields.Enum):
        return {"type": "string", "enum": [member.value for member in field.enum]}
    if isinstance(field, fields.List):
        return {"type": "array", "items": _field(field.inner), "maxItems": MAX_ITEMS}
    if isinstance(field, fields.Dict):
        keys = _value(field.key_field) if field.key_field else {}
        values = _value(field.value_field) if field.value_field else {}
        return {"type": "object", "propertyNames": keys, "additionalProperties": values, "maxProperties": MAX_ITEMS}
    return _scalar(field)


def _scalar(field: "fields.Field[Any]") -> Json:
    if isinstance(field, fields.Boolean):
        return {"type": "boolean"}
    if isinstance(field, fields.Integer):
        limits = next(each for each in field.validators if isinstance(each, validate.Range))
        return {"type": "integer", "minimum": limits.min, "maximum": limits.max}
    if isinstance(field, Moment):
        return {"type": "string", "format": "date-time"}
    if isinstance(field, StrictDate):
        return {"type": "string", "format": "date"}
    if isinstance(field, fields.UUID):
        return {"type": "string", "format": "uuid"}
    return _text(field)


def _text(field: "fields.Field[Any]") -> Json:
    found: Json = {"type": "string"}
    for each in field.validators:
        if isinstance(each, validate.OneOf):
            return {"type": "string", "enum": list(each.choices)}
        if isinstance(each, validate.Length):
            found["maxLength"] = each.max
    return {**found, "pattern": NO_CONTROL}


def narrowings(old: Json, new: Json, where: str = "payload") -> list[str]:
    """What a reader or an emitter of `old` would stumble over in `new`; nothing when the change only adds."""
    found = [
        f"{where}: {key} was {old[key]}, is {new.get(key)}"
        for key in ("type", "format", "pattern")
        if old.get(key, 0) != new.get(key, 0)
    ]
    gone = [code for code in old.get("enum", []) if code not in new.get("enum", [])]
    found += [f"{where}: the code {code} is gone" for code in gone]
    for key, smaller in (("maxLength", -1), ("maximum", -1), ("maxItems", -1), ("maxProperties", -1), ("minimum", 1)):
        if key in new and (key not in old or smaller * new[key] > smaller * old[key]):
            found.append(f"{where}: {key} is narrower")
    found += [f"{where}.{name}: required now" for name in new.get("required", []) if name not in old.get("required", [])]
    for name, before in old.get("properties", {}).items():
        after = new.get("properties", {}).get(name)
        found += narrowings(before, after, f"{where}.{name}") if after is not None else [f"{where}.{name}: removed or renamed"]
    if isinstance(old.get("items"), dict):
        found += narrowings(old["items"], new.get("items", {}), f"{where}[]")
    if "anyOf" in old:
        found += narrowings(old["anyOf"][0], new["anyOf"][0], where) if "anyOf" in new else [f"{where}: may not be empty any more"]
    elif "anyOf" in new:
        found += [f"{where}: may be empty now, which old readers do not expect"]
    return found
