"""When are two files the same person's: the rule, and the keys that find who may be, without asking everyone.

Two names at most one letter apart share at least one of: the name, or the name with one letter left out. Stored with the year of
birth, those variants are an index that answers in one query, whatever the number of people.
"""

import datetime as dt
import hashlib
from typing import Protocol

from services.enrollment.sheets.names import alike, normalise


class Described(Protocol):
    """What one needs to know of a person to recognise her."""

    @property
    def family_name(self) -> str: ...
    @property
    def given_name(self) -> str: ...
    @property
    def birth_year(self) -> int: ...
    @property
    def birth_date(self) -> dt.date | None: ...
    @property
    def commune(self) -> str: ...
    @property
    def phone(self) -> str | None: ...


def name_keys(family_name: str, birth_year: int) -> set[int]:
    """Signed 64-bit keys; people whose family names are alike and who were born in one year share at least one."""
    name = normalise(family_name)
    variants = {name, *(name[:letter] + name[letter + 1 :] for letter in range(len(name)))}
    return {_key(birth_year, variant) for variant in variants}


def _key(birth_year: int, variant: str) -> int:
    digest = hashlib.blake2b(f"{birth_year}:{variant}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def births_agree(one: Described, other: Described) -> bool:
    """As far as both are known: the day when both have it, else the year."""
    if one.birth_date and other.birth_date:
        return one.birth_date == other.birth_date
    return one.birth_year == other.birth_year


def resemble(one: Described, other: Described) -> bool:
    """Whether a person should look before both are kept. A phone that is not known matches nobody, nor does a shared one alone."""
    if not alike(one.given_name, other.given_name):
        return False
    if one.phone and one.phone == other.phone:
        return True
    return births_agree(one, other) and alike(one.family_name, other.family_name)


def same_person(one: Described, other: Described) -> bool:
    """Certain enough not to ask: the same names once normalised, the same birth as written, the same commune."""
    names = normalise(one.family_name) == normalise(other.family_name), normalise(one.given_name) == normalise(other.given_name)
    births = (one.birth_year, one.birth_date) == (other.birth_year, other.birth_date)
    return all(names) and births and one.commune == other.commune
