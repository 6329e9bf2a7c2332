"""`/assessments`."""

from werkzeug.wrappers import Response

from lakou.kernel.web.call import Call
from services.enrollment.api.doors import ROUTES, STAFF
from services.enrollment.schemas.assessments import (
    AssessmentInSchema,
    AssessmentListQuery,
    AssessmentListSchema,
    AssessmentPatchSchema,
    AssessmentSchema,
)
from services.enrollment.storage import assessments as storage
from services.enrollment.use_cases import assessments


@ROUTES.api(
    "POST",
    "/assessments",
    roles=STAFF,
    summary="Assess somebody's autonomy; 409 already-assessed for a second entry, exit or follow-up in a program",
    body=AssessmentInSchema,
    answer=AssessmentSchema,
    status=201,
)
def assess(call: Call) -> Response:
    """Note where she stands."""
    made = assessments.assess(call.context, call.body, call.principal.name)
    call.subject = str(made.id)
    return call.answer(made, revision=made.revision, location=f"/enrollment/api/v1/assessments/{made.id}")


@ROUTES.api(
    "GET",
    "/assessments",
    roles=STAFF,
    summary="By person, program or stage",
    query=AssessmentListQuery,
    answer=AssessmentListSchema,
)
def listed(call: Call) -> Response:
    """A page."""
    with call.database.reading() as db:
        items, following = storage.listed(db, **call.query)
    return call.answer({"items": items, "next": following})


@ROUTES.api("GET", "/assessments/<uuid:id>", roles=STAFF, summary="One assessment", answer=AssessmentSchema)
def one(call: Call) -> Response:
    """One assessment."""
    with call.database.reading() as db:
        found = assessments.get(db, call.params["id"])
    return call.answer(found, revision=found.revision)


@ROUTES.api(
    "PATCH",
    "/assessments/<uuid:id>",
    roles=STAFF,
    summary="Correct an assessment, or take it back",
    body=AssessmentPatchSchema,
    answer=AssessmentSchema,
)
def correct(call: Call) -> Response:
    """Correct; honours If-Match."""
    found = assessments.correct(call.context, call.params["id"], call.body, call.if_match)
    return call.answer(found, revision=found.revision)
