"""Declare an event once; its strict marshmallow schema is derived from its fields.

Three streams, never mixed: `local` carries ids, codes and dates inside a node; `identity` carries names and addresses and is bound
by sessions and notifications alone (and by enrollment, for what they hold of one person, when she asks for it); `fact` is
pseudonymous and the only one that leaves the node.
"""

import dataclasses
import enum
import typing
from collections.abc import Callable
from typing import Any, ClassVar, Self, TypeVar

from marshmallow import EXCLUDE, RAISE, Schema

from lakou.contracts.fields import field_for

ABOUT = "beneficiary_id"


class Stream(enum.StrEnum):
    """Where an event may travel."""

    LOCAL = "local"
    IDENTITY = "identity"
    FACT = "fact"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened. Named in the past tense; never changed once recorded."""

    source: ClassVar[str]
    type: ClassVar[str]
    stream: ClassVar[Stream]
    schema: ClassVar[Schema]
    tolerant: ClassVar[Schema]
    any_order: ClassVar[bool]
    """Facts of which the highest version wins say the same in whatever order they come."""

    @property
    def about(self) -> str | None:
        """The local id of the person that the event is about, by which its row is found again to be blanked."""
        return str(found) if (found := getattr(self, ABOUT, None)) else None

    def dump(self) -> dict[str, Any]:
        """The payload as JSON types, checked against the strict schema: what is emitted is always valid."""
        data = typing.cast("dict[str, Any]", self.schema.dump(self))
        self.schema.load(data)
        return data

    @classmethod
    def load(cls, data: Any) -> Self:
        """Read a received payload. Unknown fields are ignored on `local` and `identity`, refused on `fact`.

        Raises marshmallow.ValidationError.
        """
        schema = cls.schema if cls.stream is Stream.FACT else cls.tolerant
        return cls(**schema.load(data))


def bounded(maximum: int, *, default: Any = dataclasses.MISSING) -> Any:
    """A text field with its own maximum length (the general one is 200 characters)."""
    return dataclasses.field(default=default, metadata={"max_length": maximum})


def margin(codes: type[enum.StrEnum]) -> Any:
    """Counts by code: the keys are the codes of one closed list, so that no free text can travel as a key."""
    return dataclasses.field(metadata={"keys": tuple(code.value for code in codes)})


def personal(*, default: Any = dataclasses.MISSING, maximum: int | None = None) -> Any:
    """Mark a field as personal data: allowed on the `identity` stream alone, masked wherever it is shown."""
    length = {"max_length": maximum} if maximum else {}
    return dataclasses.field(default=default, metadata={"personal": True, **length})


TELLING = frozenset(
    "family_name given_name first_name last_name full_name surname nickname usual_name phone mobile email mail address street nir "
    "note notes comment comments remark remarks".split()
)
"""Field names that say of themselves that they are personal."""


class PersonalOutOfPlace(TypeError):
    """Raised when a class is declared with personal data on a stream that must not carry it."""

    def __init__(self, where: str, fields: list[str]) -> None:
        super().__init__(
            f"{where} would carry personal data on a stream that must not: {', '.join(fields)}. "
            "Put them on an event of Stream.IDENTITY, or leave them out; reporting and the hub never see a name."
        )


E = TypeVar("E", bound=Event)

EVENTS: dict[str, type[Event]] = {}


@typing.dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(dataclasses.field, bounded, margin, personal)
)
def event(name: str, *, stream: Stream, version: int = 1) -> Callable[[type[E]], type[E]]:
    """Register a class as the event `name` (`<service>.<entity>.<verb>`) of a stream."""

    def register(cls: type[E]) -> type[E]:
        cls = dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        cls.source, cls.type, cls.stream = name.split(".")[0], f"{name}.v{version}", stream
        cls.any_order = stream is Stream.FACT and any(each.name == "version" for each in dataclasses.fields(cls))
        _refuse_personal_data(cls)
        hints = typing.get_type_hints(cls)
        declared = {f.name: field_for(hints[f.name], f) for f in dataclasses.fields(cls)}
        schema_class = Schema.from_dict(dict(declared), name=f"{cls.__name__}Schema")
        cls.schema, cls.tolerant = schema_class(unknown=RAISE), schema_class(unknown=EXCLUDE)
        if cls.type in EVENTS:
            raise ValueError(f"{cls.type} is declared twice")
        EVENTS[cls.type] = cls
        return cls

    return register


def _refuse_personal_data(cls: type[Event]) -> None:
    marked = [each.name for each in dataclasses.fields(cls) if each.metadata.get("personal") or each.name in TELLING]
    if marked and cls.stream is not Stream.IDENTITY:
        raise PersonalOutOfPlace(cls.type, marked)
