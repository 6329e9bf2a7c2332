"""One line of an indicator of outcome: where, when, about whom as codes, and what came out."""

import dataclasses
import datetime as dt
from typing import Any


@dataclasses.dataclass(frozen=True)
class Line:
    """`said` holds what the indicator is about; the rest is what one may break it down by."""

    node: str
    territory: str
    program: str
    day: dt.date
    gender: str
    age: str
    social_status: str
    rsa: str
    commune: str | None
    said: dict[str, Any]

    @classmethod
    def of(cls, row: Any, day: dt.date, **said: Any) -> "Line":
        """From a row that has the attributes of a person."""
        names = ("node", "territory", "gender", "age", "social_status", "rsa", "commune")
        return cls(**{name: getattr(row, name) for name in names}, program=getattr(row, "program", ""), day=day, said=said)
