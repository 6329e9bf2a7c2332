"""All that is held about a person: asked for, how far it is, and the file to hand over."""

import dataclasses

import orjson
from werkzeug.wrappers import Response

from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from services.enrollment.model.records import KEPT_DAYS, SERVICES
from services.enrollment.pages.doors import COORDINATION, ROUTES
from services.enrollment.pages.people import PEOPLE
from services.enrollment.storage import records as storage
from services.enrollment.use_cases import beneficiaries, records

RECORDS = "/enrollment/records"
WORDS = {
    "enrollment": "Fiche, accords, notes, programmes",
    "sessions": "Séances et aides",
    "notifications": "Messages",
    "reporting": "Ce que le hub sait",
}


@ROUTES.page("GET", "/beneficiaries/<uuid:id>/records", roles=COORDINATION)
def listed(call: Call) -> Response:
    """Her requests, and how to make one."""
    with call.database.reading() as db:
        asked = beneficiaries.get(db, call.params["id"])
        person = beneficiaries.get(db, asked.stands_for)
        requests = storage.of_person(db, person.id)
    return call.render("enrollment/records.html", person=person, requests=requests, days=KEPT_DAYS)


@ROUTES.page("POST", "/beneficiaries/<uuid:id>/records", roles=COORDINATION)
def ask(call: Call) -> Response:
    """Ask everybody."""
    request = records.ask(call.context, call.params["id"], call.principal.name)
    return call.redirect(f"{RECORDS}/{request.id}", Flash("Chaque partie de Lakou prépare la sienne."))


@ROUTES.page("GET", "/records/<uuid:id>", roles=COORDINATION)
def one(call: Call) -> Response:
    """How far it is; the file when it is complete."""
    with call.database.reading() as db:
        record = records.get(db, call.params["id"])
        person = beneficiaries.get(db, record.request.beneficiary_id)
    steps = [(WORDS[each], each not in record.waiting, sum(len(part.rows) for part in record.sections[each])) for each in SERVICES]
    return call.render("enrollment/record.html", record=record, person=person, steps=steps, back=f"{PEOPLE}/{person.id}/records")


@ROUTES.page("GET", "/records/<uuid:id>/dossier.html", roles=COORDINATION)
def as_page(call: Call) -> Response:
    """The file to print or to send: readable without Lakou."""
    with call.database.reading() as db:
        record = records.complete(db, call.params["id"])
        person = beneficiaries.get(db, record.request.beneficiary_id)
    parts = [(WORDS[each], record.sections[each]) for each in SERVICES]
    return _to_keep(call.render("enrollment/record-file.html", person=person, record=record, parts=parts), "html")


@ROUTES.page("GET", "/records/<uuid:id>/dossier.json", roles=COORDINATION)
def as_json(call: Call) -> Response:
    """The same for a program."""
    with call.database.reading() as db:
        record = records.complete(db, call.params["id"])
    said = {each: [dataclasses.asdict(section) for section in record.sections[each]] for each in SERVICES}
    content = orjson.dumps({"asked_at": record.request.at, "parts": said}, option=orjson.OPT_INDENT_2)
    return _to_keep(Response(content, mimetype="application/json"), "json")


def _to_keep(response: Response, kind: str) -> Response:
    """Offered to be saved, under a name that says nothing of the person."""
    response.headers["Content-Disposition"] = f'attachment; filename="dossier.{kind}"'
    return response
