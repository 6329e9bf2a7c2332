"""The cells of a list of activities. Each reader takes the text of a cell and raises ValueError with what to do in French."""

import datetime as dt
import re
import uuid
from collections.abc import Iterable
from typing import TypeVar

from lakou.contracts.vocabulary import (
    ActivityKind,
    AgeBracket,
    Autonomy,
    Equipment,
    PlaceType,
    Redirection,
    Theme,
    Vocabulary,
    WorkshopLevel,
)
from services.sessions.model import fold

FIRST_DAY = dt.date(2020, 1, 1)
MOST_MINUTES = 24 * 60
MOST_PEOPLE = 1000
_DAY_ZERO = dt.date(1899, 12, 30)  # as spreadsheets count days
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?: .*)?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})\s*(?:h|:|heures?)\s*(\d{1,2})?(?::\d\d)?\s*(?:min\w*)?", re.ASCII)
_PLAIN = re.compile(r"(\d{1,4})(?:[.,](\d{1,2}))?\s*(?:min\w*|mn)?", re.ASCII)

V = TypeVar("V", bound=Vocabulary)

# the lists of Conseiller numérique v1, still found in La Coop's exports
_OLD_THEMES = {
    "equipement informatique": Theme.PRENDRE_EN_MAIN_DU_MATERIEL,
    "smartphone": Theme.PRENDRE_EN_MAIN_DU_MATERIEL,
    "applications smartphone": Theme.PRENDRE_EN_MAIN_DU_MATERIEL,
    "vocabulaire": Theme.CULTURE_NUMERIQUE,
    "internet": Theme.NAVIGATION_SUR_INTERNET,
    "naviguer sur internet": Theme.NAVIGATION_SUR_INTERNET,
    "courriel": Theme.EMAIL,
    "courriels": Theme.EMAIL,
    "securite": Theme.SECURITE_NUMERIQUE,
    "securiser un equipement": Theme.SECURITE_NUMERIQUE,
    "fraude et harcelement": Theme.SECURITE_NUMERIQUE,
    "contenus numeriques": Theme.GERE_SES_CONTENUS_NUMERIQUES,
    "gestion de contenus numeriques": Theme.GERE_SES_CONTENUS_NUMERIQUES,
    "traitement texte": Theme.BUREAUTIQUE,
    "echanger": Theme.RESEAUX_SOCIAUX,
    "echanger avec ses proches": Theme.RESEAUX_SOCIAUX,
    "reseaux sociaux": Theme.RESEAUX_SOCIAUX,
    "trouver emploi": Theme.INSERTION_PROFESSIONNELLE,
    "emploi et formation": Theme.INSERTION_PROFESSIONNELLE,
    "accompagner enfant": Theme.PARENTALITE,
    "accompagner un aidant": Theme.PARENTALITE,
    "tpe pme": Theme.ENTREPRENEURIAT,
    "numerique et tpe pme": Theme.ENTREPRENEURIAT,
    "demarche en ligne": Theme.AIDE_AUX_DEMARCHES_ADMINISTRATIVES,
    "espace sante": Theme.SANTE,
    "mon espace sante": Theme.SANTE,
    "budget": Theme.BANQUE_ET_ACHATS_EN_LIGNE,
    "scolaire": Theme.SCOLARITE_ET_NUMERIQUE,
    "diagnostic": Theme.DIAGNOSTIC_NUMERIQUE,
}
_KINDS = {
    "collectif": ActivityKind.COLLECTIF,
    "atelier": ActivityKind.COLLECTIF,
    "individuel": ActivityKind.INDIVIDUEL,
    "ponctuelle": ActivityKind.INDIVIDUEL,
    "ponctuel": ActivityKind.INDIVIDUEL,
    "individuelle": ActivityKind.INDIVIDUEL,
}
_PLACES = {"rattachement": PlaceType.LIEU_ACTIVITE, "distance": PlaceType.A_DISTANCE}
_STARS = {ActivityKind.INDIVIDUEL: tuple(Autonomy), ActivityKind.COLLECTIF: tuple(WorkshopLevel)}


def read_day(text: str, today: dt.date) -> dt.date:
    """The day of an act, not before 2020 and not to come."""
    found = _day(text)
    if found is None:
        raise ValueError("Écrivez la date sous la forme 12/03/2026.")
    if found > today:
        raise ValueError("Cette date est à venir : vérifiez l’année.")
    if found < FIRST_DAY:
        raise ValueError("Cette date est trop ancienne : rien n’est compté avant 2020.")
    return found


def _day(text: str) -> dt.date | None:
    try:
        if iso := _ISO.fullmatch(text):
            return dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
        if written := _DAY_FIRST.fullmatch(text):
            year = int(written[3])
            return dt.date(year + 2000 if year < 100 else year, int(written[2]), int(written[1]))
        if re.fullmatch(r"\d{5}(?:[.,]\d+)?", text, re.ASCII):
            return _DAY_ZERO + dt.timedelta(days=int(text[:5]))
    except ValueError:
        return None
    return None


def read_minutes(text: str, *, hours: bool) -> int:
    """90, 90 min, 1 h 30, 1:30; under a title in hours, 1,5 is an hour and a half."""
    minutes: float = 0
    said = text.strip().lower()
    if clock := _CLOCK.fullmatch(said):
        minutes = int(clock[1]) * 60 + int(clock[2] or 0)
    elif plain := _PLAIN.fullmatch(said):
        number = float(f"{plain[1]}.{plain[2] or 0}")
        minutes = number * 60 if hours and "m" not in said else number
    if not 1 <= minutes <= MOST_MINUTES or minutes != int(minutes):
        raise ValueError(
            "Écrivez la durée en minutes, comme 90, ou en heures, comme 1\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30. Un jour au plus."
        )
    return int(minutes)


def read_themes(text: str) -> tuple[list[Theme], list[str]]:
    """The themes of a cell (a line, a semicolon or a bar between them), the gate before administrative ones, and what is none."""
    found: list[Theme] = []
    strange: list[str] = []
    known = _by_words(Theme) | _OLD_THEMES
    for part in _parts(text):
        theme = known.get(fold(part))
        if theme is None:
            strange.append(part)
        elif theme not in found:
            found.append(theme)
    gate = Theme.AIDE_AUX_DEMARCHES_ADMINISTRATIVES
    if gate not in found and any(theme.administrative for theme in found):
        found.insert(0, gate)
    return found, strange


def read_equipment(text: str) -> list[Equipment]:
    """What was used; what is not known is left out."""
    known = _by_words(Equipment)
    return list(dict.fromkeys(known[fold(part)] for part in _parts(text) if fold(part) in known))


def read_kind(text: str) -> ActivityKind | None:
    """Alone or together; None when the cell is empty."""
    if not text:
        return None
    exact = _by_words(ActivityKind).get(fold(text))
    found = exact or next((kind for word, kind in _KINDS.items() if word in fold(text).split()), None)
    if found not in _STARS:
        raise ValueError("Écrivez « Accompagnement individuel » ou « Atelier collectif ».")
    return found


def read_place_type(text: str) -> PlaceType:
    """Where one sat; a place of activity unless something else is said."""
    known = _by_words(PlaceType) | _PLACES
    return known.get(fold(text), PlaceType.LIEU_ACTIVITE)


def read_redirection(redirected: str, structure: str) -> Redirection | None:
    """Where she was sent; « Oui » without a structure is somewhere else."""
    found = _by_words(Redirection).get(fold(structure))
    if found is None and (structure or fold(redirected) == "oui"):
        return Redirection.AUTRE
    return found


def read_stars(text: str, kind: ActivityKind) -> str | None:
    """The code that `2/3` stands for: an autonomy of an individual act, a level of a workshop."""
    if match := re.fullmatch(r"([123])\s*/\s*3", text):
        return str(_STARS[kind][int(match[1]) - 1].value)
    return None


def read_rank(text: str) -> tuple[int, int]:
    """`3/10` is the third participant of ten; `1` or nothing the only one."""
    match = re.fullmatch(r"(\d{1,4})(?:\s*/\s*(\d{1,4}))?", text)
    rank, total = (int(match[1]), int(match[2] or match[1])) if match else (1, 1)
    if (text and match is None) or not 1 <= rank <= total <= MOST_PEOPLE:
        raise ValueError("Écrivez « 1 », ou « 3/10 » pour la troisième personne de dix.")
    return rank, total


def read_count(text: str) -> int:
    """How many people."""
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not 1 <= int(text) <= MOST_PEOPLE:
        raise ValueError("Écrivez le nombre de personnes en chiffres, de 1 à 1 000.")
    return int(text)


def read_age(text: str) -> AgeBracket | None:
    """A bracket by its label; None when it is not said."""
    found = _by_words(AgeBracket).get(fold(text))
    return None if found is AgeBracket.NON_COMMUNIQUE else found


def read_cra(text: str) -> str:
    """La Coop's id of an act."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise ValueError("L’identifiant « ID CRA » est abîmé : reprenez l’export tel qu’il est.") from None


def _by_words(vocabulary: type[V]) -> dict[str, V]:
    """By label and by code, both folded."""
    return {fold(said): each for each in vocabulary for said in (each.label, each.value.replace("_", " "))}


def _parts(text: str) -> Iterable[str]:
    return [part.strip() for part in re.split(r"[\n;|]", text) if part.strip()]
