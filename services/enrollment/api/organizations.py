"""`/organizations`."""

from werkzeug.wrappers import Response

from lakou.kernel.web.call import Call
from services.enrollment.api.doors import COORDINATION, ROUTES, STAFF
from services.enrollment.schemas.organizations import (
    OrganizationInSchema,
    OrganizationListQuery,
    OrganizationListSchema,
    OrganizationPatchSchema,
    OrganizationSchema,
)
from services.enrollment.storage import organizations as storage
from services.enrollment.use_cases import organizations


@ROUTES.api(
    "POST",
    "/organizations",
    roles=COORDINATION,
    summary="A partner or a structure into the directory; 409 organization-known for the same SIRET, RNA or name",
    body=OrganizationInSchema,
    answer=OrganizationSchema,
    status=201,
)
def add(call: Call) -> Response:
    """A new line."""
    made = organizations.add(call.context, call.body)
    call.subject = str(made.id)
    return call.answer(made, revision=made.revision, location=f"/enrollment/api/v1/organizations/{made.id}")


@ROUTES.api(
    "GET",
    "/organizations",
    roles=STAFF,
    summary="The directory by name",
    query=OrganizationListQuery,
    answer=OrganizationListSchema,
)
def listed(call: Call) -> Response:
    """A page."""
    with call.database.reading() as db:
        items, following = storage.listed(db, **call.query)
    return call.answer({"items": items, "next": following})


@ROUTES.api("GET", "/organizations/<uuid:id>", roles=STAFF, summary="One organization", answer=OrganizationSchema)
def one(call: Call) -> Response:
    """One line."""
    with call.database.reading() as db:
        found = organizations.get(db, call.params["id"])
    return call.answer(found, revision=found.revision)


@ROUTES.api(
    "PATCH",
    "/organizations/<uuid:id>",
    roles=COORDINATION,
    summary="Correct a line of the directory",
    body=OrganizationPatchSchema,
    answer=OrganizationSchema,
)
def change(call: Call) -> Response:
    """Correct; honours If-Match."""
    found = organizations.change(call.context, call.params["id"], call.body, call.if_match)
    return call.answer(found, revision=found.revision)
