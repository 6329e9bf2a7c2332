"""The file as it came: what its columns hold, and where it waits until it is imported."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeVar

import orjson
from eventlet import tpool

from lakou.contracts import territories
from lakou.contracts.territories import Territory
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotFound
from services.enrollment.model import Import, ImportState
from services.enrollment.model.rules import ImportNotReady, SheetRefused
from services.enrollment.sheets import (
    Column,
    Field,
    ParsedLine,
    Sheet,
    UnreadableSheet,
    WrongMapping,
    columns,
    corrected_mapping,
    parse,
    read_sheet,
)
from services.enrollment.storage import imports as storage

KEPT_UNUSED = dt.timedelta(hours=24)

T = TypeVar("T")


@dataclass(frozen=True)
class Reading:
    """A sheet that could be read: its columns with our guess, the mapping that is used, its lines understood."""

    sheet: Sheet
    columns: tuple[Column, ...]
    mapping: dict[int, Field]
    lines: list[ParsedLine]


def read(context: ServiceContext, data: bytes, filename: str, corrections: Mapping[int, str], day: dt.date) -> Reading:
    """Read a file in another thread, since it takes long. Raises SheetRefused, or InvalidInput on `mapping`."""
    home = territories.territory(context.site.territory) if context.site.territory else None
    try:
        reading: Reading = tpool.execute(_read, data, filename, dict(corrections), day, home)
    except UnreadableSheet as error:
        raise SheetRefused(error.slug, error.message) from error
    except WrongMapping as error:
        raise InvalidInput({"mapping": str(error)}) from error
    return reading


def _read(data: bytes, filename: str, corrections: dict[int, str], day: dt.date, home: Territory | None) -> Reading:
    sheet = read_sheet(data, filename)
    mapping = corrected_mapping(sheet, corrections)
    return Reading(sheet, columns(sheet), mapping, parse(sheet, mapping, day, home=home))


def receive(context: ServiceContext, data: bytes, filename: str, by: str, corrections: Mapping[int, str] | None = None) -> Import:
    """Keep a file until it is imported; one that was interrupted is given back, to go on with. Raises SheetRefused."""
    now, day = clock.now(), clock.today(context.site.zone)
    filename = PurePath(filename.replace("\\", "/")).name[:200] or "liste"
    reading = read(context, data, filename, corrections or {}, day)
    digest = _digest(data, reading.mapping)
    with context.database.transaction() as db:
        storage.forget_abandoned(db, now - KEPT_UNUSED)
        begun = storage.interrupted(db, digest)
        if begun is not None:
            return begun
        job = Import(id=uuid.uuid4(), filename=filename, digest=digest, content=data, state=ImportState.UPLOADED.value)
        job.header, job.line_count = list(reading.sheet.header), len(reading.lines)
        job.mapping = _stored(reading.mapping)
        job.day, job.created_at, job.created_by = day, now, by
        db.add(job)
        return job


def remap(context: ServiceContext, import_id: uuid.UUID, corrections: Mapping[int, str]) -> None:
    """Say what each column holds. Raises NotFound, ImportNotReady or InvalidInput."""
    job, data = waiting(context, import_id)
    reading = read(context, data, job.filename, corrections, job.day)
    with context.database.transaction() as db:
        job = get(db, import_id)
        job.mapping, job.digest = _stored(reading.mapping), _digest(data, reading.mapping)


def view(context: ServiceContext, import_id: uuid.UUID) -> tuple[Import, Reading]:
    """A file that waits, read with its mapping. Raises NotFound or ImportNotReady."""
    job, data = waiting(context, import_id)
    return job, read(context, data, job.filename, fields_of(job), job.day)


def forget(context: ServiceContext, import_id: uuid.UUID) -> None:
    """Drop a file that was not imported. Raises NotFound or ImportNotReady."""
    with context.database.transaction() as db:
        job = get(db, import_id)
        if job.state != ImportState.UPLOADED:
            raise ImportNotReady
        db.delete(job)


def waiting(context: ServiceContext, import_id: uuid.UUID) -> tuple[Import, bytes]:
    """An import whose file is still here. Raises NotFound or ImportNotReady."""
    with context.database.reading() as db:
        job = get(db, import_id)
        if job.content is None or job.state not in (ImportState.UPLOADED, ImportState.RUNNING):
            raise ImportNotReady
        return job, job.content


def get(db: Db, import_id: uuid.UUID) -> Import:
    """The import. Raises NotFound."""
    job = db.get(Import, import_id)
    if job is None:
        raise NotFound("Cet import n’existe pas, ou son fichier a été oublié. Repartez de la page des imports.")
    return job


def fields_of(job: Import) -> dict[int, str]:
    """The mapping as it was chosen, every column said."""
    return {int(index): field for index, field in job.mapping.items()}


def _stored(mapping: Mapping[int, Field]) -> dict[str, str]:
    return {str(index): field.value for index, field in sorted(mapping.items())}


def _digest(data: bytes, mapping: Mapping[int, Field]) -> str:
    return hashlib.sha256(data + orjson.dumps(_stored(mapping))).hexdigest()
