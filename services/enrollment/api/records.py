"""`/beneficiaries/{id}/records`, `/records/{id}`."""

from typing import Any

from werkzeug.wrappers import Response

from lakou.kernel.web.call import Call
from services.enrollment.api.doors import COORDINATION, ROUTES
from services.enrollment.schemas.records import RecordRequestSchema, RecordSchema
from services.enrollment.use_cases import records


@ROUTES.api(
    "POST",
    "/beneficiaries/<uuid:id>/records",
    roles=COORDINATION,
    summary="Ask every service for all that is held about a person",
    answer=RecordRequestSchema,
    status=202,
)
def ask(call: Call) -> Response:
    """Our own part is there at once; the others follow."""
    request = records.ask(call.context, call.params["id"], call.principal.name)
    with call.database.reading() as db:
        shown = _shown(records.get(db, request.id))
    return call.answer(shown, location=f"/enrollment/api/v1/records/{request.id}")


@ROUTES.api(
    "GET",
    "/records/<uuid:id>",
    roles=COORDINATION,
    summary="All that is held about her, as far as it came",
    answer=RecordSchema,
)
def one(call: Call) -> Response:
    """Complete when nobody is waited for."""
    with call.database.reading() as db:
        record = records.get(db, call.params["id"])
    return call.answer(_shown(record) | {"sections": record.sections})


def _shown(record: records.Record) -> dict[str, Any]:
    names = ("id", "beneficiary_id", "at", "by")
    return {name: getattr(record.request, name) for name in names} | {"waiting": list(record.waiting)}
