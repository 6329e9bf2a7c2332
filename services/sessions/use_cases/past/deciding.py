"""A person decides on a line that waits: who she is, counted without a name, or left out."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotFound
from services.sessions.model import KnownPerson, PastAct, PastImport, PastLine, PastOutcome, PastState
from services.sessions.model.rules import PastImportNotReady, PastLineSettled
from services.sessions.past import Act, Line
from services.sessions.storage import past as storage
from services.sessions.storage import people, seats
from services.sessions.use_cases.past import receiving
from services.sessions.use_cases.past.sorting import KNOWN, Verdict
from services.sessions.use_cases.past.writing import write

LEFT_OUT = "Laissée de côté."
SAME = "Dite cette personne par {by}."
NAMELESS = "Comptée sans nom, dit par {by}."
BATCH = 50


def decide(context: ServiceContext, import_id: uuid.UUID, number: int, given: Mapping[str, Any], by: str) -> PastLine:
    """Settle a line: `decision` is same (with `id`), nameless or leave_out.

    Raises NotFound, PastImportNotReady, PastLineSettled, InvalidInput.
    """
    with context.database.transaction() as db:
        storage.hold(db)
        job = _open(db, import_id)
        row = db.get(PastLine, (import_id, number))
        if row is None:
            raise NotFound("Cette ligne n’est pas dans cet import.")
        if row.outcome != PastOutcome.TO_CHECK or row.cells is None:
            raise PastLineSettled
        _settle(context, db, job, row, given, by)
        return row


def nameless_all(context: ServiceContext, import_id: uuid.UUID, by: str) -> int:
    """Count without a name everybody whose name fits nobody here; how many lines that were. Raises as `decide`."""
    settled = 0
    while True:
        with context.database.transaction() as db:
            storage.hold(db)
            job = _open(db, import_id)
            rows = [row for row in storage.waiting(db, import_id) if not row.candidates][:BATCH]
            for row in rows:
                _settle(context, db, job, row, {"decision": "nameless"}, by)
        settled += len(rows)
        if not rows:
            return settled


def _open(db: Db, import_id: uuid.UUID) -> PastImport:
    job = receiving.get(db, import_id)
    if job.state != PastState.DONE:
        raise PastImportNotReady
    return job


def _settle(context: ServiceContext, db: Db, job: PastImport, row: PastLine, given: Mapping[str, Any], by: str) -> None:
    assert row.cells is not None
    act, line = _act(row.cells["act"]), Line(**row.cells["line"])
    match given["decision"]:
        case "leave_out":
            row.outcome, row.message = PastOutcome.REFUSED.value, LEFT_OUT
        case "same":
            person = _person(db, row, given.get("id"))
            _take(context, db, job, row, act, Verdict(line, PastOutcome.CREATED, person=person), SAME.format(by=by))
            row.candidates = [str(person.beneficiary_id)]
        case _:
            _take(context, db, job, row, act, Verdict(line, PastOutcome.CREATED), NAMELESS.format(by=by))
            row.nameless = row.outcome == PastOutcome.CREATED
    row.field, row.cells = None, None
    db.flush()


def _take(context: ServiceContext, db: Db, job: PastImport, row: PastLine, act: Act, verdict: Verdict, said: str) -> None:
    before = db.get(PastAct, act.key)
    person = verdict.person
    there = before is not None and (before.support_id or (person and _seated(db, before, person)))
    if there:
        row.outcome, row.message = PastOutcome.KNOWN.value, KNOWN
        return
    made = write(context, db, job, act, [verdict], by_decision=True)[verdict.line.number]
    row.outcome, row.message, row.seat_id, row.support_id = PastOutcome.CREATED.value, said, made.seat_id, made.support_id


def _seated(db: Db, before: PastAct, person: KnownPerson) -> bool:
    assert before.session_id is not None
    files = people.files(db, person.beneficiary_id)
    return any(seats.of_person(db, before.session_id, each) is not None for each in files)


def _person(db: Db, row: PastLine, chosen: uuid.UUID | None) -> KnownPerson:
    if chosen is None and len(row.candidates) == 1:
        chosen = uuid.UUID(row.candidates[0])
    if chosen is None:
        raise InvalidInput({"id": "Dites de quelle personne il s’agit."})
    person = people.known(db, chosen)
    if person is None:
        raise InvalidInput({"id": "Cette personne n’a pas de fiche ici."})
    return person


def _act(kept: dict[str, Any]) -> Act:
    lists = {name: tuple(kept[name]) for name in ("themes", "equipment", "strange_themes")}
    return Act(**(kept | lists | {"day": dt.date.fromisoformat(kept["day"])}))
