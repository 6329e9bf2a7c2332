"""`/retention`, `/retention/runs`, `/beneficiaries/{id}/keep`."""

from werkzeug.wrappers import Response

from lakou.kernel.web.call import Call
from services.enrollment.api.doors import COORDINATION, ROUTES
from services.enrollment.schemas.beneficiaries import BeneficiarySchema
from services.enrollment.schemas.retention import RetentionInSchema, RetentionSchema, RunInSchema, RunSchema
from services.enrollment.storage import retention as storage
from services.enrollment.use_cases import retention


@ROUTES.api("GET", "/retention", roles=COORDINATION, summary="How long people are kept", answer=RetentionSchema)
def rule(call: Call) -> Response:
    """The association's rule."""
    with call.database.reading() as db:
        found = storage.rule(db)
    return call.answer(found, revision=found.revision)


@ROUTES.api(
    "PUT",
    "/retention",
    roles=COORDINATION,
    summary="Choose how long; honours If-Match",
    body=RetentionInSchema,
    answer=RetentionSchema,
)
def choose(call: Call) -> Response:
    """Another rule."""
    given = call.body
    found = retention.choose(call.context, given["months"], given["active"], call.principal.name, call.if_match)
    return call.answer(found, revision=found.revision)


@ROUTES.api(
    "POST",
    "/retention/runs",
    roles=COORDINATION,
    summary="Announce and erase now; by default it only says what it would do",
    body=RunInSchema,
    answer=RunSchema,
)
def run(call: Call) -> Response:
    """What is done every night."""
    return call.answer(retention.run(call.context, dry_run=call.body["dry_run"], by=call.principal.name))


@ROUTES.api(
    "POST",
    "/beneficiaries/<uuid:id>/keep",
    roles=COORDINATION,
    summary="Keep who is announced as going",
    answer=BeneficiarySchema,
)
def keep(call: Call) -> Response:
    """As if her file had been changed today."""
    return call.answer(retention.keep(call.context, call.params["id"]))
