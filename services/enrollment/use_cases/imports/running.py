"""Take the lines in, a few in each transaction: killed at any moment and run again, it goes on where it stopped."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

import eventlet

from lakou.kernel import clock, logs
from lakou.kernel.context import ServiceContext
from lakou.kernel.database_trouble import is_trouble
from lakou.kernel.db import Db
from services.enrollment.model import Import, ImportLine, ImportState, Outcome
from services.enrollment.sheets import ParsedLine, Sheet
from services.enrollment.storage import beneficiaries as people
from services.enrollment.storage import imports as storage
from services.enrollment.use_cases import beneficiaries, drafts
from services.enrollment.use_cases.imports import receiving, trying
from services.enrollment.use_cases.imports.sorting import Stored, Verdict, hindrance, placed, remarks, verdict
from services.enrollment.use_cases.imports.trying import BATCH, Progress, Report, label_of

UNEXPECTED = "Cette ligne n’a pas pu être reprise. Vérifiez-la, puis corrigez-la ici."


def bring_in(
    context: ServiceContext,
    data: bytes,
    filename: str,
    by: str,
    *,
    corrections: Mapping[int, str] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Import a file in one go, or only say what that would do, keeping nothing. Raises SheetRefused or InvalidInput."""
    if dry_run:
        reading = receiving.read(context, data, filename, corrections or {}, clock.today(context.site.zone))
        tried = trying.try_out(context, reading.lines, filename, progress)
        return replace(tried, other_sheets=reading.sheet.others)
    job = receiving.receive(context, data, filename, by, corrections)
    sheet = run(context, job.id, by, progress)
    return replace(trying.report(context, job.id), other_sheets=sheet.others)


def run(context: ServiceContext, import_id: uuid.UUID, by: str, progress: Progress | None = None) -> Sheet:
    """Take in every line that has not been, and give the sheet that was read. Raises NotFound or ImportNotReady."""
    job, reading = receiving.view(context, import_id)
    with context.database.transaction() as db:
        receiving.get(db, import_id).state = ImportState.RUNNING.value
    for start in range(0, len(reading.lines), BATCH):
        _take(context, job, reading.lines[start : start + BATCH], by)
        if progress:
            progress(min(start + BATCH, len(reading.lines)), len(reading.lines))
        eventlet.sleep(0)
    with context.database.transaction() as db:
        job = receiving.get(db, import_id)
        if job.state == ImportState.RUNNING:
            job.state, job.content = ImportState.DONE.value, None
    return reading.sheet


def _take(context: ServiceContext, job: Import, lines: Sequence[ParsedLine], by: str) -> None:
    """A few lines in one transaction; when one breaks, each in its own, so that it holds up no other."""
    try:
        with context.database.transaction() as db:
            _take_all(db, job, lines, by)
    except Exception as error:
        if is_trouble(error):
            raise
        # Whatever a line holds, the others are taken.
        if len(lines) > 1:
            for line in lines:
                _take(context, job, [line], by)
            return
        logs.get().error("import.line_failed", line=lines[0].number, error=type(error).__name__)
        with context.database.transaction() as db:
            _note(db, job, lines[0], Verdict(Outcome.REFUSED, UNEXPECTED), None)


def _take_all(db: Db, job: Import, lines: Sequence[ParsedLine], by: str) -> None:
    people.hold_registrations(db)
    if receiving.get(db, job.id).state != ImportState.RUNNING:
        return
    done = storage.taken(db, job.id, [line.number for line in lines])
    register = Stored(db, job.id)
    for line in lines:
        if line.number not in done:
            take_line(db, job, line, register, by)


def take_line(db: Db, job: Import, line: ParsedLine, register: Stored, by: str) -> None:
    """Sort a line and act on it, in the transaction of `db`."""
    found, created = hindrance(line), None
    if found is None:
        draft = drafts.from_line(line, job.day)
        found = verdict(draft, register, remarks(line))
        if found.outcome is Outcome.CREATED:
            created = beneficiaries.add(db, draft, by=by, today=job.day, import_id=job.id).id
    _note(db, job, line, placed(found, line), created)


def _note(db: Db, job: Import, line: ParsedLine, found: Verdict, created: uuid.UUID | None) -> None:
    waits = found.outcome in (Outcome.TO_CHECK, Outcome.REFUSED)
    row = ImportLine(import_id=job.id, line=line.number, label=label_of(line)[:210], cells=list(line.raw) if waits else None)
    say(row, found, created)
    db.add(row)
    db.flush()


def say(row: ImportLine, found: Verdict, created: uuid.UUID | None) -> None:
    """Write what became of a line."""
    row.outcome, row.field, row.message, row.warnings = found.outcome.value, found.field, found.message, found.warnings
    row.beneficiary_id = created or (found.known.id if found.known else None)
    row.candidates = [str(each.id) for each in found.candidates]
