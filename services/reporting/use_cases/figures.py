"""Reading the cells for one question."""

import datetime as dt

from lakou.kernel.db import Db
from services.reporting.labels import NO_PROGRAM, By
from services.reporting.model import Tally
from services.reporting.model.cells import Dimension
from services.reporting.model.questions import Question
from services.reporting.storage import cells
from services.reporting.use_cases.spans import spans

_COLUMNS = {By.TERRITORY: "territory", By.PROGRAM: "program", By.MONTH: "start"}


def total(db: Db, question: Question) -> Tally:
    """Everything together."""
    return _read(db, question, None).get("", Tally())


def tallies(db: Db, question: Question, by: By) -> dict[str, Tally]:
    """By value of one breakdown; values about which nothing is known are not there."""
    found = _read(db, question, by)
    if by is By.PROGRAM and "" in found:
        found[NO_PROGRAM] = found.pop("")
    return found


def _read(db: Db, question: Question, by: By | None) -> dict[str, Tally]:
    dimension = Dimension.TOTAL if by is None or by in _COLUMNS else Dimension(by.value)
    column = _COLUMNS.get(by, "value") if by else "value"
    found: dict[str, Tally] = {}
    for span in spans(question.since, question.until):
        for value, tally in cells.read(db, dimension, column, span, question.territory, question.program).items():
            found.setdefault(_name(value), Tally()).merge(tally)
    return found


def _name(value: str | dt.date) -> str:
    return value if isinstance(value, str) else f"{value:%Y-%m}"
