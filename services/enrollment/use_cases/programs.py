"""Open a program, change it."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from lakou.contracts.reporting import CommonProgramOffered
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotFound
from services.enrollment.model import Program
from services.enrollment.model.programs import slug_of
from services.enrollment.model.rules import CodeTaken, ProgramIsCommon
from services.enrollment.storage import programs as storage
from services.enrollment.use_cases import places

SHARED = ("name", "starts_on", "ends_on", "eligibility", "funder")
"""What is the same at every node when the hub shares a program out."""


def open_program(context: ServiceContext, given: Mapping[str, Any]) -> Program:
    """Open a program. Raises InvalidInput or CodeTaken."""
    code = given.get("code") or slug_of(given["name"])
    if not code:
        raise InvalidInput({"code": "Donnez un code : ce nom n’a pas de lettre dont on puisse en faire un."})
    with context.database.transaction() as db:
        if storage.by_code(db, code):
            raise CodeTaken(code=code)
        program = Program(code=code, kind=given["kind"], revision=1)
        _fill(program, given)
        db.add(program)
        try:
            db.flush()
        except IntegrityError as error:
            raise CodeTaken(code=code) from error
        outbox.record(db, program.described())
        return program


def change_program(
    context: ServiceContext, program_id: uuid.UUID, given: Mapping[str, Any], check: Callable[[int], None]
) -> Program:
    """Change a program. `check` is given its revision. Raises NotFound, StaleRevision or InvalidInput."""
    with context.database.transaction() as db:
        get(db, program_id)
        program = storage.locked(db, program_id)
        check(program.revision)
        _check_common(program, given)
        _fill(program, given)
        program.revision += 1
        outbox.record(db, program.described())
        db.flush()
        places.fill(db, program, clock.today(context.site.zone))
        return program


def adopt(db: Db, offer: CommonProgramOffered) -> None:
    """The hub shares a program out: it is opened, or becomes the common one under its code, with the people it has."""
    program = storage.by_code(db, offer.code)
    if program is None:
        program = Program(code=offer.code, kind=offer.kind.value, revision=0)
        db.add(program)
    for name in SHARED:
        setattr(program, name, getattr(offer, name))
    program.target = program.target if offer.target is None else offer.target
    program.common = True
    program.revision += 1
    db.flush()
    outbox.record(db, program.described())


def _check_common(program: Program, given: Mapping[str, Any]) -> None:
    if not program.common:
        return
    moved = [name for name in SHARED if name in given and (given[name] or None) != getattr(program, name)]
    if moved:
        raise ProgramIsCommon(fields=moved)


def get(db: Db, program_id: uuid.UUID) -> Program:
    """The program. Raises NotFound."""
    program = db.get(Program, program_id)
    if program is None:
        raise NotFound("Ce programme n’existe pas. Repartez de la liste des programmes.")
    return program


def _fill(program: Program, given: Mapping[str, Any]) -> None:
    for name in ("name", "target", "starts_on", "ends_on", "eligibility", "funder", "capacity", "cohort"):
        if name in given:
            setattr(program, name, given[name] if given[name] != "" else None)
    if "budget" in given:
        program.budget_cents = None if given["budget"] is None else round(given["budget"] * 100)
    if program.starts_on and program.ends_on and program.ends_on < program.starts_on:
        raise InvalidInput({"ends_on": "La fin vient avant le début : vérifiez les deux dates."})
