"""`/beneficiaries`."""

import uuid
from typing import Any

from werkzeug.wrappers import Response

from lakou.kernel.web.call import Call
from services.enrollment.api.doors import ROUTES, STAFF
from services.enrollment.model import Beneficiary
from services.enrollment.schemas.beneficiaries import (
    BeneficiaryInSchema,
    BeneficiaryListQuery,
    BeneficiaryListSchema,
    BeneficiaryPatchSchema,
    BeneficiarySchema,
    ConsentInSchema,
    WholeBeneficiarySchema,
)
from services.enrollment.storage import beneficiaries as storage
from services.enrollment.storage import situations
from services.enrollment.use_cases import beneficiaries

DEMO = "demo"
"""The account that tells the demo's stories; no one can sign in to it."""


@ROUTES.api(
    "POST",
    "/beneficiaries",
    roles=STAFF,
    summary="Register a person; 409 possible-duplicate unless every candidate is in distinct_from",
    body=BeneficiaryInSchema,
    answer=WholeBeneficiarySchema,
    status=201,
)
def register(call: Call) -> Response:
    """Open a file."""
    exempt = call.principal.account == DEMO
    done = beneficiaries.register(call.context, call.body, call.principal.name, exempt=exempt)
    call.subject = str(done.beneficiary.id)
    warnings = [{"code": code, "message": sentence} for code, sentence in done.warnings]
    location = f"/enrollment/api/v1/beneficiaries/{done.beneficiary.id}"
    return call.answer(_whole(call, done.beneficiary.id) | {"warnings": warnings}, revision=1, location=location)


@ROUTES.api("GET", "/beneficiaries", roles=STAFF, summary="Search people", query=BeneficiaryListQuery, answer=BeneficiaryListSchema)
def search(call: Call) -> Response:
    """A page of people by name."""
    asked = call.query
    with call.database.reading() as db:
        items, following = storage.search(
            db, query=asked["q"], commune=asked["commune"], after=asked["after"], limit=asked["limit"]
        )
    return call.answer({"items": items, "next": following})


@ROUTES.api("GET", "/beneficiaries/<uuid:id>", roles=STAFF, summary="One person", answer=WholeBeneficiarySchema)
def one(call: Call) -> Response:
    """A file with its notes and consents."""
    whole = _whole(call, call.params["id"])
    return call.answer(whole, revision=whole["revision"])


@ROUTES.api(
    "PATCH",
    "/beneficiaries/<uuid:id>",
    roles=STAFF,
    summary="Correct a file",
    body=BeneficiaryPatchSchema,
    answer=WholeBeneficiarySchema,
)
def change(call: Call) -> Response:
    """Correct a file; honours If-Match."""
    person = beneficiaries.change(call.context, call.params["id"], call.body, call.if_match)
    return call.answer(_whole(call, person.id), revision=person.revision)


@ROUTES.api(
    "POST",
    "/beneficiaries/<uuid:id>/consents",
    roles=STAFF,
    summary="Note what she says of one purpose from now on",
    body=ConsentInSchema,
    answer=WholeBeneficiarySchema,
    status=201,
)
def consent(call: Call) -> Response:
    """One more line in her register; the last one of a purpose holds."""
    person = beneficiaries.note_consent(call.context, call.params["id"], call.body, call.principal.name, call.if_match)
    return call.answer(_whole(call, person.id), revision=person.revision)


def _whole(call: Call, beneficiary_id: uuid.UUID) -> dict[str, Any]:
    with call.database.reading() as db:
        person: Beneficiary = beneficiaries.get(db, beneficiary_id)
        shared = storage.sharing_phone(db, person.phone, beside=person.id)
        beside: dict[str, Any] = {"root_id": person.root_id, "other_phones": situations.phones(db, person.id)}
        beside |= {"notes": storage.notes(db, person.id), "consents": storage.consents(db, person.id)}
    warnings = [{"code": code, "message": sentence} for code, sentence in beneficiaries.phone_warning(shared)]
    return {name: getattr(person, name) for name in BeneficiarySchema().fields} | beside | {"warnings": warnings}
