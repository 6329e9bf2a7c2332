"""What an import would do, or did: counts and lines."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import eventlet

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.enrollment.model import ImportLine, ImportState, Outcome
from services.enrollment.sheets import ParsedLine
from services.enrollment.storage import imports as storage
from services.enrollment.use_cases import drafts
from services.enrollment.use_cases.imports import receiving
from services.enrollment.use_cases.imports.sorting import Trial, Verdict, hindrance, placed, remarks, verdict

BATCH = 25

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ReportLine:
    """One line. `id` is a person's; `label` her name as the file has it."""

    line: int
    outcome: str
    field: str | None
    message: str
    id: uuid.UUID | None
    label: str = ""
    warnings: int = 0


@dataclass(frozen=True)
class Report:
    """What an import would do (`id` None) or did. `other_sheets` hold people under other titles, and were not read."""

    id: uuid.UUID | None
    filename: str
    state: str
    created: int
    known: int
    to_check: int
    refused: int
    warnings: int
    lines: list[ReportLine]
    other_sheets: tuple[str, ...]


def try_out(context: ServiceContext, lines: list[ParsedLine], filename: str, progress: Progress | None = None) -> Report:
    """Sort every line and write nothing."""
    trial, found = Trial(context.site.zone), list[ReportLine]()
    for start in range(0, len(lines), BATCH):
        with context.database.reading() as db:
            trial.db = db
            found += [_tried(trial, line) for line in lines[start : start + BATCH]]
        if progress:
            progress(len(found), len(lines))
        eventlet.sleep(0)
    counts = {outcome.value: sum(line.outcome == outcome for line in found) for outcome in Outcome}
    warned = sum(line.warnings > 0 for line in found if line.outcome == Outcome.CREATED)
    return Report(None, filename, ImportState.UPLOADED.value, **counts, warnings=warned, lines=found, other_sheets=())


def report(context: ServiceContext, import_id: uuid.UUID, *, with_lines: bool = True) -> Report:
    """What an import did so far. Raises NotFound."""
    with context.database.reading() as db:
        job = receiving.get(db, import_id)
        lines: Iterable[ImportLine] = storage.lines(db, import_id) if with_lines else ()
        found = [ReportLine(each.line, each.outcome, each.field, each.message, each.beneficiary_id) for each in lines]
        counts, warned = storage.counts(db, import_id), storage.warnings(db, import_id)
        return Report(job.id, job.filename, job.state, **counts, warnings=warned, lines=found, other_sheets=())


def label_of(line: ParsedLine) -> str:
    """The person as the file names her."""
    return " ".join(filter(None, (line.given_name, line.family_name))) or "Sans nom"


def _tried(trial: Trial, line: ParsedLine) -> ReportLine:
    found, draft = hindrance(line), None
    if found is None:
        draft = drafts.from_line(line, clock.today(trial.zone))
        found = verdict(draft, trial, remarks(line))
    if draft is not None and found.outcome is Outcome.CREATED:
        trial.take(draft)
    return _line(line, placed(found, line))


def _line(line: ParsedLine, found: Verdict) -> ReportLine:
    known = found.known
    stored = known.id if known is not None and not isinstance(known, drafts.Draft) else None
    return ReportLine(line.number, found.outcome.value, found.field, found.message, stored, label_of(line), found.warnings)
