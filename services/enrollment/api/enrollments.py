"""`/enrollments`."""

import uuid
from typing import Any

from werkzeug.wrappers import Response

from lakou.kernel.web.call import Call
from services.enrollment.api.doors import ROUTES, STAFF
from services.enrollment.schemas.programs import (
    EnrollmentInSchema,
    EnrollmentListQuery,
    EnrollmentListSchema,
    EnrollmentSchema,
    TransitionInSchema,
    WholeEnrollmentSchema,
)
from services.enrollment.storage import programs as storage
from services.enrollment.use_cases import enrollments


@ROUTES.api(
    "POST",
    "/enrollments",
    roles=STAFF,
    summary="A person applies for a program; 409 already-enrolled while she has not left it",
    body=EnrollmentInSchema,
    answer=WholeEnrollmentSchema,
    status=201,
)
def enroll(call: Call) -> Response:
    """The stage starts at `applied`."""
    enrollment = enrollments.enroll(call.context, call.body, call.principal.name)
    call.subject = str(enrollment.id)
    location = f"/enrollment/api/v1/enrollments/{enrollment.id}"
    return call.answer(_whole(call, enrollment.id), revision=enrollment.revision, location=location)


@ROUTES.api(
    "GET", "/enrollments", roles=STAFF, summary="By program or by person", query=EnrollmentListQuery, answer=EnrollmentListSchema
)
def listed(call: Call) -> Response:
    """A page of enrollments."""
    with call.database.reading() as db:
        items, following = storage.enrollments(db, **call.query)
    return call.answer({"items": items, "next": following})


@ROUTES.api("GET", "/enrollments/<uuid:id>", roles=STAFF, summary="One enrollment", answer=WholeEnrollmentSchema)
def one(call: Call) -> Response:
    """Where she stands, and how she came there."""
    whole = _whole(call, call.params["id"])
    return call.answer(whole, revision=whole["revision"])


@ROUTES.api(
    "POST",
    "/enrollments/<uuid:id>/transitions",
    roles=STAFF,
    summary="Move to another stage; 409 transition-not-allowed lists those that may follow",
    body=TransitionInSchema,
    answer=WholeEnrollmentSchema,
)
def move(call: Call) -> Response:
    """To another stage; honours If-Match."""
    enrollment = enrollments.move(call.context, call.params["id"], call.body, call.principal.name, call.if_match)
    return call.answer(_whole(call, enrollment.id), revision=enrollment.revision)


def _whole(call: Call, enrollment_id: uuid.UUID) -> dict[str, Any]:
    with call.database.reading() as db:
        enrollment = enrollments.get(db, enrollment_id)
        history = storage.history(db, [enrollment_id])
    return {name: getattr(enrollment, name) for name in EnrollmentSchema().fields} | {"history": history}
