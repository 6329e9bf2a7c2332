"""What is published is what the code does, and what was ever emitted stays readable."""

import copy
from typing import Any

import jsonschema_rs
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from marshmallow import ValidationError

from lakou.contracts.base import EVENTS, Event
from lakou.contracts.json_schema import Json, narrowings, schema_of
from lakou.node import published

published.load_all()
CURRENT = "run make contracts, and commit what it wrote"
every_event = pytest.mark.parametrize("kind", [EVENTS[name] for name in sorted(EVENTS)], ids=lambda kind: kind.type)


def recorded(kind: type[Event]) -> Json:
    path = published.golden(kind)
    assert path.exists(), f"{kind.type} has no golden record: {CURRENT}"
    found: Json = orjson.loads(path.read_bytes())
    return found


@every_event
def test_what_was_ever_emitted_is_still_read(kind: type[Event]) -> None:
    sample = recorded(kind)["sample"]
    assert kind.load(sample).dump() == sample | {
        name: value for name, value in kind.load(sample).dump().items() if name not in sample
    }


@every_event
def test_an_event_is_only_ever_widened(kind: type[Event]) -> None:
    record = recorded(kind)
    assert published.refusal(kind, record) is None, published.refusal(kind, record)
    assert record["schema"] == schema_of(kind), CURRENT


def test_no_version_that_was_emitted_is_forgotten() -> None:
    gone = sorted({path.stem for path in published.GOLDEN.glob("*.json")} - set(EVENTS))
    assert not gone, f"{gone}: keep the classes, nodes still hold such events. Publish both versions for one release."


def test_the_documents_are_current() -> None:
    stale = [str(path) for path, content in published.documents().items() if not path.exists() or path.read_bytes() != content]
    assert not stale, f"{stale}: {CURRENT}"
    assert {path.name for path in (published.DOCS / "schemas").iterdir()} == {f"{name}.json" for name in EVENTS}, CURRENT


@every_event
def test_a_published_schema_is_valid_and_so_is_its_sample(kind: type[Event]) -> None:
    schema = schema_of(kind)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(recorded(kind)["sample"])


FRACTIONS = st.floats(allow_nan=False, allow_infinity=False).filter(
    lambda number: not number.is_integer()
)  # 7.0 is 7 in JSON Schema
EDGES = st.sampled_from([2**53, -(2**53), "\x00", "a" * 201, "caf", "present"])
LISTS = st.lists(st.text(max_size=5), max_size=3)
COUNTS = st.dictionaries(st.text(max_size=5), st.integers(), max_size=3)
DAYS = ["2026-02-30", "2026-1-1", "20261122", "2026-W01-1", "2026-11-22 ", "２０２６-11-22", "2024-02-29"]
HOURS = ["13:30:00", "13:30", "24:00:00", "13:30:00.5", "13:30:00.1234567", "13:30:00,5", "13:30:00."]
ZONES = ["", "Z", "+00:00", "+0000", "+00", "-04:00", "+25:00", "+04:00:30"]
MOMENTS = st.builds(
    "{}{}{}{}".format, st.sampled_from(["2026-11-22", *DAYS]), st.sampled_from("T "), st.sampled_from(HOURS), st.sampled_from(ZONES)
)
UUIDS = st.builds(str.format, st.sampled_from(["{}", "{{{}}}", "urn:uuid:{}", " {}"]), st.uuids()) | st.uuids().map(
    lambda each: each.hex
)
ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    FRACTIONS,
    st.text(max_size=300),
    LISTS,
    COUNTS,
    EDGES,
    st.sampled_from(DAYS),
    MOMENTS,
    UUIDS,
)


@every_event
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_compiled_schema_and_the_code_accept_the_same(kind: type[Event], data: st.DataObject) -> None:
    payload = dict(recorded(kind)["sample"])
    name = data.draw(st.sampled_from(sorted(payload)))
    value = payload[name] = data.draw(ANYTHING)
    by_schema = compiled(kind).is_valid(payload)
    try:
        kind.schema.load(payload)
    except ValidationError:
        assert not by_schema, f"{name}={value!r} passes the published schema alone"
    else:
        assert by_schema, f"{name}={value!r} passes the code alone"


def compiled(kind: type[Event]) -> Any:
    return jsonschema_rs.Draft202012Validator(schema_of(kind), validate_formats=True)


@pytest.mark.parametrize(
    "value", ["2016-12-31T23:59:60Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-11-22t13:30:00z"]
)
def test_moments_that_python_cannot_hold_are_refused_by_the_code_alone(value: str) -> None:
    kind = EVENTS["sessions.seat.changed.v1"]
    payload = recorded(kind)["sample"] | {"changed_at": value}
    assert compiled(kind).is_valid(payload)
    with pytest.raises(ValidationError):
        kind.load(payload)


def change(schema: Json, **changes: Any) -> Json:
    changed = copy.deepcopy(schema)
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = changed
        for parent in parents:
            place = place[parent]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return changed


OLD: Json = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 50},
        "code": {"type": "string", "enum": ["a", "b"]},
        "many": {"type": "array", "items": {"type": "integer"}},
    },
    "required": ["name"],
}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"properties__name": None}, "removed or renamed"),
        ({"properties__name__maxLength": 20}, "maxLength is narrower"),
        ({"properties__name__type": "integer"}, "type was string"),
        ({"properties__name": {"anyOf": [{"type": "string", "maxLength": 50}, {"type": "null"}]}}, "type was string"),
        ({"properties__code__enum": ["a"]}, "the code b is gone"),
        ({"properties__many__items__type": "string"}, "type was integer"),
        ({"required": ["name", "code"]}, "required now"),
    ],
)
def test_a_change_that_breaks_readers_is_named(changes: dict[str, Any], said: str) -> None:
    assert said in "\n".join(narrowings(OLD, change(OLD, **changes)))


def test_a_change_that_only_adds_is_free() -> None:
    added = change(OLD, properties__new={"type": "string"}, properties__code__enum=["a", "b", "c"], properties__name__maxLength=80)
    assert narrowings(OLD, added) == []


def test_the_refusal_says_what_to_do() -> None:
    kind = EVENTS["sessions.seat.changed.v1"]
    record = recorded(kind)
    record["schema"]["properties"]["color"] = {"type": "string"}
    said = published.refusal(kind, record) or ""
    assert "color: removed or renamed" in said
    assert "version=2" in said
