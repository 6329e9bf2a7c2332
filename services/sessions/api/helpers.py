"""Helpers, their absences, and which account is whose."""

from werkzeug.wrappers import Response

from lakou.kernel import clock
from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from services.sessions import use_cases
from services.sessions.api.doors import PREFIX, ROUTES, STAFF
from services.sessions.model import Helper
from services.sessions.schemas import helpers as schemas
from services.sessions.schemas.kinds import PageQuery
from services.sessions.storage import places, schedule

ONE = "/helpers/<uuid:id>"


@ROUTES.api("POST", "/helpers", roles=STAFF, summary="Add a helper", body=schemas.HelperIn, answer=schemas.HelperOut, status=201)
def add(call: Call) -> Response:
    """A helper who may be named on sessions."""
    helper = use_cases.add_helper(call.context, **call.body)
    call.subject = str(helper.id)
    return call.answer(helper, revision=helper.revision, location=f"{PREFIX}/helpers/{helper.id}")


@ROUTES.api("GET", "/helpers", roles=STAFF, summary="List helpers", query=PageQuery, answer=schemas.HelperPage)
def list_helpers(call: Call) -> Response:
    """By name."""
    with call.database.reading() as db:
        items, following = places.helpers(db, **call.query)
    return call.answer({"items": items, "next": following})


@ROUTES.api("GET", ONE, roles=STAFF, summary="Read a helper", answer=schemas.HelperOut)
def read(call: Call) -> Response:
    """One of them."""
    with call.database.reading() as db:
        helper = db.get(Helper, call.params["id"])
    if helper is None:
        raise NotFound
    return call.answer(helper, revision=helper.revision)


@ROUTES.api("PATCH", ONE, roles=STAFF, summary="Change a helper", body=schemas.HelperPatch, answer=schemas.HelperOut)
def change(call: Call) -> Response:
    """The whole of each field that is given."""
    helper = use_cases.change_helper(call.context, call.params["id"], call.body, check=call.if_match)
    return call.answer(helper, revision=helper.revision)


@ROUTES.api("GET", f"{ONE}/absences", roles=STAFF, summary="When a helper is away", answer=schemas.AbsenceList)
def list_absences(call: Call) -> Response:
    """From today on."""
    with call.database.reading() as db:
        if db.get(Helper, call.params["id"]) is None:
            raise NotFound
        items = schedule.absences(db, call.params["id"], clock.today(call.site.zone))
    return call.answer({"items": items, "next": None})


@ROUTES.api(
    "POST",
    f"{ONE}/absences",
    roles=STAFF,
    summary="Say when a helper is away",
    body=schemas.AbsenceIn,
    answer=schemas.AbsenceOut,
    status=201,
)
def add_absence(call: Call) -> Response:
    """Sessions planned then ask for confirmation."""
    absence = use_cases.add_absence(call.context, call.params["id"], **call.body)
    call.subject = str(absence.id)
    return call.answer(absence)


@ROUTES.api("DELETE", "/absences/<uuid:id>", roles=STAFF, summary="A helper is there after all", status=204)
def remove_absence(call: Call) -> Response:
    """Take an absence back."""
    use_cases.remove_absence(call.context, call.params["id"])
    return Response(status=204)
