"""A person decides on a line that waits: who she is, counted without a name, noted here already, or left out."""

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
from services.sessions.use_cases.past import doubles, receiving
from services.sessions.use_cases.past.sorting import KNOWN
from services.sessions.use_cases.past.verdicts import Verdict
from services.sessions.use_cases.past.writing import write

LEFT_OUT = "Laissée de côté."
SAME = "Dite cette personne par {by}."
TWICE = "Déjà notée ici, dit par {by}."
TAKEN = "Reprise, dit par {by}."
NAMELESS = "Comptée sans nom, dit par {by}."
BATCH = 50


def decide(context: ServiceContext, import_id: uuid.UUID, number: int, given: Mapping[str, Any], by: str) -> PastLine:
    """Settle a line: `decision` is same (with `id`), nameless, double or leave_out.

    Who turns out to be somebody for whom the same was noted here is asked about again, as a double.

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
            rows = [row for row in storage.waiting(db, import_id) if not row.candidates and not row.double][:BATCH]
            for row in rows:
                _settle(context, db, job, row, {"decision": "nameless"}, by)
        settled += sum(row.outcome != PastOutcome.TO_CHECK for row in rows)
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
        case "double" if row.double:
            row.outcome, row.message = PastOutcome.KNOWN.value, TWICE.format(by=by)
        case "double":
            raise InvalidInput({"decision": "Rien de semblable n’est noté ici pour cette ligne."})
        case "same":
            person = _person(db, row, given.get("id"))
            row.candidates = [str(person.beneficiary_id)]
            verdict = Verdict(line, PastOutcome.CREATED, person=person)
            if _is_asked_again(db, row, act, verdict):
                return
            _take(context, db, job, row, act, verdict, (TAKEN if row.double else SAME).format(by=by))
        case _:
            verdict = Verdict(line, PastOutcome.CREATED)
            if _is_asked_again(db, row, act, verdict):
                row.candidates = []
                return
            _take(context, db, job, row, act, verdict, NAMELESS.format(by=by))
            row.nameless = row.outcome == PastOutcome.CREATED and bool(line.person)
    row.field, row.cells = None, None
    db.flush()


def _is_asked_again(db: Db, row: PastLine, act: Act, verdict: Verdict) -> bool:
    """Whether it turns out to look like what was noted here: then that is asked, once."""
    message = "" if row.double else doubles.looks_like(db, act, verdict)
    if message:
        row.double, row.message = True, message
    return bool(message)


def _take(context: ServiceContext, db: Db, job: PastImport, row: PastLine, act: Act, verdict: Verdict, said: str) -> None:
    before = db.get(PastAct, act.key)
    person = verdict.person
    there = before is not None and (before.support_id or (person and _seated(db, before, person)))
    if there:
        row.outcome, row.message, row.double = PastOutcome.KNOWN.value, KNOWN, False
        return
    made = write(context, db, job, act, [verdict], by_decision=bool(verdict.line.person))[verdict.line.number]
    row.outcome, row.message, row.double = PastOutcome.CREATED.value, said, False
    row.seat_id, row.support_id = made.seat_id, made.support_id


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
