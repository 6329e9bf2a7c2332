"""`/imports`: a sheet in, an outcome per line out."""

from contextlib import closing

from werkzeug.wrappers import Response

from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call
from services.enrollment.api.doors import COORDINATION, ROUTES
from services.enrollment.schemas.imports import DecisionSchema, ImportListSchema, ImportQuery, LineSchema, ReportSchema
from services.enrollment.storage import imports as storage
from services.enrollment.use_cases import imports

MAX_BYTES = 12 * 1024 * 1024


@ROUTES.api(
    "POST",
    "/imports",
    roles=COORDINATION,
    summary="Import a sheet (CSV, XLSX, ODS): multipart field `file`, or the raw bytes with ?filename=; ?dry_run=1 keeps nothing",
    query=ImportQuery,
    answer=ReportSchema,
    status=201,
    max_bytes=MAX_BYTES,
)
def bring_in(call: Call) -> Response:
    """Import a file. Interrupted and sent again, it goes on where it stopped."""
    data, filename = sheet_sent(call)
    dry_run = call.query["dry_run"]
    corrections = _corrections(call.query["mapping"])
    done = imports.bring_in(call.context, data, filename, call.principal.name, corrections=corrections, dry_run=dry_run)
    call.subject = str(done.id or "")
    if dry_run:
        return call.answer(done, 200)
    return call.answer(done, location=f"/enrollment/api/v1/imports/{done.id}")


def sheet_sent(call: Call) -> tuple[bytes, str]:
    """The bytes and the name of the file, however it was sent. Raises InvalidInput when there is none."""
    if call.request.mimetype == "multipart/form-data":
        sent = call.request.files.get("file")
        data, filename = b"", ""
        if sent is not None:
            with closing(sent):
                data, filename = sent.read(), sent.filename or ""
    else:
        data, filename = call.request.get_data(), call.request.headers.get("X-Filename", "")
    filename = call.query.get("filename") or filename
    if not data:
        raise InvalidInput({"file": "Choisissez un fichier : une liste en .csv, .xlsx ou .ods."})
    return data, filename


@ROUTES.api("GET", "/imports", roles=COORDINATION, summary="The latest imports", answer=ImportListSchema)
def listed(call: Call) -> Response:
    """Without their lines."""
    with call.database.reading() as db:
        jobs = storage.past(db)
    return call.answer({"items": [imports.report(call.context, job.id, with_lines=False) for job in jobs], "next": None})


@ROUTES.api("GET", "/imports/<uuid:id>", roles=COORDINATION, summary="One import, line by line", answer=ReportSchema)
def one(call: Call) -> Response:
    """What it did, decisions taken since included."""
    return call.answer(imports.report(call.context, call.params["id"]))


@ROUTES.api(
    "POST",
    "/imports/<uuid:id>/lines/<int:line>",
    roles=COORDINATION,
    summary="Decide on a line that waits: same, distinct, correct, leave_out",
    body=DecisionSchema,
    answer=LineSchema,
)
def decide(call: Call) -> Response:
    """Settle a line."""
    row = imports.decide(call.context, call.params["id"], call.params["line"], call.body, call.principal.name)
    told = {"line": row.line, "outcome": row.outcome, "field": row.field, "message": row.message, "id": row.beneficiary_id}
    return call.answer(told)


@ROUTES.api(
    "POST", "/imports/<uuid:id>/undo", roles=COORDINATION, summary="Take the import back; 409 import-touched", answer=ReportSchema
)
def undo(call: Call) -> Response:
    """Remove the people that it created."""
    imports.undo(call.context, call.params["id"])
    return call.answer(imports.report(call.context, call.params["id"]))


@ROUTES.api(
    "DELETE",
    "/imports/<uuid:id>",
    roles=COORDINATION,
    summary="The same as undo: its counts stay, its people go",
    answer=ReportSchema,
)
def delete(call: Call) -> Response:
    """Remove the people that it created."""
    return undo(call)


@ROUTES.api("GET", "/imports/<uuid:id>/refused.csv", roles=COORDINATION, summary="The refused lines, to correct and send again")
def refused(call: Call) -> Response:
    """A CSV with the columns of the file, then the reasons."""
    headers = {"Content-Disposition": 'attachment; filename="lignes-a-corriger.csv"'}
    return Response(imports.refused_file(call.context, call.params["id"]), mimetype="text/csv", headers=headers)


def _corrections(said: str) -> dict[int, str]:
    """`0:family_name,3:ignore`. Raises InvalidInput."""
    try:
        pairs = [each.split(":") for each in said.split(",") if each.strip()]
        return {int(index): field.strip() for index, field in pairs}
    except ValueError as error:
        raise InvalidInput({"mapping": "Écrivez les colonnes comme ceci, à partir de 0 : 0:family_name,3:ignore."}) from error
