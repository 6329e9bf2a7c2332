"""The facts that were told about a person who asks for all that is held about her."""

import orjson

from lakou.contracts.enrollment import RecordRequested
from lakou.contracts.records import Section, parts_of
from lakou.contracts.reporting import ReportingRecord
from lakou.kernel import outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.reporting.storage import known
from services.reporting.use_cases.desk import Desk

_CODES = ("state", "stage", "day", "minutes", "themes", "territory", "program", "gender", "age", "social_status", "rsa", "commune")
_TITLE = "Ce que le hub sait, sous un code et sans nom"


def contribute(context: ServiceContext, db: Db, event: RecordRequested) -> None:
    """Each thing as it was last told: codes and days."""
    pid = Desk.of(context, db).pid(event.beneficiary_id)
    rows = []
    for told in known.told_under(db, pid):
        said = orjson.loads(told.payload)
        codes = (f"{name} : {said[name]}" for name in _CODES if said.get(name) not in (None, [], ""))
        rows.append((told.type, pid, " · ".join(codes)))
    parts = parts_of([Section(_TITLE, ("Fait", "Code", "Contenu"), tuple(sorted(rows)))])
    for number, content in enumerate(parts, 1):
        outbox.record(
            db,
            ReportingRecord(
                request_id=event.request_id,
                beneficiary_id=event.beneficiary_id,
                part=number,
                parts=len(parts),
                content=content,
            ),
        )
