"""I6: how far each program has got towards its target, at the end of a period."""

import dataclasses
from collections.abc import Callable
from typing import Any

from lakou.contracts import territories
from lakou.contracts.vocabulary import EnrollmentStage
from lakou.kernel.db import Db
from services.reporting.labels import NO_PROGRAM, NOT_SAID, By, program_label
from services.reporting.model.questions import Question
from services.reporting.storage import ledger

_RANKS = {
    EnrollmentStage.DENIED: 0,
    EnrollmentStage.APPLIED: 1,
    EnrollmentStage.WAITLISTED: 1,
    EnrollmentStage.WITHDRAWN: 2,
    EnrollmentStage.ENROLLED: 3,
    EnrollmentStage.ACTIVE: 4,
    EnrollmentStage.COMPLETED: 5,
}


@dataclasses.dataclass(frozen=True)
class Progress:
    """Persons of a program by where they stand. `enrolled` holds `active` and `completed`; `target` is None when none was set."""

    target: int | None
    enrolled: int
    active: int
    completed: int
    withdrawn: int


@dataclasses.dataclass(frozen=True)
class ProgramProgress:
    """One program."""

    program: str
    label: str
    progress: Progress


def of_programs(db: Db, question: Question) -> list[ProgramProgress]:
    """Each program that has a target or an enrollment, by its code."""
    ranks = _best(db, question, lambda row: row.program)
    targets = _targets(db, question)
    codes = sorted(ranks.keys() | targets.keys())
    return [ProgramProgress(code, program_label(code), _progress(ranks.get(code, {}), targets.get(code))) for code in codes]


def overall(programs: list[ProgramProgress]) -> Progress:
    """All programs together; a person of two programs counts in each."""
    every = [program.progress for program in programs]
    targets = [one.target for one in every if one.target is not None]
    return Progress(
        sum(targets) if targets else None,
        *(sum(getattr(one, name) for one in every) for name in ("enrolled", "active", "completed", "withdrawn")),
    )


def broken_down(db: Db, question: Question, by: By) -> dict[str, Progress]:
    """By value; nothing for what an enrollment does not have (themes, types)."""
    if by in (By.THEME, By.TYPE, By.PLACE_TYPE):
        return {}
    if by is By.PROGRAM:
        return {each.program: each.progress for each in of_programs(db, question)}
    return {value: _progress(ranks, None) for value, ranks in _best(db, question, lambda row: value_of(row, by)).items()}


def value_of(row: Any, by: By) -> str:
    """The value of one breakdown that a row has."""
    if by is By.MONTH:
        return f"{row.day:%Y-%m}"
    value: str | None = getattr(row, by.value)
    return value or (NO_PROGRAM if by is By.PROGRAM else NOT_SAID)


def _best(db: Db, question: Question, group: Callable[[Any], str]) -> dict[str, dict[tuple[str, str, str], int]]:
    """For each group, how far each person got in each program at best: several enrollments of hers count once."""
    found: dict[str, dict[tuple[str, str, str], int]] = {}
    for row in ledger.steps_until(db, question.until, question.territory, question.program):
        ranks = found.setdefault(group(row), {})
        who = (row.program, row.node, row.pid or f"enrollment {row.enrollment}")
        ranks[who] = max(ranks.get(who, 0), _RANKS[EnrollmentStage(row.stage)])
    return found


def _progress(ranks: dict[tuple[str, str, str], int], target: int | None) -> Progress:
    reached = list(ranks.values())
    return Progress(
        target,
        enrolled=sum(rank >= _RANKS[EnrollmentStage.ENROLLED] for rank in reached),
        active=reached.count(_RANKS[EnrollmentStage.ACTIVE]),
        completed=reached.count(_RANKS[EnrollmentStage.COMPLETED]),
        withdrawn=reached.count(_RANKS[EnrollmentStage.WITHDRAWN]),
    )


def _targets(db: Db, question: Question) -> dict[str, int | None]:
    """The targets of the nodes added up by code; a territory asks for the node of that house alone."""
    found: dict[str, int | None] = {}
    for state in ledger.programs(db):
        elsewhere = question.territory and _house(state.node) != question.territory
        if elsewhere or question.program not in (None, state.program):
            continue
        before = found.get(state.program)
        found[state.program] = before if state.target is None else (before or 0) + state.target
    return found


def _house(node: str) -> str:
    try:
        return territories.territory(node).code
    except territories.UnknownTerritory:
        return ""
