"""`/imports`: activities of before in, an outcome per line out."""

from contextlib import closing

from werkzeug.wrappers import Response

from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call
from services.sessions.api.doors import COORDINATORS, PREFIX, ROUTES
from services.sessions.schemas import past as schemas
from services.sessions.storage import past as storage
from services.sessions.use_cases import past

MAX_BYTES = 12 * 1024 * 1024


@ROUTES.api(
    "POST",
    "/imports",
    roles=COORDINATORS,
    summary="Import past activities (XLSX, ODS, CSV): multipart field `file`, or the raw bytes with ?filename=",
    query=schemas.PastQuery,
    answer=schemas.PastReport,
    status=201,
    max_bytes=MAX_BYTES,
)
def bring_in(call: Call) -> Response:
    """Import a file. Interrupted and sent again, it goes on where it stopped."""
    data, filename = _sent(call)
    done = past.bring_in(call.context, data, filename, call.principal.name, dry_run=call.query["dry_run"])
    call.subject = str(done.id or "")
    if done.id is None:
        return call.answer(done, 200)
    return call.answer(done, location=f"{PREFIX}/imports/{done.id}")


def _sent(call: Call) -> tuple[bytes, str]:
    data, filename = b"", call.query["filename"]
    if call.request.mimetype == "multipart/form-data":
        sent = call.request.files.get("file")
        if sent is not None:
            with closing(sent):
                data, filename = sent.read(), filename or sent.filename or ""
    else:
        data = call.request.get_data()
    if not data:
        raise InvalidInput({"file": "Choisissez un fichier : l’export des activités en .xlsx, .ods ou .csv."})
    return data, filename


@ROUTES.api("GET", "/imports", roles=COORDINATORS, summary="The latest imports of activities", answer=schemas.PastList)
def listed(call: Call) -> Response:
    """Without their lines."""
    with call.database.reading() as db:
        jobs = storage.latest(db)
    return call.answer({"items": [past.report(call.context, job.id, with_lines=False) for job in jobs], "next": None})


@ROUTES.api(
    "GET", "/imports/<uuid:id>", roles=COORDINATORS, summary="One import of activities, line by line", answer=schemas.PastReport
)
def one(call: Call) -> Response:
    """What it did, decisions taken since included."""
    return call.answer(past.report(call.context, call.params["id"]))


@ROUTES.api(
    "POST",
    "/imports/<uuid:id>/lines/<int:line>",
    roles=COORDINATORS,
    summary="Decide on a line that waits: same, nameless, double, leave_out",
    body=schemas.PastDecision,
    answer=schemas.PastLineOut,
)
def decide(call: Call) -> Response:
    """Settle a line."""
    row = past.decide(call.context, call.params["id"], call.params["line"], call.body, call.principal.name)
    person = row.candidates[0] if row.candidates else None
    told = {"line": row.line, "outcome": row.outcome, "field": row.field, "message": row.message, "id": person}
    return call.answer(told)


@ROUTES.api(
    "POST",
    "/imports/<uuid:id>/undo",
    roles=COORDINATORS,
    summary="Take an import of activities back; 409 import-touched",
    answer=schemas.PastReport,
)
def undo(call: Call) -> Response:
    """Remove what it created."""
    past.undo(call.context, call.params["id"])
    return call.answer(past.report(call.context, call.params["id"]))
