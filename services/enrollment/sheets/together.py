"""A family name and a given name in one cell, as `Mme MARCIN Rosalie`: which word is which."""

import re
from dataclasses import dataclass

from services.enrollment.sheets.names import normalise, words

UNSURE = "Où finit le nom, où commence le prénom ? Écrivez le nom en capitales, ou une virgule entre les deux."
_CIVILITIES = words("mme madame mlle mademoiselle m mr monsieur")
_PARTICLES = words("de du des d la le l da dos von van el")
_FEWEST = 2
_ELIDED = re.compile(r"^[dl]['’]")


@dataclass(frozen=True)
class Parted:
    """`civility` is the word before the names. When not `sure`, a person must look."""

    family_name: str
    given_name: str
    civility: str = ""
    sure: bool = True


def part(text: str, *, given_first: bool = False) -> Parted:
    """By a comma, by the capitals of the family name, or two words in the order of the title."""
    said = text.split()
    civility = said.pop(0) if len(said) > _FEWEST and normalise(said[0]) in _CIVILITIES else ""
    family, comma, given = " ".join(said).partition(",")
    if comma:
        return Parted(family.strip(), given.strip(), civility)
    by_capitals = _by_capitals(said)
    if by_capitals is not None:
        return Parted(*by_capitals, civility)
    first, others = " ".join(said[:1]), " ".join(said[1:])
    sure = len(said) <= _FEWEST
    if given_first:
        first, others = (others, first) if sure else (" ".join(said[-1:]), " ".join(said[:-1]))
    return Parted(first, others, civility, sure)


def _by_capitals(said: list[str]) -> tuple[str, str] | None:
    """The words in capitals stand together, particles before them included; the others are the given name."""
    capitals = [position for position, word in enumerate(said) if _in_capitals(word)]
    if not capitals or len(capitals) == len(said):
        return None
    start, end = capitals[0], capitals[-1] + 1
    while start > 0 and said[start - 1].islower() and normalise(said[start - 1]) in _PARTICLES:
        start -= 1
    inside = [said[position] for position in range(start, end) if position not in capitals]
    given = said[:start] + said[end:]
    if any(normalise(word) not in _PARTICLES for word in inside) or not given or (start > 0 and end < len(said)):
        return None
    return " ".join(said[start:end]), " ".join(given)


def _in_capitals(word: str) -> bool:
    """`d’ALEXIS` too; an initial may be of either name."""
    bare = _ELIDED.sub("", word)
    return bare.isupper() and len(normalise(bare)) > 1


def says_given_first(title: str) -> bool:
    """`Prénom et nom`, not `Nom, prénom`."""
    said = normalise(title).split()
    order = [word.rstrip("s") for word in said if word.rstrip("s") in ("nom", "prenom")]
    return order[:1] == ["prenom"]
