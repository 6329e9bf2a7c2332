"""The form by which somebody is sent to us: short, since a partner fills it in between two appointments."""

from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import ReferrerKind
from lakou.kernel import clock
from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call
from services.enrollment.model import Organization
from services.enrollment.pages import person_form
from services.enrollment.pages.doors import Typed, id_asked
from services.enrollment.pages.person_form import PersonForm
from services.enrollment.pages.words import PERSON_OPTIONS, commune_labels, options
from services.enrollment.schemas.referrals import SentPersonSchema
from services.enrollment.storage import organizations as directory
from services.enrollment.storage import programs as programs_storage

COPIED = ("family_name", "given_name", "gender", "phone", "language", "rsa")
NOT_ASKED = "Demandez-lui d’abord, puis cochez la case."
LONGEST_MESSAGE = 1000


@dataclass
class SentForm:
    """`person` is what was typed of her; `errors` and `typed` hold the rest too."""

    person: PersonForm

    @property
    def errors(self) -> dict[str, str]:
        """One sentence a field."""
        return self.person.errors

    def body(self, call: Call, referrer: dict[str, Any]) -> dict[str, Any]:
        """As the API would be given it."""
        typed = self.person.typed
        return {
            "referrer": referrer,
            "person": self.person.given,
            "beneficiary_id": None,
            "program_id": id_asked(call, "program_id"),
            "message": typed.get("message", "").replace("\r\n", "\n"),
            "on": None,
        }


def read(call: Call) -> SentForm:
    """What was posted."""
    form = SentForm(person_form.read(call, SentPersonSchema, consents=False, copied=COPIED))
    if not form.person.typed.get("agreed"):
        form.errors["agreed"] = NOT_ASKED
    if len(form.person.typed.get("message", "")) > LONGEST_MESSAGE:
        form.errors["message"] = f"Écrivez au plus {LONGEST_MESSAGE} caractères."
    return form


def keep(form: SentForm, problem: InvalidInput) -> None:
    """What a use case found wrong, beside its field."""
    for name, text in problem.errors.items():
        field = name.removeprefix("person.")
        form.errors["birth" if field.startswith("birth") else field] = text


def show(
    call: Call, form: SentForm | None, *, action: str, back: str, organization: Organization | None, status: int = 200
) -> Response:
    """The form. The team says which partner sends; a partner's sign-in says it already."""
    person = form.person if form else PersonForm({"gender": "feminin", "language": "fr", "rsa": "non_communique"})
    with call.database.reading() as db:
        programs = programs_storage.open_for_people(db, clock.today(call.site.zone))
        partners, _ = directory.listed(db, active=True, limit=200)
    for_team = action != "/enrollment/partner"
    return call.render(
        "enrollment/referral-form.html",
        status,
        typed=Typed(person.typed),
        errors=Typed(person.errors),
        summary=_summary(person),
        communes=list(commune_labels(call.site.territory)),
        programs=[("", "Au choix de l’association"), *((each.id, each.name) for each in programs)],
        partners=[*((f"id:{each.id}", each.name) for each in partners), *((each.value, each.label) for each in ReferrerKind)]
        if for_team
        else [],
        kinds=options(ReferrerKind),
        organization=organization,
        action=action,
        back=back,
        **{name: PERSON_OPTIONS[name] for name in ("genders", "languages", "rsa")},
    )


def _summary(person: PersonForm) -> list[tuple[str, str]]:
    words = {**person_form.LABELS, "agreed": "Son accord", "message": "Ce qu’elle demande", "referrer": "Envoyée par"}
    return [(name, f"{words.get(name, 'Réponse')} : {text[:1].lower()}{text[1:]}") for name, text in person.errors.items()]
