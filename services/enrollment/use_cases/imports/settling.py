"""A person decides on a line that waits: the same woman, another one, a correction, or nothing."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from lakou.contracts import territories
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotFound
from services.enrollment.model import Beneficiary, Import, ImportLine, ImportState, Outcome
from services.enrollment.model.rules import ImportNotReady, LineSettled, PossibleDuplicate
from services.enrollment.sheets import Field, ParsedLine, Row, Sheet, Skipped, parse, refused_csv
from services.enrollment.storage import beneficiaries as people
from services.enrollment.storage import imports as storage
from services.enrollment.use_cases import beneficiaries, drafts
from services.enrollment.use_cases.drafts import Draft
from services.enrollment.use_cases.imports import receiving
from services.enrollment.use_cases.imports.running import say
from services.enrollment.use_cases.imports.sorting import Stored, Verdict, verdict

LEFT_OUT = "Laissée de côté."
SAME = "Dite la même personne par {by}."
_WAITING = (Outcome.TO_CHECK, Outcome.REFUSED)


def line_to_settle(context: ServiceContext, import_id: uuid.UUID, number: int) -> tuple[Import, ImportLine, dict[str, Any]]:
    """A line that waits, and what is known of its person so far. Raises NotFound or LineSettled."""
    with context.database.reading() as db:
        job, row = _waiting(db, import_id, number)
        return job, row, answers(context, job, row)


def decide(context: ServiceContext, import_id: uuid.UUID, number: int, given: Mapping[str, Any], by: str) -> ImportLine:
    """Settle a line. Raises NotFound, LineSettled, InvalidInput, or PossibleDuplicate when somebody else looks like her too."""
    decision = given["decision"]
    with context.database.transaction() as db:
        people.hold_registrations(db)
        job, row = _waiting(db, import_id, number)
        if decision == "leave_out":
            row.outcome, row.message, row.left_out = Outcome.REFUSED.value, LEFT_OUT, True
            row.cells = row.corrections = None
        elif decision == "same":
            _same(db, row, given.get("id"), by)
        else:
            _again(context, db, job, row, given, by)
        return row


def _same(db: Db, row: ImportLine, chosen: uuid.UUID | None, by: str) -> None:
    candidates = [uuid.UUID(each) for each in row.candidates]
    if not candidates:
        raise InvalidInput({"decision": "Aucune fiche ne lui ressemble : corrigez la ligne, ou laissez-la de côté."})
    if chosen is None and len(candidates) > 1:
        raise InvalidInput({"id": "Plusieurs fiches lui ressemblent : dites laquelle."})
    person = chosen or candidates[0]
    if person not in candidates or db.get(Beneficiary, person) is None:
        raise InvalidInput({"id": "Cette fiche n’est pas parmi celles qui lui ressemblent."})
    row.outcome, row.field, row.message = Outcome.KNOWN.value, None, SAME.format(by=by)
    row.beneficiary_id, row.cells, row.corrections = person, None, None


def _again(context: ServiceContext, db: Db, job: Import, row: ImportLine, given: Mapping[str, Any], by: str) -> None:
    """Sort the line again, corrected; `distinct` says that those shown as alike are others."""
    corrected = {name: _plain(value) for name, value in given.items() if name not in {"decision", "id"}}
    if "birth_year" in corrected and "birth_date" not in corrected:
        corrected["birth_date"] = None
    if "birth_date" in corrected and "birth_year" not in corrected:
        corrected["birth_year"] = None
    row.corrections = {**(row.corrections or {}), **corrected}
    draft = _draft(context, job, row)
    found = verdict(draft, Stored(db, job.id))
    if given["decision"] == "distinct" and found.outcome in (Outcome.TO_CHECK, Outcome.KNOWN):
        strangers = [each for each in found.candidates if str(each.id) not in row.candidates]
        if strangers:
            shown = [beneficiaries.candidate(each) for each in strangers if isinstance(each, Beneficiary)]
            raise PossibleDuplicate(candidates=shown)
        found = Verdict(Outcome.CREATED, f"Dite une autre personne par {by}.")
    created = None
    if found.outcome is Outcome.CREATED:
        created = beneficiaries.add(db, draft, by=by, today=clock.today(context.site.zone), import_id=job.id).id
    say(row, found, created)
    row.label = draft.name[:210]
    if found.outcome not in _WAITING:
        row.cells = row.corrections = None


def _draft(context: ServiceContext, job: Import, row: ImportLine) -> Draft:
    """The person of a line with its corrections. Raises InvalidInput naming what is still missing."""
    said = answers(context, job, row)
    missing = {name: "Complétez cette réponse." for name in ("family_name", "given_name", "commune") if not said[name]}
    if missing:
        raise InvalidInput(missing)
    return drafts.from_answers(said, clock.today(context.site.zone))


def answers(context: ServiceContext, job: Import, row: ImportLine) -> dict[str, Any]:
    """What the line says, corrections on top, as BeneficiaryInSchema would give it."""
    line = parsed(context, job, row)
    said: dict[str, Any] = {name: getattr(line, name) for name in _FIELDS}
    said |= {"gender": line.gender.value, "rsa": line.rsa.value, "social_status": line.social_status.value}
    said["referrer"] = line.referrer.value if line.referrer else None
    said["consents"] = []
    if line.consent_follow_up is not None:
        agreed = {"purpose": "follow_up", "given": line.consent_follow_up, "channel": "paper", "on": job.day}
        said["consents"] = [agreed]
    said |= row.corrections or {}
    if isinstance(said["birth_date"], str):
        said["birth_date"] = dt.date.fromisoformat(said["birth_date"])
    return said


_FIELDS = ("family_name", "given_name", "birth_year", "birth_date", "commune", "phone", "email", "notes")


def parsed(context: ServiceContext, job: Import, row: ImportLine) -> ParsedLine:
    """The line read again from its cells."""
    home = territories.territory(context.site.territory) if context.site.territory else None
    sheet = Sheet(tuple(job.header), (Row(row.line, tuple(row.cells or ())),), 0, Skipped(), "csv", job.filename)
    mapping = {int(index): Field(field).value for index, field in job.mapping.items()}
    return parse(sheet, mapping, job.day, home=home)[0]


def refused_file(context: ServiceContext, import_id: uuid.UUID) -> bytes:
    """The refused lines as a CSV to correct and send again. Raises NotFound."""
    with context.database.reading() as db:
        job = receiving.get(db, import_id)
        lines = [parsed(context, job, row) for row in storage.refused(db, import_id) if row.cells]
    return refused_csv(lines, job.header)


def _waiting(db: Db, import_id: uuid.UUID, number: int) -> tuple[Import, ImportLine]:
    job, row = receiving.get(db, import_id), db.get(ImportLine, (import_id, number))
    if row is None:
        raise NotFound("Cette ligne n’est pas dans cet import. Repartez de la page de l’import.")
    if job.state not in (ImportState.RUNNING, ImportState.DONE):
        raise ImportNotReady
    if row.cells is None or row.outcome not in _WAITING:
        raise LineSettled
    return job, row


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    return value.isoformat() if hasattr(value, "isoformat") else value
