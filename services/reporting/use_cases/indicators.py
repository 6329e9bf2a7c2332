"""What each indicator means, in words and in numbers. The codes are those of the hub's reference (domain.md §4.2)."""

import dataclasses
from collections.abc import Callable
from typing import Any

from pyroaring import BitMap

from services.reporting.labels import By
from services.reporting.model import Tally

Parts = dict[str, Any]

_PERSONS_ADD_UP = frozenset(by for by in By if by.personal or by is By.NODE)
_ACTS_ADD_UP = frozenset(set(By) - {By.THEME})
_ACTS_KNOW = frozenset(by for by in By if not by.personal)


@dataclasses.dataclass(frozen=True)
class Indicator:
    """`value` and `parts` take a tally and the persons whose first contact ever falls into the period.

    `splits`: the breakdowns that it has. `adds_up`: those whose values do not overlap, so that shares make sense. `people`: the
    counts of persons or heads that hide a value of a personal breakdown when they are small.
    """

    code: str
    label: str
    definition: str
    value: Callable[[Tally, BitMap], int]
    parts: Callable[[Tally, BitMap], Parts] | None = None
    splits: frozenset[By] = frozenset(By)
    adds_up: frozenset[By] = _ACTS_ADD_UP
    people: Callable[[Tally, BitMap], tuple[int, ...]] = lambda tally, _new: (len(tally.persons), tally["heads"])
    at_hub: str = ""

    def defined(self, *, at_hub: bool) -> str:
        """Its definition, as it is printed."""
        return f"{self.definition} {self.at_hub}".strip() if at_hub else self.definition


def ratio(part: int, whole: int) -> float | None:
    """A share between 0 and 1, None of nothing."""
    return round(part / whole, 4) if whole else None


def _newcomers(tally: Tally, new: BitMap) -> Parts:
    fresh = len(tally.persons & new)
    return {"new": fresh, "followed": len(tally.persons) - fresh}


def _activities(tally: Tally, _new: BitMap) -> Parts:
    individual, collective = tally["individual_minutes"], tally["session_minutes"]
    return {
        "individuel": tally["individual_acts"],
        "collectif": tally["sessions_held"],
        "hours": round((individual + collective) / 60, 2),
        "hours_individuel": round(individual / 60, 2),
        "hours_collectif": round(collective / 60, 2),
        "minutes": individual + collective,
    }


def _sessions(tally: Tally, _new: BitMap) -> Parts:
    attended, absent = tally["seats_attended"], tally["seats_absent"]
    return {
        "planned": tally["sessions_planned"],
        "held": tally["sessions_held"],
        "cancelled": tally["sessions_cancelled"],
        "offered": tally["seats_offered"],
        "filled": tally["seats_filled"],
        "attended": attended,
        "absent": absent,
        "excused": tally["seats_excused"],
        "fill_rate": ratio(tally["seats_filled"], tally["seats_offered"]),
        "no_show_rate": ratio(absent, attended + absent),
    }


I1 = Indicator(
    "I1",
    "Personnes accompagnées",
    "Chaque personne connue qui a reçu une aide ou assisté à un atelier pendant la période, comptée une seule fois. "
    "Les participants sans nom et les personnes qui refusent les statistiques n’y sont pas : voir I4.",
    lambda tally, _new: len(tally.persons),
    adds_up=_PERSONS_ADD_UP,
    people=lambda tally, _new: (len(tally.persons),),
    at_hub="Au hub, c’est la somme des quatre nœuds : une personne suivie par deux associations compte dans chacune.",
)
I2 = Indicator(
    "I2",
    "Contacts",
    "Une aide individuelle vaut 1. Un atelier vaut 1 par personne présente, avec ou sans nom : un atelier de dix vaut dix. "
    "Ne s’ajoute jamais aux personnes.",
    lambda tally, _new: tally["contacts"],
)
I3 = Indicator(
    "I3",
    "Nouvelles personnes",
    "Parmi les personnes accompagnées (I1), celles dont le tout premier contact connu tombe dans la période, quels que "
    "soient le territoire et le programme. Les autres étaient déjà suivies avant.",
    lambda tally, new: len(tally.persons & new),
    _newcomers,
    adds_up=_PERSONS_ADD_UP,
    people=lambda tally, new: tuple(_newcomers(tally, new).values()),
)
I4 = Indicator(
    "I4",
    "Participants sans nom",
    "Participations de personnes venues sans donner leur nom, ou qui refusent les statistiques. La même personne peut revenir. "
    "Déjà comptés dans les contacts (I2) ; ne s’ajoute jamais aux personnes (I1).",
    lambda tally, _new: tally["heads"],
)
I7 = Indicator(
    "I7",
    "Activités réalisées",
    "Aides individuelles et ateliers tenus. Les heures sont celles des aides et des séances, pas multipliées par les participants. "
    "Une activité peut avoir plusieurs thèmes : la somme des thèmes dépasse le nombre d’activités. Par genre de lieu, les "
    "ateliers comptent tous au lieu d’activité.",
    lambda tally, _new: tally["individual_acts"] + tally["sessions_held"],
    _activities,
    splits=_ACTS_KNOW,
)
I8 = Indicator(
    "I8",
    "Séances tenues",
    "Séances inscrites au calendrier pendant la période, dont tenues et annulées. Remplissage : places prises sur places offertes "
    "des séances non annulées, sans la liste d’attente. Absence : absents sans excuse sur présents et absents sans excuse ; les "
    "excusés sont comptés à part, les participants sans nom n’occupent pas de place.",
    lambda tally, _new: tally["sessions_held"],
    _sessions,
    splits=_ACTS_KNOW,
)
INDICATORS = (I1, I2, I3, I4, I7, I8)

I6_LABEL = "Parcours terminés"
I6_DEFINITION = (
    "Où en est chaque programme à la fin de la période, depuis son début : personnes dont le parcours est terminé, face à "
    "l’objectif. "
    "Inscrites : place validée, en parcours ou terminée. Une personne inscrite plusieurs fois au même programme compte une fois, "
    "à l’étape la plus avancée."
)
I6_AT_HUB = "Au hub, objectifs et personnes des nœuds s’ajoutent par programme."
