"""The file as it came, and where it waits until it is imported."""

import dataclasses
import datetime as dt
import hashlib
import uuid
from pathlib import PurePath

from eventlet import tpool

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import NotFound
from lakou.kernel.sheets.refusals import UnreadableSheet
from services.sessions.model import PastImport, PastState
from services.sessions.model.rules import PastFileRefused, PastImportNotReady
from services.sessions.past import Act, Line, PastSheet, acts_of, read_past
from services.sessions.storage import past as storage

KEPT_UNUSED = dt.timedelta(hours=24)


@dataclasses.dataclass(frozen=True)
class Reading:
    """A file that could be read, as acts with their lines."""

    sheet: PastSheet
    groups: list[tuple[Act | None, list[Line]]]

    @property
    def line_count(self) -> int:
        """All lines."""
        return len(self.sheet.rows)


def read(data: bytes, day: dt.date) -> Reading:
    """Read a file in another thread, since it takes long. Raises PastFileRefused."""
    try:
        reading: Reading = tpool.execute(_read, data, day)
    except UnreadableSheet as error:
        raise PastFileRefused(error.slug, error.message) from error
    return reading


def _read(data: bytes, day: dt.date) -> Reading:
    sheet = read_past(data, day)
    return Reading(sheet, acts_of(sheet, day))


def receive(context: ServiceContext, data: bytes, filename: str, by: str) -> PastImport:
    """Keep a file until it is imported; one that was interrupted is given back, to go on with. Raises PastFileRefused."""
    now, day = clock.now(), clock.today(context.site.zone)
    reading, digest = read(data, day), hashlib.sha256(data).hexdigest()
    with context.database.transaction() as db:
        storage.forget_abandoned(db, now - KEPT_UNUSED)
        begun = storage.interrupted(db, digest)
        if begun is not None:
            return begun
        name = PurePath(filename.replace("\\", "/")).name[:200] or "activites"
        job = PastImport(id=uuid.uuid4(), filename=name, digest=digest, content=data, state=PastState.UPLOADED.value)
        job.line_count, job.day, job.created_at, job.created_by = reading.line_count, day, now, by
        db.add(job)
        return job


def view(context: ServiceContext, import_id: uuid.UUID) -> tuple[PastImport, Reading]:
    """A file that waits, and what it says. Raises NotFound or PastImportNotReady."""
    with context.database.reading() as db:
        job = get(db, import_id)
        data = job.content
    if data is None or job.state not in (PastState.UPLOADED, PastState.RUNNING):
        raise PastImportNotReady
    return job, read(data, job.day)


def forget(context: ServiceContext, import_id: uuid.UUID) -> None:
    """Drop a file that was not imported. Raises NotFound or PastImportNotReady."""
    with context.database.transaction() as db:
        job = get(db, import_id)
        if job.state != PastState.UPLOADED:
            raise PastImportNotReady
        db.delete(job)


def get(db: Db, import_id: uuid.UUID) -> PastImport:
    """The import. Raises NotFound."""
    job = db.get(PastImport, import_id)
    if job is None:
        raise NotFound("Cet import n’existe pas, ou son fichier a été oublié. Repartez de la page des imports.")
    return job


def exists(context: ServiceContext, import_id: uuid.UUID) -> bool:
    """Whether this is an import of activities."""
    with context.database.reading() as db:
        return db.get(PastImport, import_id) is not None
