"""What one page shows of a period: the figures, each house, the needs, the months, the goals."""

import dataclasses
import datetime as dt
from typing import Any

from lakou.contracts import territories
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.reporting.labels import By, label
from services.reporting.model import Tally
from services.reporting.model.questions import Question
from services.reporting.storage import ledger
from services.reporting.use_cases import answering, attainment, figures
from services.reporting.use_cases.attainment import ProgramProgress
from services.reporting.use_cases.spans import months

FAR_FROM_DIGITAL = 450_000  # people, in the four territories (call of the State, 2018)
MOST_MONTHS = 120
MOST_THEMES = 8


@dataclasses.dataclass(frozen=True)
class House:
    """One association of the hub."""

    node: str
    name: str
    association: str
    persons: int
    contacts: int


@dataclasses.dataclass(frozen=True)
class Overview:
    """`themes` and `places` (their kinds) are (label, contacts), the most first; `months` are (first day, contacts, persons)."""

    question: Question
    indicators: dict[str, dict[str, Any]]
    known_contacts: int
    public: int | None
    houses: list[House]
    themes: list[tuple[str, int]]
    places: list[tuple[str, int]]
    months: list[tuple[dt.date, int, int]]
    goals: list[ProgramProgress]


def overview(context: ServiceContext, db: Db, question: Question) -> Overview:
    """Everything on the page, from one snapshot."""
    indicators = {each["code"]: each for each in answering.indicators(context, db, question, None)}
    everything = question.territory is None and question.program is None
    goals = [each for each in attainment.of_programs(db, question) if each.progress.enrolled or each.progress.target]
    return Overview(
        question=question,
        indicators=indicators,
        known_contacts=indicators["I2"]["value"] - indicators["I4"]["value"],
        public=FAR_FROM_DIGITAL if context.site.is_hub and everything else None,
        houses=_houses(db, question) if context.site.is_hub else [],
        themes=_contacts_by(db, question, By.THEME)[:MOST_THEMES],
        places=_contacts_by(db, question, By.PLACE_TYPE),
        months=_months(db, question),
        goals=goals,
    )


def _houses(db: Db, question: Question) -> list[House]:
    by_node = dict(figures.tallies(db, question, By.NODE))
    found = []
    for land in territories.TERRITORIES:
        tally = by_node.pop(land.slug, Tally())
        found.append(House(land.slug, land.label, land.association, len(tally.persons), tally["contacts"]))
    others = [House(node, label(By.NODE, node), "", len(tally.persons), tally["contacts"]) for node, tally in by_node.items()]
    return found + sorted(others, key=lambda house: house.name)


def _contacts_by(db: Db, question: Question, by: By) -> list[tuple[str, int]]:
    """The contacts by each value that has any, the most first."""
    counted = {value: tally["contacts"] for value, tally in figures.tallies(db, question, by).items() if tally["contacts"]}
    return [(label(by, value), count) for value, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))]


def _months(db: Db, question: Question) -> list[tuple[dt.date, int, int]]:
    """The months between the first and the last that anything is known of, the last ten years at most."""
    bounds = ledger.bounds(db)
    if bounds is None:
        return []
    by_month = figures.tallies(db, question, By.MONTH)
    touched = list(months(max(question.since, bounds[0]), min(question.until, bounds[1])))[-MOST_MONTHS:]
    found = []
    for month in touched:
        tally = by_month.get(f"{month:%Y-%m}", Tally())
        found.append((month, tally["contacts"], len(tally.persons)))
    return found
