"""Bring in a sheet: the file, its columns, the result."""

from contextlib import closing
from typing import Any

from werkzeug.wrappers import Response

from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from services.enrollment.model import Import, ImportState
from services.enrollment.pages.doors import COORDINATION, ROUTES, address
from services.enrollment.pages.outcomes import outcome_tag, state_tag
from services.enrollment.sheets import ColumnStatus, Field
from services.enrollment.storage import imports as storage
from services.enrollment.use_cases import imports
from services.enrollment.use_cases.imports.receiving import get

IMPORTS = "/enrollment/imports"
MAX_BYTES = 12 * 1024 * 1024
CHOOSE = "Choisissez un fichier : une liste en .csv, .xlsx ou .ods."
PER_PAGE = 25
TRIED = 100
STATUS_TAGS = {
    ColumnStatus.RECOGNIZED: ("ok", "check"),
    ColumnStatus.GUESSED: ("warn", "alert"),
    ColumnStatus.REPEATED: ("mute", "info"),
    ColumnStatus.UNKNOWN: ("mute", "info"),
}


@ROUTES.page("GET", "/imports", roles=COORDINATION)
def listed(call: Call) -> Response:
    """Choose a file; see what was brought in before."""
    return _first_step(call)


@ROUTES.page("POST", "/imports", roles=COORDINATION, max_bytes=MAX_BYTES)
def receive(call: Call) -> Response:
    """Read the file and show its columns; nothing is recorded yet."""
    sent = call.request.files.get("file")
    if sent is None:
        return _first_step(call, CHOOSE)
    with closing(sent):
        data = sent.read()
    if not data:
        return _first_step(call, CHOOSE)
    try:
        job = imports.receive(call.context, data, sent.filename or "", call.principal.name)
    except InvalidInput as problem:
        return _first_step(call, problem.sentence)
    call.subject = str(job.id)
    return call.redirect(f"{IMPORTS}/{job.id}")


def _first_step(call: Call, error: str | None = None) -> Response:
    with call.database.reading() as db:
        past = [(job, state_tag(job.state), storage.counts(db, job.id)) for job in storage.past(db)]
    return call.render("enrollment/imports.html", 400 if error else 200, error=error, past=past)


@ROUTES.page("GET", "/imports/<uuid:id>", roles=COORDINATION)
def one(call: Call) -> Response:
    """Its columns while it waits, its result afterwards."""
    with call.database.reading() as db:
        job = get(db, call.params["id"])
    if job.state == ImportState.UPLOADED:
        return _columns(call)
    return _result(call, job)


@ROUTES.page("POST", "/imports/<uuid:id>/columns", roles=COORDINATION)
def remap(call: Call) -> Response:
    """Say what each column holds, then see what the import would do."""
    chosen = {int(name.removeprefix("column-")): value for name, value in call.request.form.items() if _is_column(name)}
    try:
        imports.remap(call.context, call.params["id"], chosen)
    except InvalidInput as problem:
        return _columns(call, error=problem.errors.get("mapping", problem.sentence), chosen=chosen)
    return call.redirect(f"{IMPORTS}/{call.params['id']}?essai=1#resultat")


def _is_column(name: str) -> bool:
    number = name.removeprefix("column-")
    return name.startswith("column-") and number.isdecimal() and len(number) < 4


def _columns(call: Call, error: str | None = None, chosen: dict[int, str] | None = None) -> Response:
    job, reading = imports.view(call.context, call.params["id"])
    tried = call.request.args.get("essai") == "1" and error is None
    report = imports.try_out(call.context, reading.lines, job.filename) if tried else None
    waiting = [line for line in report.lines if line.outcome != "created" or line.warnings] if report else []
    waiting.sort(key=lambda line: (["to_check", "refused", "created", "known"].index(line.outcome), line.line))
    return call.render(
        "enrollment/import-columns.html",
        400 if error else 200,
        job=job,
        columns=[
            (
                column,
                (chosen or reading.mapping).get(column.index, Field.IGNORE),
                (*STATUS_TAGS[column.status], column.status.label),
            )
            for column in reading.columns
        ],
        skipped=reading.sheet.skipped,
        other_sheets=reading.sheet.others,
        recognized=sum(field is not Field.IGNORE for field in reading.mapping.values()),
        fields=[(each.value, each.label) for each in Field],
        error=error,
        report=report,
        lines=[(line, outcome_tag(line.outcome)) for line in waiting[:TRIED]],
        hidden=max(0, len(waiting) - TRIED),
    )


@ROUTES.page("POST", "/imports/<uuid:id>/run", roles=COORDINATION)
def run(call: Call) -> Response:
    """Take the lines in; one that was interrupted goes on."""
    imports.run(call.context, call.params["id"], call.principal.name)
    done = imports.report(call.context, call.params["id"], with_lines=False)
    words = f"{done.created} fiches ouvertes, {done.known} déjà connues, {done.to_check} à vérifier, {done.refused} refusées."
    return call.redirect(f"{IMPORTS}/{done.id}", Flash(words))


@ROUTES.page("POST", "/imports/<uuid:id>/forget", roles=COORDINATION)
def forget(call: Call) -> Response:
    """Another file after all."""
    imports.forget(call.context, call.params["id"])
    return call.redirect(IMPORTS, Flash("Le fichier est oublié. Rien n’a été enregistré."))


@ROUTES.page("POST", "/imports/<uuid:id>/undo", roles=COORDINATION)
def undo(call: Call) -> Response:
    """Take the import back."""
    removed = imports.undo(call.context, call.params["id"])
    return call.redirect(f"{IMPORTS}/{call.params['id']}", Flash(f"L’import est annulé : {removed} fiches retirées."))


@ROUTES.page("GET", "/imports/<uuid:id>/refused.csv", roles=COORDINATION)
def refused(call: Call) -> Response:
    """The refused lines, to correct and send again."""
    headers = {"Content-Disposition": 'attachment; filename="lignes-a-corriger.csv"'}
    return Response(imports.refused_file(call.context, call.params["id"]), mimetype="text/csv", headers=headers)


def _result(call: Call, job: Import) -> Response:
    said = call.request.args.get("debut", "0")
    skip = int(said) if said.isdecimal() and len(said) < 6 else 0
    with call.database.reading() as db:
        rows = storage.lines_to_look_at(db, job.id, skip=skip, limit=PER_PAGE)
        counts, touched = storage.counts(db, job.id), storage.touched(db, job.id)
        left = storage.refused(db, job.id)
    total, here = sum(counts.values()), f"{IMPORTS}/{job.id}"
    shown: dict[str, Any] = {"first": min(skip + 1, total), "last": min(skip + PER_PAGE, total), "total": total}
    return call.render(
        "enrollment/import-result.html",
        job=job,
        state=state_tag(job.state),
        counts=counts,
        lines=[(row, outcome_tag(row.outcome)) for row in rows],
        shown=shown,
        previous=address(here, debut=max(0, skip - PER_PAGE) or "0") if skip else None,
        following=address(here, debut=skip + PER_PAGE) if skip + PER_PAGE < total else None,
        touched=touched,
        refused=len(left),
    )
