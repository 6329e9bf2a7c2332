"""`/beneficiaries/{id}/erasure`, `/erasures`."""

from typing import Any

from werkzeug.wrappers import Response

from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call
from services.enrollment.api.doors import COORDINATION, ROUTES
from services.enrollment.model import Erasure
from services.enrollment.schemas.erasures import ConsequencesSchema, ErasureInSchema, ErasureListSchema, ErasureSchema
from services.enrollment.storage import erasing as storage
from services.enrollment.use_cases import erasing

LATEST = 100


@ROUTES.api(
    "GET",
    "/beneficiaries/<uuid:id>/erasure",
    roles=COORDINATION,
    summary="What erasing this person would do; nothing is done",
    answer=ConsequencesSchema,
)
def consequences(call: Call) -> Response:
    """Counted before anything is done."""
    return call.answer(erasing.consequences(call.context, call.params["id"]))


@ROUTES.api(
    "POST",
    "/beneficiaries/<uuid:id>/erasure",
    roles=COORDINATION,
    summary="Erase a person for good; what she did stays counted, under no name",
    body=ErasureInSchema,
    answer=ErasureSchema,
    status=202,
)
def erase(call: Call) -> Response:
    """Here at once; the other services follow."""
    if not call.body["confirmed"]:
        raise InvalidInput({"confirmed": "Rien n’a été effacé : confirmez avec true."})
    done = erasing.erase(call.context, call.params["id"], call.principal.name)
    call.subject = str(done.id)
    return call.answer(_shown(done), location=f"/enrollment/api/v1/erasures/{done.id}")


@ROUTES.api("GET", "/erasures", roles=COORDINATION, summary="The latest erasures", answer=ErasureListSchema)
def latest(call: Call) -> Response:
    """How far each has got."""
    with call.database.reading() as db:
        return call.answer({"items": [_shown(each) for each in storage.latest(db, LATEST)]})


@ROUTES.api("GET", "/erasures/<uuid:id>", roles=COORDINATION, summary="How far an erasure has got", answer=ErasureSchema)
def one(call: Call) -> Response:
    """Which services have answered."""
    with call.database.reading() as db:
        return call.answer(_shown(erasing.get(db, call.params["id"])))


def _shown(erasure: Erasure) -> dict[str, Any]:
    names = ("id", "reason", "held", "at", "by", "done_at")
    return {name: getattr(erasure, name) for name in names} | {"waiting": erasure.waiting}
