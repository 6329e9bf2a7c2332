"""The four territories and their 89 communes.

A territory is looked up, never cut out of a code or a phone number: Saint-Martin has two INSEE codes, a postal code that looks
like Guadeloupe's, and shares +590 with it.
"""

import csv
import functools
import importlib.resources
import re
from dataclasses import dataclass

ALIASES = {"97127": "97801"}  # Saint-Martin as a commune of Guadeloupe, before 2007


class UnknownTerritory(LookupError):
    """No territory has this code or slug."""

    def __init__(self, code_or_slug: str) -> None:
        known = ", ".join(f"{each.code} ({each.label})" for each in TERRITORIES)
        super().__init__(f"Territoire inconnu : « {code_or_slug} ». Choisissez parmi {known}.")


@dataclass(frozen=True)
class Territory:
    """A territory of activity. `zone` is an IANA zone; `calling_code` begins with +, and may be shared."""

    code: str
    slug: str
    label: str
    zone: str
    association: str
    calling_code: str


@dataclass(frozen=True)
class Commune:
    """A commune of the four territories; `population` is the legal one."""

    insee: str
    name: str
    territory: Territory
    postal_codes: tuple[str, ...]
    population: int


TERRITORIES = (
    Territory("971", "guadeloupe", "Guadeloupe", "America/Guadeloupe", "BioDésir", "+590"),
    Territory("972", "martinique", "Martinique", "America/Martinique", "Up & Space", "+596"),
    Territory("973", "guyane", "Guyane", "America/Cayenne", "Guyaclic", "+594"),
    Territory("978", "saint-martin", "Saint-Martin", "America/Marigot", "ANIS", "+590"),
)
_BY_NAME = {name: each for each in TERRITORIES for name in (each.code, each.slug)}


def territory(code_or_slug: str) -> Territory:
    """The territory of this code (`978`) or slug (`saint-martin`). Raises UnknownTerritory."""
    try:
        return _BY_NAME[code_or_slug]
    except KeyError:
        raise UnknownTerritory(code_or_slug) from None


@functools.cache
def communes() -> tuple[Commune, ...]:
    """All communes, in the order of their INSEE codes."""
    table = importlib.resources.files("lakou.contracts").joinpath("communes.csv").read_text(encoding="utf-8")
    return tuple(
        Commune(
            insee=row["code_insee"],
            name=row["nom"],
            territory=territory(row["territory"]),
            postal_codes=tuple(row["codes_postaux"].split("|")),
            population=int(row["population"]),
        )
        for row in csv.DictReader(table.splitlines())
    )


@functools.cache
def _by_insee() -> dict[str, Commune]:
    return {each.insee: each for each in communes()}


@functools.cache
def _by_postal_code() -> dict[str, tuple[Commune, ...]]:
    codes = {code for each in communes() for code in each.postal_codes}
    by_population = sorted(communes(), key=lambda each: (-each.population, each.insee))
    return {code: tuple(each for each in by_population if code in each.postal_codes) for code in codes}


def commune(insee: str) -> Commune | None:
    """The commune of this INSEE code, old codes included (97127 is Saint-Martin); None when it is not one of ours."""
    return _by_insee().get(ALIASES.get(insee, insee))


def communes_of_postal_code(code: str) -> tuple[Commune, ...]:
    """The communes that share this postal code, the most populous first; empty when it is not one of ours."""
    return _by_postal_code().get(code, ())


# Departments 01 to 95, Corsica, and what is overseas. Of 971, 972, 973 and 978 the table above is complete; of 971 there is also
# the old code of Saint-Barthélemy, 97123.
_OUTSIDE = re.compile(r"(?:0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5])\d{3}|97[4-7]\d{2}|98[6-8]\d{2}|97123")


def is_insee_outside(code: str) -> bool:
    """Whether this may be the INSEE code of a French commune outside the four territories, where residents may live too."""
    return _OUTSIDE.fullmatch(code) is not None and code.isascii() and not code.endswith("000")
