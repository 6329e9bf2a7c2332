"""What she accepts, purpose by purpose: what each one means, what she said and when, and the notice to hand over."""

from collections.abc import Iterable
from typing import Any

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import ConsentChannel
from lakou.kernel.db import Db
from lakou.kernel.web.call import Call
from services.enrollment.model import Beneficiary
from services.enrollment.pages.doors import ROUTES, STAFF
from services.enrollment.pages.words import PARTNERS, meaning, options, purpose_label
from services.enrollment.storage import beneficiaries as storage
from services.enrollment.storage import organizations
from services.enrollment.use_cases import beneficiaries

USUAL = ("follow_up", "messages", "statistics")
MOST = 200


@ROUTES.page("GET", "/beneficiaries/<uuid:id>/consents", roles=STAFF)
def one(call: Call) -> Response:
    """Every purpose, and all that was ever said."""
    with call.database.reading() as db:
        person, answers = _known(db, call)
        trail = storage.consent_trail(db, person.id)
        offered = organizations.partners(db, MOST)
        names = offered | organizations.names(db, codes_of(answers))
    spoken = [each for each in answers if each not in USUAL]
    partners = [each for code in {**PARTNERS, **offered} if (each := f"sharing:{code}") not in answers]
    return call.render(
        "enrollment/consents.html",
        person=person,
        purposes=[_purpose(each, answers, names) for each in (*USUAL, *spoken)],
        partners=[(each, purpose_label(each, names)) for each in partners],
        channels=options(ConsentChannel),
        trail=[(each, purpose_label(each.purpose, names), ConsentChannel(each.channel).label) for each in trail],
    )


@ROUTES.page("GET", "/beneficiaries/<uuid:id>/notice", roles=STAFF)
def notice(call: Call) -> Response:
    """The notice to hand over: what is kept, what for, and what she answered."""
    with call.database.reading() as db:
        person, answers = _known(db, call)
        names = organizations.names(db, codes_of(answers))
    spoken = [each for each in answers if each not in USUAL]
    purposes = [_purpose(each, answers, names) for each in (*USUAL, *spoken)]
    return call.render("enrollment/notice.html", person=person, purposes=purposes)


def codes_of(purposes: Iterable[str]) -> list[str]:
    """The partners whom these purposes name."""
    return [each.removeprefix("sharing:") for each in purposes if each.startswith("sharing:")]


def _known(db: Db, call: Call) -> tuple[Beneficiary, dict[str, Any]]:
    person = beneficiaries.standing(db, call.params["id"])
    return person, {each.purpose: each for each in storage.consents(db, person.id)}


def _purpose(purpose: str, answers: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    label = purpose_label(purpose, names)
    return {"purpose": purpose, "label": label, "meaning": meaning(purpose), "answer": answers.get(purpose)}
