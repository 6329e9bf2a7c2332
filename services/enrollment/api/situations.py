"""`/beneficiaries/{id}/situation`, `/completeness`."""

from werkzeug.wrappers import Response

from lakou.kernel.web.call import Call
from services.enrollment.api.doors import ROUTES, STAFF
from services.enrollment.schemas.situations import CompletenessSchema, SituationInSchema, SituationSchema
from services.enrollment.storage import situations as storage
from services.enrollment.use_cases import beneficiaries, situations


@ROUTES.api("GET", "/beneficiaries/<uuid:id>/situation", roles=STAFF, summary="What a funder asks (FSE+)", answer=SituationSchema)
def one(call: Call) -> Response:
    """Her answers; null is not communicated."""
    with call.database.reading() as db:
        found = storage.of(db, beneficiaries.get(db, call.params["id"]).stands_for)
    return call.answer(found, revision=found.revision)


@ROUTES.api(
    "PUT",
    "/beneficiaries/<uuid:id>/situation",
    roles=STAFF,
    summary="Answer a funder's questions; honours If-Match",
    body=SituationInSchema,
    answer=SituationSchema,
)
def answer(call: Call) -> Response:
    """All of them at once."""
    found = situations.answer(call.context, call.params["id"], call.body, call.if_match)
    return call.answer(found, revision=found.revision)


@ROUTES.api("GET", "/completeness", roles=STAFF, summary="How many answers are not communicated", answer=CompletenessSchema)
def completeness(call: Call) -> Response:
    """By question."""
    with call.database.reading() as db:
        people, missing = storage.missing(db)
    questions = [{"name": name, "label": label, "missing": count} for name, label, count in missing]
    return call.answer({"people": people, "questions": questions})
