"""A form as it is shown: what was typed or is known, and what is to be corrected."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call

Errors = Sequence[tuple[str | None, str]]


@dataclasses.dataclass(frozen=True)
class Filled:
    """`values` by field, each a list; `errors` by field ("" for the whole form); `labels` name the fields for people."""

    labels: Mapping[str, str]
    values: Mapping[str, Sequence[str]] = dataclasses.field(default_factory=dict)
    errors: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, labels: Mapping[str, str], **known: Any) -> "Filled":
        """From what is known: None is an empty box."""
        return cls(labels, {name: _listed(value) for name, value in known.items()})

    @classmethod
    def again(cls, labels: Mapping[str, str], call: Call, problem: InvalidInput) -> "Filled":
        """What was typed, with what to correct."""
        errors: dict[str, str] = {}
        for field, sentence in problem.errors.items() or [("", problem.sentence)]:
            name = field.split(".")[0]
            errors.setdefault(name if name in labels else "", sentence)
        return cls(labels, dict(call.request.form.lists()), errors)

    def text(self, name: str) -> str:
        """The one value of a field."""
        return (self.values.get(name) or [""])[-1]

    def many(self, name: str) -> Sequence[str]:
        """Every value of a field."""
        return self.values.get(name, ())

    def error(self, name: str) -> str | None:
        """What to correct in a field."""
        return self.errors.get(name)

    @property
    def summary(self) -> Errors:
        """The list on top of the page, each line leading to its field."""
        return [(name or None, f"{self.labels[name]} : {text}" if name else text) for name, text in self.errors.items()]


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, (list, tuple)) else [str(value)]
