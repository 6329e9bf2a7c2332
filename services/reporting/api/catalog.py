"""`/common-programs` at the hub, `/catalog` everywhere."""

from werkzeug.wrappers import Response

from lakou.kernel.web.call import Call
from services.reporting.api.doors import ROUTES
from services.reporting.readers import READERS, SHARERS, check_hub, check_reader
from services.reporting.schemas import (
    CatalogStateSchema,
    CommonProgramInSchema,
    CommonProgramListSchema,
    CommonProgramPatchSchema,
    CommonProgramSchema,
)
from services.reporting.storage import catalog as storage
from services.reporting.use_cases import catalog


@ROUTES.api("GET", "/catalog", roles=READERS, summary="The catalog of the hub, as known here", answer=CatalogStateSchema)
def state(call: Call) -> Response:
    """Which version is here, and whether hub and node count alike."""
    check_reader(call)
    with call.database.reading() as db:
        return call.answer(catalog.state(call.context, db))


@ROUTES.api("GET", "/common-programs", roles=SHARERS, summary="Programs shared by all nodes", answer=CommonProgramListSchema)
def listed(call: Call) -> Response:
    """All of them."""
    check_hub(call)
    with call.database.reading() as db:
        return call.answer({"items": storage.programs(db), "next": None})


@ROUTES.api(
    "POST",
    "/common-programs",
    roles=SHARERS,
    summary="Share a program out to all nodes",
    body=CommonProgramInSchema,
    answer=CommonProgramSchema,
    status=201,
)
def share(call: Call) -> Response:
    """The nodes learn of it with the next acknowledgement."""
    check_hub(call)
    program = catalog.share(call.context, call.body)
    call.subject = program.code
    where = f"/reporting/api/v1/common-programs/{program.code}"
    return call.answer(program, revision=program.revision, location=where)


@ROUTES.api("GET", "/common-programs/<code>", roles=SHARERS, summary="A common program", answer=CommonProgramSchema)
def one(call: Call) -> Response:
    """One."""
    check_hub(call)
    with call.database.reading() as db:
        program = catalog.get(db, call.params["code"])
    return call.answer(program, revision=program.revision)


@ROUTES.api(
    "PATCH",
    "/common-programs/<code>",
    roles=SHARERS,
    summary="Change a common program",
    body=CommonProgramPatchSchema,
    answer=CommonProgramSchema,
)
def change(call: Call) -> Response:
    """Honors If-Match; the nodes learn of it with the next acknowledgement."""
    check_hub(call)
    program = catalog.change(call.context, call.params["code"], call.body, call.if_match)
    return call.answer(program, revision=program.revision)
