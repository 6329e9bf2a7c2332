"""What an import would do, or did: counts and lines."""

import dataclasses
import uuid
from collections.abc import Callable, Iterable

import eventlet

from lakou.kernel.context import ServiceContext
from services.sessions.model import PastLine, PastOutcome, PastState
from services.sessions.storage import past as storage
from services.sessions.use_cases.past.matching import People
from services.sessions.use_cases.past.receiving import Reading, get
from services.sessions.use_cases.past.sorting import refused, sort
from services.sessions.use_cases.past.verdicts import Verdict

BATCH = 25

Progress = Callable[[int, int], None]


@dataclasses.dataclass(frozen=True)
class ReportLine:
    """One line. `id` is the person who took part or may have; `label` her name as the file has it."""

    line: int
    outcome: str
    field: str | None
    message: str
    id: uuid.UUID | None
    label: str = ""


@dataclasses.dataclass(frozen=True)
class Report:
    """What an import would do (`id` None) or did."""

    id: uuid.UUID | None
    filename: str
    state: str
    created: int
    known: int
    to_check: int
    refused: int
    lines: list[ReportLine]


def try_out(context: ServiceContext, reading: Reading, filename: str, progress: Progress | None = None) -> Report:
    """Sort every line and write nothing."""
    register, found = People(reading.sheet.exported_on, remembers=True), list[ReportLine]()
    for start in range(0, len(reading.groups), BATCH):
        with context.database.reading() as db:
            for act, lines in reading.groups[start : start + BATCH]:
                verdicts = sort(db, act, lines, register) if act else [refused(line) for line in lines]
                found += [_tried(verdict) for verdict in verdicts]
        if progress:
            progress(len(found), reading.line_count)
        eventlet.sleep(0)
    found.sort(key=lambda line: line.line)
    counts = {outcome.value: sum(line.outcome == outcome for line in found) for outcome in PastOutcome}
    return Report(None, filename, PastState.UPLOADED.value, **counts, lines=found)


def report(context: ServiceContext, import_id: uuid.UUID, *, with_lines: bool = True) -> Report:
    """What an import did so far. Raises NotFound."""
    with context.database.reading() as db:
        job = get(db, import_id)
        rows: Iterable[PastLine] = storage.lines(db, import_id) if with_lines else ()
        found = [_told(row) for row in rows]
        return Report(job.id, job.filename, job.state, **storage.counts(db, import_id), lines=found)


def _tried(verdict: Verdict) -> ReportLine:
    first = next((each.beneficiary_id for each in verdict.candidates), None)
    return ReportLine(verdict.line.number, verdict.outcome.value, verdict.field, verdict.message, first, verdict.label)


def _told(row: PastLine) -> ReportLine:
    first = uuid.UUID(row.candidates[0]) if row.candidates else None
    return ReportLine(row.line, row.outcome, row.field, row.message, first, row.label)
