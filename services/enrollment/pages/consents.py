"""What she accepts, purpose by purpose: what each one means, what she said and when, and the notice to hand over."""

from typing import Any

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import ConsentChannel
from lakou.kernel.db import Db
from lakou.kernel.web.call import Call
from services.enrollment.model import Beneficiary
from services.enrollment.pages.doors import ROUTES, STAFF
from services.enrollment.pages.words import PARTNERS, meaning, options, purpose_label
from services.enrollment.storage import beneficiaries as storage
from services.enrollment.use_cases import beneficiaries

USUAL = ("follow_up", "messages", "statistics")


@ROUTES.page("GET", "/beneficiaries/<uuid:id>/consents", roles=STAFF)
def one(call: Call) -> Response:
    """Every purpose, and all that was ever said."""
    with call.database.reading() as db:
        person, answers = _known(db, call)
        trail = storage.consent_trail(db, person.id)
    spoken = [each for each in answers if each not in USUAL]
    partners = [f"sharing:{each}" for each in PARTNERS if f"sharing:{each}" not in answers]
    return call.render(
        "enrollment/consents.html",
        person=person,
        purposes=[_purpose(each, answers) for each in (*USUAL, *spoken)],
        partners=[(each, purpose_label(each)) for each in partners],
        channels=options(ConsentChannel),
        trail=[(each, purpose_label(each.purpose), ConsentChannel(each.channel).label) for each in trail],
    )


@ROUTES.page("GET", "/beneficiaries/<uuid:id>/notice", roles=STAFF)
def notice(call: Call) -> Response:
    """The notice to hand over: what is kept, what for, and what she answered."""
    with call.database.reading() as db:
        person, answers = _known(db, call)
    spoken = [each for each in answers if each not in USUAL]
    return call.render("enrollment/notice.html", person=person, purposes=[_purpose(each, answers) for each in (*USUAL, *spoken)])


def _known(db: Db, call: Call) -> tuple[Beneficiary, dict[str, Any]]:
    person = beneficiaries.standing(db, call.params["id"])
    return person, {each.purpose: each for each in storage.consents(db, person.id)}


def _purpose(purpose: str, answers: dict[str, Any]) -> dict[str, Any]:
    return {"purpose": purpose, "label": purpose_label(purpose), "meaning": meaning(purpose), "answer": answers.get(purpose)}
