"""Helpers in training, and reports of coordination."""

from werkzeug.wrappers import Response

from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from services.sessions import use_cases
from services.sessions.api.doors import ROUTES, STAFF
from services.sessions.model import WorkshopSession
from services.sessions.schemas import helpers as schemas
from services.sessions.storage import training

TRAINEES = "/workshop-sessions/<uuid:id>/trainees"
REPORT = "/workshop-sessions/<uuid:id>/coordination"


@ROUTES.api("PUT", TRAINEES, roles=STAFF, summary="Who is trained, who came", body=schemas.TraineesIn, answer=schemas.TraineeList)
def put_trainees(call: Call) -> Response:
    """Helpers by id; who is not named stays as she is."""
    return call.answer({"items": use_cases.list_trainees(call.context, call.params["id"], call.body["trainees"]), "next": None})


@ROUTES.api("GET", TRAINEES, roles=STAFF, summary="The list of a training session", answer=schemas.TraineeList)
def list_trainees(call: Call) -> Response:
    """Everybody who is or was on it."""
    with call.database.reading() as db:
        if db.get(WorkshopSession, call.params["id"]) is None:
            raise NotFound
        items = training.of_session(db, call.params["id"])
    return call.answer({"items": items, "next": None})


@ROUTES.api(
    "PUT", REPORT, roles=STAFF, summary="What came of a meeting", body=schemas.CoordinationIn, answer=schemas.CoordinationOut
)
def put_report(call: Call) -> Response:
    """The whole report: the last one replaces the others."""
    report = use_cases.report_coordination(call.context, call.params["id"], **call.body)
    return call.answer(report, revision=report.revision)


@ROUTES.api("GET", REPORT, roles=STAFF, summary="Read what came of a meeting", answer=schemas.CoordinationOut)
def read_report(call: Call) -> Response:
    """Once it was made."""
    with call.database.reading() as db:
        report = training.report(db, call.params["id"])
    if report is None:
        raise NotFound
    return call.answer(report, revision=report.revision)
