"""How values of breakdowns are called on screens, and in which order they stand. Facts carry codes only."""

import datetime as dt
import enum
from collections.abc import Mapping

from babel.dates import format_date

from lakou.contracts import territories
from lakou.contracts.vocabulary import (
    ActivityKind,
    AgeBracket,
    Gender,
    PlaceType,
    RsaStatus,
    SocialStatus,
    Theme,
    Vocabulary,
)

NOT_SAID = "non_communique"
NO_PROGRAM = "sans_programme"  # a slug has no underscore: no program can be called so

COMMON_PROGRAMS = {"inclusion-numerique": "Inclusion Numérique"}


class By(enum.StrEnum):
    """What a question may be broken down by."""

    GENDER = "gender"
    AGE = "age"
    SOCIAL_STATUS = "social_status"
    RSA = "rsa"
    COMMUNE = "commune"
    THEME = "theme"
    TYPE = "type"
    PLACE_TYPE = "place_type"
    TERRITORY = "territory"
    PROGRAM = "program"
    NODE = "node"
    MONTH = "month"

    @property
    def personal(self) -> bool:
        """Whether it says something of a person: then small numbers are hidden outside of her node."""
        return self in _PERSONAL


_PERSONAL = frozenset({By.GENDER, By.AGE, By.SOCIAL_STATUS, By.RSA, By.COMMUNE})

_VOCABULARIES: Mapping[By, type[Vocabulary]] = {
    By.GENDER: Gender,
    By.AGE: AgeBracket,
    By.SOCIAL_STATUS: SocialStatus,
    By.RSA: RsaStatus,
    By.THEME: Theme,
    By.TYPE: ActivityKind,
    By.PLACE_TYPE: PlaceType,
}
_ALWAYS: Mapping[By, tuple[str, ...]] = {
    **{by: tuple(_VOCABULARIES[by]) for by in (By.GENDER, By.AGE, By.SOCIAL_STATUS, By.RSA)},
    By.COMMUNE: (NOT_SAID,),
    By.TYPE: (ActivityKind.INDIVIDUEL, ActivityKind.COLLECTIF),
}


def program_label(code: str) -> str:
    """Its common name, or its code made readable."""
    if code == NO_PROGRAM:
        return "Hors programme"
    for common, label in COMMON_PROGRAMS.items():
        if code == common or code.startswith(f"{common}-"):
            return f"{label} {code.removeprefix(common).replace('-', ' ').strip()}".strip()
    return code.replace("-", " ").capitalize()


def node_label(node: str) -> str:
    """The place of a node."""
    try:
        return territories.territory(node).label
    except territories.UnknownTerritory:
        return node.replace("-", " ").capitalize()


def label(by: By, value: str) -> str:
    """One value in French."""
    if value == NOT_SAID and by in (By.COMMUNE, By.THEME, By.PLACE_TYPE):
        return "Non communiqué"
    if by in _VOCABULARIES:
        known = _VOCABULARIES[by]
        return known(value).label if value in set(known) else value
    if by is By.COMMUNE:
        commune = territories.commune(value)
        return commune.name if commune else value
    if by is By.PROGRAM:
        return program_label(value)
    if by is By.MONTH:
        return format_date(dt.date.fromisoformat(f"{value}-01"), "MMMM y", locale="fr")
    return node_label(value)


def ordered(by: By, counts: Mapping[str, int], *, at_hub: bool) -> list[str]:
    """Every value to show: those of short lists even when nobody has them; long lists by size; what is not known last."""
    always = _ALWAYS.get(by, ())
    if at_hub and by in (By.TERRITORY, By.NODE):
        always = tuple(each.code if by is By.TERRITORY else each.slug for each in territories.TERRITORIES)
    others = sorted(set(counts) - set(always), key=lambda value: (-counts[value], value))
    if by is By.MONTH:
        others.sort()
    values = [*always, *others] if by is not By.COMMUNE else [*others, *always]
    return sorted(values, key=lambda value: value in (NOT_SAID, NO_PROGRAM))


def with_article(node: str) -> str:
    """A node as the subject of a sentence: La Guyane, Saint-Martin."""
    name = node_label(node)
    return name if node == "saint-martin" or node not in {each.slug for each in territories.TERRITORIES} else f"La {name}"


_REFUSALS = {
    "speaks for another node": "il parlait au nom d’un autre nœud",
    "too much at once": "trop d’envois à la fois",
    "compressed batch too large": "envoi trop grand",
    "batch too large": "envoi trop grand",
    "unknown format": "format inconnu, d’une autre version",
    "cut short": "envoi coupé",
}


def refusal(why: str | None) -> str:
    """Why the hub did not take a batch in, for people."""
    return _REFUSALS.get(why or "", "envoi illisible")
