"""The form of a person: what was typed, what it means, and what is wrong with it, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema

from lakou.contracts import territories
from lakou.contracts.territories import is_insee_outside
from lakou.contracts.vocabulary import ConsentChannel
from lakou.kernel import clock
from lakou.kernel.problems import InvalidInput
from lakou.kernel.web.call import Call, load
from services.enrollment.model import Beneficiary, OtherPhone
from services.enrollment.pages.words import REGISTERED_PURPOSES, commune_labels, commune_name
from services.enrollment.sheets.dates import read_birth
from services.enrollment.sheets.names import normalise
from services.enrollment.sheets.places import read_place

COPIED = ("family_name", "given_name", "gender", "phone", "email", "language", "channel", "social_status", "referrer", "rsa")
LABELS = {
    "family_name": "Nom",
    "given_name": "Prénom",
    "birth": "Naissance",
    "commune": "Commune",
    "phone": "Téléphone",
    "email": "E-mail",
    "situation_since": "Depuis le",
    "other_phone": "Autre téléphone",
    "notes": "Notes",
}
ASIDE = {"other_phones.0.phone": "other_phone", "other_phones.0.whose": "other_phone_whose"}
"""Where the form asks for what the schema calls otherwise."""
EMPTY = "Répondez à cette question."
CORRECTED = "corrected"
SITUATION_CHANGES = [
    ("changed", "C’est nouveau", "Ce qui a été fait avant garde l’ancienne réponse."),
    (CORRECTED, "C’était une erreur", "Ce qui a été fait est recompté avec la bonne réponse."),
]


@dataclass
class PersonForm:
    """`typed` is kept whatever happens, `given` is what the schema let through, `errors` one sentence a field."""

    typed: dict[str, str]
    given: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> list[tuple[str, str]]:
        """For the list on top of the page."""
        return [(name, f"{LABELS.get(name, 'Réponse')} : {text[:1].lower()}{text[1:]}") for name, text in self.errors.items()]


def blank() -> dict[str, str]:
    """Nothing typed yet."""
    return {"gender": "non_communique", "language": "fr", "channel": "sms", "rsa": "non_communique"} | {
        "consent_channel": ConsentChannel.ORAL.value
    }


def of_file(person: Beneficiary, notes: str, phones: Sequence[OtherPhone]) -> dict[str, str]:
    """The form as it would have been typed for this file."""
    typed = {name: getattr(person, name) or "" for name in COPIED}
    typed["phone_shared"] = "1" if person.phone_shared else ""
    typed["other_phone"], typed["other_phone_whose"] = (phones[0].phone, phones[0].whose) if phones else ("", "")
    born = person.birth_date.strftime("%d/%m/%Y") if person.birth_date else str(person.birth_year)
    home = territories.commune(person.commune)
    return typed | {"birth": born, "commune": _label(person.commune) if home else person.commune, "notes": notes}


def _label(insee: str) -> str:
    return next((label for label, code in commune_labels("").items() if code == insee), insee)


def read(call: Call, schema: type[Schema], *, consents: bool, copied: tuple[str, ...] = COPIED) -> PersonForm:
    """What was posted, through `schema`, which knows the fields `copied`, a birth and a commune."""
    form = PersonForm({name: value.strip() for name, value in call.request.form.items() if name != "csrf"})
    typed = form.typed
    given: dict[str, Any] = {name: typed[name] for name in copied if typed.get(name)}
    for name in ("phone", "email", "referrer"):
        if name in copied:
            given.setdefault(name, None)
    if "notes" in typed:
        given["notes"] = typed["notes"].replace("\r\n", "\n")
    _read_phones(form, given)
    _read_birth(call, form, given)
    _read_commune(call, form, given)
    given |= _of_a_new_file(typed) if consents else _of_a_change(typed)
    asked = schema().fields  # the form by which a partner sends somebody asks for less
    given = {name: value for name, value in given.items() if name in asked}
    try:
        form.given = load(schema, given)
    except InvalidInput as problem:
        said = {ASIDE.get(name, name): text for name, text in problem.errors.items()}
        form.errors = {name: text for name, text in said.items() if name not in ("birth_year", *form.errors)} | form.errors
    for name in ("family_name", "given_name"):
        if not typed.get(name):
            form.errors[name] = EMPTY
    form.errors = {name: form.errors[name] for name in (*LABELS, *form.errors) if name in form.errors}
    return form


def _of_a_new_file(typed: dict[str, str]) -> dict[str, Any]:
    return {"consents": _consents(typed), "distinct_from": typed.get("distinct_from", "").split()}


def _of_a_change(typed: dict[str, str]) -> dict[str, Any]:
    since = {"situation_since": typed["situation_since"]} if typed.get("situation_since") else {}
    return {"situation_corrected": typed.get("situation") == CORRECTED, **since}


def _read_phones(form: PersonForm, given: dict[str, Any]) -> None:
    """The box beside the number, and one more number; those beyond it, which only programs give, stay as they are."""
    given["phone_shared"] = form.typed.get("phone_shared") == "1"
    if "other_phone" in form.typed:
        typed = {"phone": form.typed["other_phone"], "whose": form.typed.get("other_phone_whose", "")}
        given["other_phones"] = [typed] if typed["phone"] else []


def _read_birth(call: Call, form: PersonForm, given: dict[str, Any]) -> None:
    text = form.typed.get("birth", "")
    birth = read_birth(text, clock.today(call.site.zone))
    if birth.problem:
        form.errors["birth"] = f"{birth.problem} Vous avez écrit « {text[:30]} »." if text else EMPTY
    given["birth_year"] = birth.year or clock.today(call.site.zone).year
    given["birth_date"] = birth.date.isoformat() if birth.date else None


def _read_commune(call: Call, form: PersonForm, given: dict[str, Any]) -> None:
    text = form.typed.get("commune", "")
    given["commune"], problem = commune_of(text, call.site.territory)
    if problem:
        form.errors["commune"] = problem
        given["commune"] = "97209"  # so that the schema says nothing more


def commune_of(text: str, home: str) -> tuple[str, str]:
    """INSEE code and what is wrong: by the label of the list, by a name, by the code of another commune of France."""
    by_label = {normalise(label): code for label, code in (commune_labels(home) | commune_labels("")).items()}
    if code := by_label.get(normalise(text)):
        return code, ""
    if is_insee_outside(text):
        return text, ""
    if not text:
        return "", EMPTY
    place = read_place(text, "", "", home=territories.territory(home) if home else None)
    if place.insee and not place.guessed:
        return place.insee, ""
    if place.insee:
        return "", f"Est-ce « {commune_name(place.insee)} » ? Choisissez-la dans la liste."
    return "", "Cette commune n’est pas dans la liste. Si elle est ailleurs en France, écrivez son code INSEE."


def _consents(typed: dict[str, str]) -> list[dict[str, Any]]:
    channel = typed.get("consent_channel") or ConsentChannel.ORAL.value
    said = {purpose: typed.get(f"consent_{purpose.replace(':', '_')}", "") for purpose in REGISTERED_PURPOSES}
    return [
        {"purpose": purpose, "given": answer == "true", "channel": channel}
        for purpose, answer in said.items()
        if answer in ("true", "false")
    ]
