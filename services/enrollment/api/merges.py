"""`/duplicates`, `/merges`, `/beneficiaries/{id}/merges`."""

from werkzeug.wrappers import Response

from lakou.kernel.web.call import Call
from services.enrollment.api.doors import COORDINATION, ROUTES
from services.enrollment.schemas.merges import (
    DistinctInSchema,
    LikelyListSchema,
    LikelyQuery,
    MergeInSchema,
    MergeListSchema,
    MergeSchema,
)
from services.enrollment.storage import merges as storage
from services.enrollment.use_cases import merging, review


@ROUTES.api(
    "GET",
    "/duplicates",
    roles=COORDINATION,
    summary="Files that may be one person's and that nobody has looked at",
    query=LikelyQuery,
    answer=LikelyListSchema,
)
def likely(call: Call) -> Response:
    """The pairs to look at."""
    return call.answer({"items": review.pairs(call.context, call.query["limit"])})


@ROUTES.api(
    "POST",
    "/duplicates/distinct",
    roles=COORDINATION,
    summary="Say that two files are two people's",
    body=DistinctInSchema,
    status=204,
)
def distinct(call: Call) -> Response:
    """Not shown again."""
    merging.tell_apart(call.context, call.body["one_id"], call.body["other_id"], call.principal.name)
    return Response(status=204)


@ROUTES.api(
    "POST",
    "/beneficiaries/<uuid:id>/merges",
    roles=COORDINATION,
    summary="Merge another file into this one; honours If-Match",
    body=MergeInSchema,
    answer=MergeSchema,
    status=201,
)
def merge(call: Call) -> Response:
    """Two files become one."""
    done = merging.merge(call.context, call.params["id"], call.body["absorbed_id"], call.principal.name, call.if_match)
    call.subject = str(done.id)
    return call.answer(done, location=f"/enrollment/api/v1/merges/{done.id}")


@ROUTES.api("GET", "/merges", roles=COORDINATION, summary="The latest merges", answer=MergeListSchema)
def past(call: Call) -> Response:
    """The trail."""
    with call.database.reading() as db:
        return call.answer({"items": storage.past(db)})


@ROUTES.api("POST", "/merges/<uuid:id>/undo", roles=COORDINATION, summary="Two files again", answer=MergeSchema)
def undo(call: Call) -> Response:
    """Each is her own again."""
    return call.answer(merging.undo(call.context, call.params["id"], call.principal.name))
