"""Take an import back while nobody has worked with its people."""

import uuid

import eventlet

from lakou.contracts.enrollment import BeneficiaryRemoved, IdentityRemoved
from lakou.kernel import outbox
from lakou.kernel.context import ServiceContext
from services.enrollment.model import ImportState
from services.enrollment.model.rules import ImportNotReady, ImportTouched
from services.enrollment.storage import imports as storage
from services.enrollment.use_cases.imports import receiving

BATCH = 100


def undo(context: ServiceContext, import_id: uuid.UUID) -> int:
    """Remove the people that this import created, and say how many. Interrupted, it may be asked again.

    Raises NotFound, ImportNotReady, or ImportTouched when somebody changed, enrolled, seated or helped one of them.
    """
    with context.database.transaction() as db:
        job = receiving.get(db, import_id)
        if job.state in (ImportState.UPLOADED, ImportState.UNDONE):
            raise ImportNotReady
        touched = storage.touched(db, import_id)
        if touched and job.state != ImportState.UNDOING:
            who = "Une personne a" if touched == 1 else f"{touched} personnes ont"
            raise ImportTouched(f"{who} changé depuis : gardez cet import, et corrigez les fiches une à une.", touched=touched)
        job.state, job.content = ImportState.UNDOING.value, None
    removed = 0
    while batch := _remove_some(context, import_id):
        removed += batch
        eventlet.sleep(0)
    with context.database.transaction() as db:
        receiving.get(db, import_id).state = ImportState.UNDONE.value
        storage.blank_lines(db, import_id)
    return removed


def _remove_some(context: ServiceContext, import_id: uuid.UUID) -> int:
    with context.database.transaction() as db:
        ids = storage.untouched(db, import_id, BATCH)
        storage.remove_people(db, ids)
        for person in ids:
            outbox.record(db, BeneficiaryRemoved(beneficiary_id=person))
            outbox.record(db, IdentityRemoved(beneficiary_id=person))
        return len(ids)
