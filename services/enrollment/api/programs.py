"""`/programs`."""

from werkzeug.wrappers import Response

from lakou.kernel.web.call import Call
from services.enrollment.api.doors import COORDINATION, ROUTES, STAFF
from services.enrollment.schemas.programs import PageQuery, ProgramInSchema, ProgramListSchema, ProgramPatchSchema, ProgramSchema
from services.enrollment.storage import programs as storage
from services.enrollment.use_cases import programs


@ROUTES.api(
    "POST",
    "/programs",
    roles=COORDINATION,
    summary="Open a program; its code is made from the name when absent",
    body=ProgramInSchema,
    answer=ProgramSchema,
    status=201,
)
def open_program(call: Call) -> Response:
    """Open a program."""
    program = programs.open_program(call.context, call.body)
    call.subject = str(program.id)
    return call.answer(program, revision=program.revision, location=f"/enrollment/api/v1/programs/{program.id}")


@ROUTES.api("GET", "/programs", roles=STAFF, summary="Programs by name", query=PageQuery, answer=ProgramListSchema)
def listed(call: Call) -> Response:
    """A page of programs."""
    with call.database.reading() as db:
        items, following = storage.listed(db, after=call.query["after"], limit=call.query["limit"])
    return call.answer({"items": items, "next": following})


@ROUTES.api("GET", "/programs/<uuid:id>", roles=STAFF, summary="One program", answer=ProgramSchema)
def one(call: Call) -> Response:
    """A program."""
    with call.database.reading() as db:
        program = programs.get(db, call.params["id"])
    return call.answer(program, revision=program.revision)


@ROUTES.api(
    "PATCH", "/programs/<uuid:id>", roles=COORDINATION, summary="Change a program", body=ProgramPatchSchema, answer=ProgramSchema
)
def change(call: Call) -> Response:
    """Change a program; honours If-Match."""
    program = programs.change_program(call.context, call.params["id"], call.body, call.if_match)
    return call.answer(program, revision=program.revision)
