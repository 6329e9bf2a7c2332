"""Bring activities of before in: the file, what it would do, the result, and the lines that wait for somebody."""

import uuid
from contextlib import closing
from typing import Any

from werkzeug.wrappers import Response

from lakou.kernel.problems import InvalidInput, RuleBroken
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from services.sessions.model import PastImport, PastOutcome, PastState
from services.sessions.pages.doors import COORDINATORS, ROUTES
from services.sessions.schemas.past import PastDecision
from services.sessions.storage import past as storage
from services.sessions.storage import people
from services.sessions.use_cases import past
from services.sessions.use_cases.past.receiving import get

IMPORTS = "/sessions/imports"
MAX_BYTES = 12 * 1024 * 1024
CHOOSE = "Choisissez un fichier : l’export des activités de La Coop, ou votre liste."
PER_PAGE = 25
TRIED = 100
OUTCOMES = {
    PastOutcome.CREATED: ("ok", "add"),
    PastOutcome.KNOWN: ("", "check"),
    PastOutcome.TO_CHECK: ("warn", "people"),
    PastOutcome.REFUSED: ("bad", "cross"),
}
STATES = {
    PastState.UPLOADED: ("mute", "file"),
    PastState.RUNNING: ("warn", "clock"),
    PastState.DONE: ("ok", "check"),
    PastState.UNDOING: ("warn", "clock"),
    PastState.UNDONE: ("mute", "undo"),
}
SAID = {
    PastOutcome.CREATED: "elle est reprise.",
    PastOutcome.KNOWN: "elle compte déjà.",
    PastOutcome.TO_CHECK: "une aide du même jour est déjà notée ici. Dites si c’est la même.",
    PastOutcome.REFUSED: "elle est laissée de côté.",
}


@ROUTES.page("GET", "/imports", roles=COORDINATORS)
def listed(call: Call) -> Response:
    """Choose a file; see what was brought in before."""
    return _first_step(call)


@ROUTES.page("POST", "/imports", roles=COORDINATORS, max_bytes=MAX_BYTES)
def receive(call: Call) -> Response:
    """Read the file and say what it would do; nothing is recorded yet."""
    sent = call.request.files.get("file")
    data, filename = b"", ""
    if sent is not None:
        with closing(sent):
            data, filename = sent.read(), sent.filename or ""
    if not data:
        return _first_step(call, CHOOSE)
    try:
        job = past.receive(call.context, data, filename, call.principal.name)
    except InvalidInput as problem:
        return _first_step(call, problem.sentence)
    call.subject = str(job.id)
    return call.redirect(f"{IMPORTS}/{job.id}")


@ROUTES.page("GET", "/imports/<uuid:id>", roles=COORDINATORS)
def one(call: Call) -> Response:
    """What it would do while it waits, what it did afterwards."""
    with call.database.reading() as db:
        job = get(db, call.params["id"])
    return _trial(call) if job.state == PastState.UPLOADED else _result(call, job)


@ROUTES.page("POST", "/imports/<uuid:id>/run", roles=COORDINATORS)
def run(call: Call) -> Response:
    """Take the acts in; one that was interrupted goes on."""
    past.run(call.context, call.params["id"])
    done = past.report(call.context, call.params["id"], with_lines=False)
    numbers = [
        (done.created, "ligne reprise", "lignes reprises"),
        (done.known, "déjà reprise", "déjà reprises"),
        (done.to_check, "à vérifier", "à vérifier"),
        (done.refused, "refusée", "refusées"),
    ]
    said = [f"{number} {one if number == 1 else many}" for number, one, many in numbers if number]
    words = f"L’import est fait : {', '.join(said) or 'aucune ligne'}."
    return call.redirect(f"{IMPORTS}/{done.id}", Flash(words))


@ROUTES.page("POST", "/imports/<uuid:id>/forget", roles=COORDINATORS)
def forget(call: Call) -> Response:
    """Another file after all."""
    past.forget(call.context, call.params["id"])
    return call.redirect(IMPORTS, Flash("Le fichier est oublié. Rien n’a été enregistré."))


@ROUTES.page("POST", "/imports/<uuid:id>/undo", roles=COORDINATORS)
def undo(call: Call) -> Response:
    """Take the import back."""
    here = f"{IMPORTS}/{call.params['id']}"
    try:
        removed = past.undo(call.context, call.params["id"])
    except RuleBroken as problem:
        return call.redirect(here, Flash(f"{problem.title}. {problem.sentence}", "warn"))
    words = "activité retirée" if removed == 1 else "activités retirées"
    return call.redirect(here, Flash(f"L’import est annulé : {removed} {words}. Rien n’en compte plus."))


@ROUTES.page("POST", "/imports/<uuid:id>/lines/<int:line>", roles=COORDINATORS)
def decide(call: Call) -> Response:
    """Settle a line."""
    here = f"{IMPORTS}/{call.params['id']}"
    try:
        row = past.decide(call.context, call.params["id"], call.params["line"], call.form(PastDecision), call.principal.name)
    except RuleBroken as problem:
        return call.redirect(here, Flash(f"{problem.title}. {problem.sentence}", "warn"))
    return call.redirect(here, Flash(f"Ligne {row.line} : {SAID[PastOutcome(row.outcome)]}"))


@ROUTES.page("POST", "/imports/<uuid:id>/nameless", roles=COORDINATORS)
def nameless(call: Call) -> Response:
    """Count everybody whose name fits nobody here without a name."""
    settled = past.nameless_all(call.context, call.params["id"], call.principal.name)
    words = "personne est comptée" if settled == 1 else "personnes sont comptées"
    return call.redirect(f"{IMPORTS}/{call.params['id']}", Flash(f"{settled} {words} sans nom."))


def _first_step(call: Call, error: str | None = None) -> Response:
    with call.database.reading() as db:
        jobs = [(job, _tag(STATES, PastState(job.state)), storage.counts(db, job.id)) for job in storage.latest(db)]
    return call.render("sessions/imports.html", 400 if error else 200, error=error, past=jobs)


def _trial(call: Call) -> Response:
    job, reading = past.view(call.context, call.params["id"])
    report = past.try_out(call.context, reading, job.filename)
    waiting = [line for line in report.lines if line.outcome != PastOutcome.CREATED or line.message]
    order = [PastOutcome.TO_CHECK, PastOutcome.REFUSED, PastOutcome.CREATED, PastOutcome.KNOWN]
    waiting.sort(key=lambda line: (order.index(PastOutcome(line.outcome)), line.line))
    return call.render(
        "sessions/import-trial.html",
        job=job,
        report=report,
        sheet=reading.sheet,
        acts=sum(act is not None for act, _ in reading.groups),
        lines=[(line, _tag(OUTCOMES, PastOutcome(line.outcome))) for line in waiting[:TRIED]],
        hidden=max(0, len(waiting) - TRIED),
    )


def _result(call: Call, job: PastImport) -> Response:
    said = call.request.args.get("debut", "0")
    skip = int(said) if said.isdecimal() and len(said) < 6 else 0
    with call.database.reading() as db:
        rows = storage.lines_to_look_at(db, job.id, skip=skip, limit=PER_PAGE)
        counts = storage.counts(db, job.id)
        ids = {uuid.UUID(each) for row in rows for each in row.candidates if row.cells is not None}
        names = {str(person_id): person.name for person_id, person in people.by_ids(db, ids).items()}
        strangers = sum(not row.candidates and not row.double for row in storage.waiting(db, job.id))
    total, here = sum(counts.values()), f"{IMPORTS}/{job.id}"
    shown: dict[str, Any] = {"first": min(skip + 1, total), "last": min(skip + PER_PAGE, total), "total": total}
    return call.render(
        "sessions/import-result.html",
        job=job,
        state=_tag(STATES, PastState(job.state)),
        counts=counts,
        lines=[(row, _tag(OUTCOMES, PastOutcome(row.outcome))) for row in rows],
        names=names,
        strangers=strangers,
        shown=shown,
        previous=f"{here}?debut={max(0, skip - PER_PAGE)}" if skip else None,
        following=f"{here}?debut={skip + PER_PAGE}" if skip + PER_PAGE < total else None,
    )


def _tag(signs: dict[Any, tuple[str, str]], code: PastOutcome | PastState) -> tuple[str, str, str]:
    """Tone, sign and word."""
    return (*signs[code], code.label)
