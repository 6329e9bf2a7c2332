"""Codes that carry their French label."""

import enum
from typing import Self


class Vocabulary(enum.StrEnum):
    """A closed list of codes. `.value` is what is stored and exchanged, `.label` what a screen shows, in French."""

    _value_: str
    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member
