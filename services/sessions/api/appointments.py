"""Individual support planned with an hour."""

from werkzeug.wrappers import Response

from lakou.kernel.web.call import Call
from services.sessions import use_cases
from services.sessions.api.doors import PREFIX, ROUTES, STAFF
from services.sessions.api.planning import session_answer
from services.sessions.schemas.planning import AppointmentIn, SessionOut
from services.sessions.use_cases.patience import expect_person


@ROUTES.api(
    "POST",
    "/appointments",
    roles=STAFF,
    summary="Make an appointment with one person",
    body=AppointmentIn,
    answer=SessionOut,
    status=201,
)
def make(call: Call) -> Response:
    """A session of one seat, which is hers: moved, called off and marked like any other."""
    expect_person(call.context, call.body["beneficiary_id"])
    session = use_cases.make_appointment(call.context, **call.body)
    call.subject = str(session.id)
    return session_answer(call, session, location=f"{PREFIX}/workshop-sessions/{session.id}")
