"""Every event that Lakou may say: what goes out comes back, and nothing else gets in."""

import dataclasses
import datetime as dt
import enum
import types
import typing
import uuid
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError, fields

from lakou.contracts import enrollment, envelope, facts, notifications, sessions
from lakou.contracts.base import EVENTS, TELLING, Event, PersonalOutOfPlace, Stream, event, personal
from lakou.contracts.fields import MAX_INTEGER, MAX_ITEMS, MAX_TEXT

MODULES = (enrollment, sessions, notifications, facts)
KINDS: list[type[Event]] = sorted(
    (
        kind
        for module in MODULES
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
    ),
    key=lambda kind: kind.type,
)
every_event = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.type))

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t"), max_size=26)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
MOMENTS = st.datetimes(timezones=OFFSETS).filter(lambda moment: 1 < moment.year < 9999)


def values(hint: Any, most: int) -> st.SearchStrategy[Any]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return st.none() | values(next(argument for argument in arguments if argument is not type(None)), most)
    if origin is tuple:
        return st.lists(values(arguments[0], most), max_size=5).map(tuple)
    if origin is dict:
        return st.dictionaries(TEXT, st.integers(0, MAX_INTEGER), max_size=5)
    if issubclass(hint, enum.Enum):
        return st.sampled_from(list(hint))
    simple: dict[type, st.SearchStrategy[Any]] = {
        str: TEXT.map(lambda text: text[:most]),
        int: st.integers(-MAX_INTEGER, MAX_INTEGER),
        bool: st.booleans(),
        uuid.UUID: st.uuids(),
        dt.date: st.dates(),
        dt.datetime: MOMENTS,
    }
    return simple[hint]


def events(kind: type[Event]) -> st.SearchStrategy[Event]:
    hints = typing.get_type_hints(kind)
    lengths = {field.name: field.metadata.get("max_length", MAX_TEXT) for field in dataclasses.fields(kind)}
    drawn = {name: values(hints[name], length) for name, length in lengths.items()}
    for name, codes in margins(kind):
        drawn[name] = st.dictionaries(st.sampled_from(codes), st.integers(0, MAX_INTEGER), max_size=5)
    return st.builds(kind, **drawn)


def margins(kind: type[Event]) -> list[tuple[str, tuple[str, ...]]]:
    return [(field.name, field.metadata["keys"]) for field in dataclasses.fields(kind) if "keys" in field.metadata]


@every_event
def test_a_fact_counts_by_the_codes_of_a_closed_list_alone(kind: type[Event]) -> None:
    if kind.stream is not Stream.FACT:
        return
    counted = [name for name, hint in typing.get_type_hints(kind).items() if typing.get_origin(hint) is dict]
    assert counted == [name for name, _ in margins(kind)]
    for name in counted:
        with pytest.raises(ValidationError):
            kind.load({**example(kind), name: {"Rosalie Marcin": 1}})


def example(kind: type[Event]) -> dict[str, Any]:
    """A valid payload, the same at each run."""
    simple: dict[type, Any] = {
        str: "x",
        int: 1,
        bool: True,
        uuid.UUID: uuid.UUID(int=7),
        dt.date: dt.date(2026, 11, 22),
        dt.datetime: dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC),
    }

    def plain(hint: Any) -> Any:
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin in (types.UnionType, typing.Union):
            return plain(next(argument for argument in arguments if argument is not type(None)))
        if origin in (tuple, dict):
            return origin()
        return next(iter(hint)) if issubclass(hint, enum.Enum) else simple[hint]

    return kind(**{name: plain(typing.get_type_hints(kind)[name]) for name in declared(kind)}).dump()


def declared(kind: type[Event]) -> list[str]:
    return [field.name for field in dataclasses.fields(kind)]


def texts(kind: type[Event]) -> Iterator[tuple[str, int]]:
    for field in dataclasses.fields(kind):
        if typing.get_type_hints(kind)[field.name] in (str, str | None):
            yield field.name, field.metadata.get("max_length", MAX_TEXT)


def test_every_event_is_known_by_its_type() -> None:
    assert KINDS
    assert [EVENTS[kind.type] for kind in KINDS] == KINDS


@every_event
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_what_is_said_is_what_is_heard(kind: type[Event], data: st.DataObject) -> None:
    said = data.draw(events(kind))
    heard = kind.load(orjson.loads(orjson.dumps(said.dump())))
    assert heard == said


@every_event
def test_an_unknown_field_is_ignored_inside_a_node_and_refused_on_facts(kind: type[Event]) -> None:
    payload = {**example(kind), "added_later": "x"}
    if kind.stream is Stream.FACT:
        with pytest.raises(ValidationError):
            kind.load(payload)
    else:
        assert kind.load(payload) == kind.load(example(kind))
    with pytest.raises(ValidationError):
        kind.schema.load(payload)


@every_event
def test_no_field_may_be_left_out_unless_it_has_a_default(kind: type[Event]) -> None:
    for field in dataclasses.fields(kind):
        payload = example(kind)
        del payload[field.name]
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            with pytest.raises(ValidationError):
                kind.load(payload)
        else:
            assert getattr(kind.load(payload), field.name) == field.default


@every_event
def test_texts_have_no_control_character_and_a_bounded_length(kind: type[Event]) -> None:
    for name, most in texts(kind):
        for bad in ("a\0b", "a\x1b[31m", "x" * (most + 1), 7, ["x"]):
            with pytest.raises(ValidationError):
                kind.load({**example(kind), name: bad})
        kind.load({**example(kind), name: "x" * most})


@every_event
def test_numbers_are_integers_that_every_reader_holds(kind: type[Event]) -> None:
    for name in declared(kind):
        if typing.get_type_hints(kind)[name] in (int, int | None):
            for bad in (MAX_INTEGER + 1, -MAX_INTEGER - 1, 1.5, "1", True):
                with pytest.raises(ValidationError):
                    kind.load({**example(kind), name: bad})


@every_event
def test_times_have_a_zone_and_days_are_days(kind: type[Event]) -> None:
    bad_values = {
        dt.datetime: ("2026-11-22T10:00:00", "2026-11-22", 1763800000, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
        dt.date: ("2026-11-22T00:00:00", "22/11/2026", "2026-02-30", 20261122, ""),
    }
    for name in declared(kind):
        hint = typing.get_type_hints(kind)[name]
        base = next((kept for kept in bad_values if hint in (kept, kept | None)), None)
        for bad in bad_values[base] if base else ():
            with pytest.raises(ValidationError):
                kind.load({**example(kind), name: bad})


@every_event
def test_lists_and_counts_are_bounded(kind: type[Event]) -> None:
    for name, field in kind.schema.fields.items():
        payload = example(kind)
        if isinstance(field, fields.List):
            many: Any = ["x"] * (MAX_ITEMS + 1)
        elif isinstance(field, fields.Dict):
            many = {str(number): 1 for number in range(MAX_ITEMS + 1)}
        else:
            continue
        with pytest.raises(ValidationError):
            kind.load({**payload, name: many})


@every_event
def test_names_and_addresses_are_on_the_identity_stream_alone(kind: type[Event]) -> None:
    marked = [field.name for field in dataclasses.fields(kind) if field.metadata.get("personal")]
    if kind.stream is not Stream.IDENTITY:
        assert marked == []
        assert TELLING.isdisjoint(declared(kind))


@pytest.mark.parametrize("stream", [Stream.LOCAL, Stream.FACT])
def test_a_personal_field_elsewhere_does_not_even_import_and_says_what_to_do(stream: Stream) -> None:
    with pytest.raises(PersonalOutOfPlace, match=r"Put them on an event of Stream\.IDENTITY"):

        @event("enrollment.leak.tried", stream=stream)
        class Marked(Event):
            nickname: str = personal()

    with pytest.raises(PersonalOutOfPlace, match="phone"):

        @event("enrollment.leak.tried", stream=stream)
        class Named(Event):
            phone: str


@every_event
def test_a_fact_names_nobody_by_a_local_id(kind: type[Event]) -> None:
    if kind.stream is Stream.FACT:
        hints = typing.get_type_hints(kind).values()
        assert uuid.UUID not in hints
        assert uuid.UUID | None not in hints
        assert dt.datetime not in hints, "a fact tells a day, not a second"
        assert all(most <= 60 for _, most in texts(kind)), "a fact holds no free text"


@every_event
def test_an_event_says_what_it_is(kind: type[Event]) -> None:
    assert kind.__doc__
    assert not kind.__doc__.startswith(f"{kind.__name__}("), "the docstring is dataclass's own"
    assert kind.type.split(".")[0] == kind.source
    assert kind.type.rsplit(".", 1)[1].startswith("v")


@every_event
def test_the_envelope_around_it_is_valid_and_a_fact_hides_the_second_and_the_trace(kind: type[Event]) -> None:
    event = kind.load(example(kind))
    at = dt.datetime(2026, 11, 22, 10, 11, 12, tzinfo=dt.UTC)
    trace = f"00-{'a' * 32}-{'b' * 16}-01"
    sealed = envelope.envelope(event, event.dump(), node="martinique", sequence=3, epoch=1, at=at, traceparent=trace)
    read = envelope.ENVELOPE.load(orjson.loads(orjson.dumps(sealed)))
    assert read["source"] == f"/martinique/{kind.source}"
    is_fact = kind.stream is Stream.FACT
    assert ("traceparent" in read) is not is_fact
    assert read["time"] == (at.replace(hour=0, minute=0, second=0) if is_fact else at)
