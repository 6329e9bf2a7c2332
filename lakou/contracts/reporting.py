"""What reporting says inside a node: what the hub offers. What it says to the hub is in `facts`."""

import datetime as dt
import uuid

from lakou.contracts.base import Event, Stream, bounded, event
from lakou.contracts.records import RECORD_LENGTH
from lakou.contracts.vocabulary import ProgramKind


@event("reporting.common_program.offered", stream=Stream.LOCAL)
class CommonProgramOffered(Event):
    """A program that the hub shares out to all nodes; the whole state, the last one said wins. `target` is this node's, if any."""

    code: str = bounded(60)
    name: str = bounded(150)
    kind: ProgramKind
    target: int | None
    starts_on: dt.date | None
    ends_on: dt.date | None
    eligibility: str | None = bounded(2000)
    funder: str | None = bounded(150)


@event("reporting.erasure.done", stream=Stream.LOCAL)
class ReportingErasure(Event):
    """The facts of an erased person are nobody's any more, and the hub is being told."""

    request_id: uuid.UUID
    new_id: uuid.UUID


@event("reporting.record.contributed", stream=Stream.LOCAL)
class ReportingRecord(Event):
    """The facts that were told about one file of a person who asked for them: codes and days. `content` is JSON."""

    request_id: uuid.UUID
    beneficiary_id: uuid.UUID
    part: int
    parts: int
    content: str = bounded(RECORD_LENGTH)
