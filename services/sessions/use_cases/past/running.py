"""Take the acts in, a few in each transaction: killed at any moment and run again, it goes on where it stopped."""

import dataclasses
import uuid
from collections.abc import Sequence

import eventlet

from lakou.kernel import clock, logs
from lakou.kernel.context import ServiceContext
from lakou.kernel.database_trouble import is_trouble
from lakou.kernel.db import Db
from services.sessions.model import PastImport, PastLine, PastOutcome, PastState
from services.sessions.past import Act, Line
from services.sessions.storage import past as storage
from services.sessions.use_cases.past import receiving, telling
from services.sessions.use_cases.past.matching import People
from services.sessions.use_cases.past.sorting import refused, sort
from services.sessions.use_cases.past.telling import BATCH, Progress, Report
from services.sessions.use_cases.past.verdicts import Verdict
from services.sessions.use_cases.past.writing import Made, write

UNEXPECTED = "Cette activité n’a pas pu être reprise. Vérifiez-la, puis corrigez le fichier."

Group = tuple[Act | None, list[Line]]


def bring_in(
    context: ServiceContext,
    data: bytes,
    filename: str,
    by: str,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Import a file in one go, or only say what that would do, keeping nothing. Raises PastFileRefused."""
    if dry_run:
        reading = receiving.read(data, clock.today(context.site.zone))
        return telling.try_out(context, reading, filename, progress)
    job = receiving.receive(context, data, filename, by)
    run(context, job.id, progress)
    return telling.report(context, job.id)


def run(context: ServiceContext, import_id: uuid.UUID, progress: Progress | None = None) -> None:
    """Take in every act that has not been. Raises NotFound or PastImportNotReady."""
    _, reading = receiving.view(context, import_id)
    with context.database.transaction() as db:
        receiving.get(db, import_id).state = PastState.RUNNING.value
    register = People(reading.sheet.exported_on)
    for start in range(0, len(reading.groups), BATCH):
        _take(context, import_id, reading.groups[start : start + BATCH], register)
        if progress:
            progress(min(start + BATCH, len(reading.groups)), len(reading.groups))
        eventlet.sleep(0)
    with context.database.transaction() as db:
        job = receiving.get(db, import_id)
        if job.state == PastState.RUNNING:
            job.state, job.content = PastState.DONE.value, None


def _take(context: ServiceContext, import_id: uuid.UUID, groups: Sequence[Group], register: People) -> None:
    """A few acts in one transaction; when one breaks, each in its own, so that it holds up no other."""
    try:
        with context.database.transaction() as db:
            _take_all(context, db, import_id, groups, register)
    except Exception as error:
        if is_trouble(error):
            raise
        if len(groups) > 1:
            for group in groups:
                _take(context, import_id, [group], register)
            return
        _, lines = groups[0]
        logs.get().error("past.act_failed", line=lines[0].number, error=type(error).__name__)
        with context.database.transaction() as db:
            for line in lines:
                note(db, import_id, None, Verdict(line, PastOutcome.REFUSED, UNEXPECTED), Made())


def _take_all(context: ServiceContext, db: Db, import_id: uuid.UUID, groups: Sequence[Group], register: People) -> None:
    storage.hold(db)
    job = receiving.get(db, import_id)
    if job.state != PastState.RUNNING:
        return
    done = storage.taken(db, import_id, [line.number for _, lines in groups for line in lines])
    for act, lines in groups:
        if not done.intersection(line.number for line in lines):
            _take_act(context, db, job, act, lines, register)


def _take_act(context: ServiceContext, db: Db, job: PastImport, act: Act | None, lines: list[Line], register: People) -> None:
    if act is None:
        for line in lines:
            note(db, job.id, None, refused(line), Made())
        return
    verdicts = sort(db, act, lines, register)
    made = write(context, db, job, act, verdicts)
    for verdict in verdicts:
        note(db, job.id, act, verdict, made.get(verdict.line.number, Made()))


def note(db: Db, import_id: uuid.UUID, act: Act | None, verdict: Verdict, made: Made) -> None:
    """Write what became of a line; what waits for somebody is kept whole."""
    waits = act is not None and verdict.outcome is PastOutcome.TO_CHECK
    row = PastLine(
        import_id=import_id,
        line=verdict.line.number,
        key=act.key if act else None,
        outcome=verdict.outcome.value,
        field=verdict.field,
        message=verdict.message,
        label=verdict.label[:210],
        cells=_kept(act, verdict.line) if act is not None and waits else None,
        candidates=[str(each.beneficiary_id) for each in verdict.candidates],
        seat_id=made.seat_id,
        support_id=made.support_id,
        double=verdict.double,
    )
    db.add(row)


def _kept(act: Act, line: Line) -> dict[str, object]:
    return {"act": dataclasses.asdict(act) | {"day": act.day.isoformat()}, "line": dataclasses.asdict(line)}
