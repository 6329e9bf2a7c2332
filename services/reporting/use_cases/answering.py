"""Answer a question with every indicator, each with its definition, and one breakdown when asked."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from pyroaring import BitMap

from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput
from services.reporting.labels import By, label, ordered
from services.reporting.model import Tally
from services.reporting.model.outcomes import Line
from services.reporting.model.questions import Question
from services.reporting.storage import ledger
from services.reporting.use_cases import attainment, figures, hiding, own_mission, small_numbers
from services.reporting.use_cases.attainment import Progress
from services.reporting.use_cases.indicators import I1, I6_AT_HUB, I6_DEFINITION, I6_LABEL, INDICATORS, Indicator
from services.reporting.use_cases.outcome_indicators import OUTCOMES, Outcome

Item = dict[str, Any]
_AFTER_I4 = 4  # where I6 stands among the others


class UnknownProgram(InvalidInput):
    """Raised when no fact ever named this program."""

    def __init__(self) -> None:
        super().__init__({"program": "Aucun fait ne parle de ce programme. Choisissez-le dans la liste."})


def check(db: Db, question: Question) -> None:
    """Raises UnknownProgram."""
    if question.program is not None and question.program not in ledger.program_codes(db):
        raise UnknownProgram


def indicators(context: ServiceContext, db: Db, question: Question, by: By | None) -> list[Item]:
    """I1 to I15 without I5, which is what `by` gives, and I14. At the hub small numbers of personal breakdowns are hidden."""
    answer = _Answer(context, db, question, by)
    found = [answer.indicator(each) for each in INDICATORS]
    outcomes = [answer.outcome(each) for each in OUTCOMES]
    own = [answer.helpers(), answer.coordination()]
    return [*found[:_AFTER_I4], answer.attainment(), *found[_AFTER_I4:], *outcomes, *own]


class _Answer:
    """What the indicators of one answer share."""

    def __init__(self, context: ServiceContext, db: Db, question: Question, by: By | None) -> None:
        self.db, self.question, self.by = db, question, by
        self.at_hub = context.site.is_hub
        self.total = figures.total(db, question)
        self.tallies = figures.tallies(db, question, by) if by else {}
        self.newcomers: BitMap = ledger.newcomers(db, question.since, question.until)
        self.hides = self.at_hub and by is not None and by.personal
        self.few: set[str] = set()
        if self.hides and by is not None:
            self.few = _small(self.tallies, I1, self.newcomers, hiding.following(db, question, by, self.tallies))

    def indicator(self, each: Indicator) -> Item:
        """One indicator of the cells."""
        value, parts = each.value, each.parts
        return {
            "code": each.code,
            "label": each.label,
            "definition": each.defined(at_hub=self.at_hub),
            "value": value(self.total, self.newcomers),
            "parts": parts(self.total, self.newcomers) if parts else None,
            "breakdown": self._breakdown(each),
        }

    def _breakdown(self, each: Indicator) -> list[Item]:
        if self.by is None or self.by not in each.splits:
            return []
        value, parts = each.value, each.parts
        counts = {name: value(tally, self.newcomers) for name, tally in self.tallies.items()}
        details = {name: parts(tally, self.newcomers) for name, tally in self.tallies.items()} if parts else {}
        hidden = _small(self.tallies, each, self.newcomers, self.few) if self.hides else set()
        nothing = parts(Tally(), self.newcomers) if parts else None
        return self._items(counts, details, nothing, hidden, shares=self.by in each.adds_up)

    def attainment(self) -> Item:
        """I6, which is a state at the end of the period."""
        programs = attainment.of_programs(self.db, self.question)
        overall = attainment.overall(programs)
        definition = f"{I6_DEFINITION} {I6_AT_HUB}" if self.at_hub else I6_DEFINITION
        listed = [{"program": each.program, "label": each.label, **dataclasses.asdict(each.progress)} for each in programs]
        return {
            "code": "I6",
            "label": I6_LABEL,
            "definition": definition,
            "value": overall.completed,
            "parts": {**dataclasses.asdict(overall), "programs": listed},
            "breakdown": self._attainment_breakdown(),
        }

    def helpers(self) -> Item:
        """I13, read from the register."""
        value, parts = own_mission.helpers(self.db, self.question)
        groups = own_mission.helpers_by(self.db, self.question, self.by) if self.by else {}
        definition = f"{own_mission.I13_DEFINITION} {own_mission.I13_AT_HUB}" if self.at_hub else own_mission.I13_DEFINITION
        return self._own("I13", own_mission.I13_LABEL, definition, value, parts, groups, "registered")

    def coordination(self) -> Item:
        """I15, read from the reports of meetings."""
        value, parts = own_mission.coordination(self.db, self.question)
        groups = own_mission.coordination_by(self.db, self.question, self.by) if self.by else {}
        return self._own("I15", own_mission.I15_LABEL, own_mission.I15_DEFINITION, value, parts, groups, "acts")

    def _own(self, code: str, label: str, definition: str, value: int, parts: Item, groups: Mapping[str, Item], count: str) -> Item:
        """An indicator of the hub's own mission: no persons, so that nothing of it is small."""
        counts = {name: group[count] for name, group in groups.items()}
        breakdown = self._items(counts, groups, None, set(), shares=True) if groups else []
        return {"code": code, "label": label, "definition": definition, "value": value, "parts": parts, "breakdown": breakdown}

    def _attainment_breakdown(self) -> list[Item]:
        if self.by is None:
            return []
        groups = attainment.broken_down(self.db, self.question, self.by)
        if self.by in (By.THEME, By.TYPE, By.PLACE_TYPE):
            return []
        hidden = _small_progress(groups, self.few) if self.hides else set()
        counts = {value: progress.completed for value, progress in groups.items()}
        details = {value: dataclasses.asdict(progress) for value, progress in groups.items()}
        return self._items(counts, details, dataclasses.asdict(Progress(None, 0, 0, 0, 0)), hidden, shares=True)

    def outcome(self, each: Outcome) -> Item:
        """One indicator of outcome, from its lines."""
        lines = each.lines(self.db, self.question)
        return {
            "code": each.code,
            "label": each.label,
            "definition": each.defined(at_hub=self.at_hub),
            "value": each.value(lines),
            "parts": each.parts(lines, self.at_hub),
            "breakdown": self._outcome_breakdown(each, lines),
        }

    def _outcome_breakdown(self, each: Outcome, lines: Sequence[Line]) -> list[Item]:
        if self.by is None or self.by not in each.splits:
            return []
        groups: dict[str, list[Line]] = {}
        for line in lines:
            groups.setdefault(attainment.value_of(line, self.by), []).append(line)
        counts = {value: each.value(group) for value, group in groups.items()}
        details = {value: each.parts(group, self.at_hub) for value, group in groups.items()}
        people = {value: each.people(group) for value, group in groups.items()}
        hidden = _any_small(people, self.few & groups.keys()) if self.hides else set()
        return self._items(counts, details, each.parts([], self.at_hub), hidden, shares=each.adds_up)

    def _items(
        self, counts: Mapping[str, int | None], details: Mapping[str, Item], nothing: Item | None, hidden: set[str], *, shares: bool
    ) -> list[Item]:
        assert self.by is not None
        known = {value: count or 0 for value, count in counts.items()}
        percents = small_numbers.percents(known) if shares else {}
        return [
            {
                "value": value,
                "label": label(self.by, value),
                "count": None if value in hidden else counts.get(value, 0),
                "percent": None if value in hidden or not shares else percents.get(value, 0),
                "parts": None if value in hidden else details.get(value, nothing),
                "suppressed": value in hidden,
            }
            for value in ordered(self.by, known, at_hub=self.at_hub)
        ]


def _small(tallies: Mapping[str, Tally], each: Indicator, newcomers: BitMap, also: set[str]) -> set[str]:
    """The values to hide: `also`, those of which one of the counts of people is small, and what keeps these from following."""
    people = {value: each.people(tally, newcomers) for value, tally in tallies.items()}
    return _any_small(people, also)


def _small_progress(groups: Mapping[str, Progress], also: set[str]) -> set[str]:
    people = {
        value: (progress.enrolled - progress.active - progress.completed, progress.active, progress.completed, progress.withdrawn)
        for value, progress in groups.items()
    }
    return _any_small(people, also)


def _any_small(people: Mapping[str, tuple[int, ...]], also: set[str]) -> set[str]:
    """Hidden in one column is hidden in all: again, until no column asks for more."""
    columns = len(next(iter(people.values()), ()))
    hidden = set(also)
    before = None
    while hidden != before:
        before = set(hidden)
        for column in range(columns):
            hidden |= small_numbers.to_hide({value: counts[column] for value, counts in people.items()}, also=hidden)
    return hidden
