"""What else is not shown to outsiders, because it would follow from two answers: with a filter and without, of two periods.

Small values of one table are hidden in `small_numbers`; docs/decisions/0021 says what is covered, and what is not.
"""

import bisect
import datetime as dt
from collections.abc import Mapping

from lakou.kernel.db import Db
from services.reporting.labels import NO_PROGRAM, By
from services.reporting.model import Tally
from services.reporting.model.cells import Dimension, Grain, Span
from services.reporting.model.questions import FIRST_YEAR, LAST_YEAR, Question
from services.reporting.storage import cells
from services.reporting.use_cases import figures, small_numbers
from services.reporting.use_cases.small_numbers import FEWEST_SHOWN
from services.reporting.use_cases.spans import ONE_DAY, month_end, month_of

_FILTERS = {"territory": By.TERRITORY, "program": By.PROGRAM}

Timeline = Mapping[dt.date, Tally]


def following(db: Db, question: Question, by: By, asked: Mapping[str, Tally]) -> set[str]:
    """The values of a personal breakdown that other answers would give away."""
    counted = {value for value, tally in asked.items() if any(_people(tally))}
    return (_by_filters(db, question, by) | _by_periods(db, question, by)) & counted


def _by_filters(db: Db, question: Question, by: By) -> set[str]:
    """Along a filter, as along a table: what is hidden for one territory must not follow from the others and from all."""
    hidden: set[str] = set()
    for name, along in _FILTERS.items():
        here = getattr(question, name)
        if here is None:
            continue
        others = figures.tallies(db, _with(question, name, None), along)
        tables = {other: figures.tallies(db, _with(question, name, other), by) for other in others}
        for value in {value for table in tables.values() for value in table}:
            for column in range(2):
                counts = {other: _people(table.get(value, Tally()))[column] for other, table in tables.items()}
                if here in small_numbers.to_hide(counts):
                    hidden.add(value)
    return hidden


def _with(question: Question, name: str, value: str | None) -> Question:
    """The question with another filter; cells of no program have an empty one."""
    kept = {"territory": question.territory, "program": question.program}
    return Question(question.since, question.until, **(kept | {name: "" if value == NO_PROGRAM else value}))


def _by_periods(db: Db, question: Question, by: By) -> set[str]:
    """A period may begin and end where enough people stand between it and every other place where one may."""
    every = Span(Grain.MONTH, dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 1))
    months = cells.timeline(db, Dimension(by.value), every, question.territory, question.program)
    edges = (question.since, question.until + ONE_DAY)
    return {value for value, line in months.items() if not all(_may_cut(db, question, by, value, line, edge) for edge in edges)}


def _may_cut(db: Db, question: Question, by: By, value: str, line: Timeline, edge: dt.date) -> bool:
    months = sorted(line)
    cuts = small_numbers.cuts(months, lambda first, last: _enough(line, months[first:last]))
    if month_of(edge) not in line or edge.day == 1:
        return bisect.bisect_left(months, edge) in cuts
    inside = months.index(month_of(edge))
    first, last = max(cut for cut in cuts if cut <= inside), min(cut for cut in cuts if cut > inside)
    span = Span(Grain.DAY, months[first], month_end(months[last - 1]))
    by_day = cells.timeline(db, Dimension(by.value), span, question.territory, question.program).get(value, {})
    days = sorted(by_day)
    within = small_numbers.cuts(days, lambda one, other: _enough(by_day, days[one:other]))
    return bisect.bisect_left(days, edge) in within


def _enough(line: Timeline, days: list[dt.date]) -> bool:
    whole = Tally()
    for day in days:
        whole.merge(line[day])
    return all(count == 0 or count >= FEWEST_SHOWN for count in _people(whole))


def _people(tally: Tally) -> tuple[int, int]:
    return len(tally.persons), tally["heads"]
