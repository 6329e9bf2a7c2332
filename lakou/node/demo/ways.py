"""Who sends people, and how far they come: partners, referrals in every state, assessments."""

import datetime as dt
import random
import uuid
from typing import Any

from lakou.contracts.vocabulary import Autonomy
from lakou.kernel import clock
from lakou.node.demo import people
from lakou.node.demo.doors import Doors, Refused
from services.enrollment.use_cases import assessments, attention

PLACES = {"guadeloupe": "Guadeloupe", "martinique": "Martinique", "guyane": "Guyane", "saint-martin": "Saint-Martin"}
PARTNERS = (("caf", "CAF"), ("cgss", "CGSS"), ("ccas", "CCAS"), ("france_travail", "France Travail"))
ASKED = ("Ouvrir son espace en ligne.", "Faire ses démarches seule.", "Elle a un téléphone, pas d’ordinateur.")
WRITTEN = ("family_name", "given_name", "birth_year", "commune", "gender", "phone", "language", "social_status", "rsa")
BY = "Démonstration"


def finished(doors: Doors, women: list[str], program: str, start: dt.date, end: dt.date, dice: random.Random) -> None:
    """A cohort that is over: from where each started, and how far she came."""
    entries = [_assessment(woman, program, "entry", dice.choice([0, 0, 0, 1]), start) for woman in women]
    exits = [
        _assessment(woman, program, "exit", dice.choice([2, 2, 2, 1]), end)
        | {"situation": dice.choice(["recherche_emploi", "formation"])}
        for woman in women
    ]
    assessments.assess_all(doors.node.services["enrollment"].context, [*entries, *exits], BY)


def running(doors: Doors, cohort: list[str], program: str, dice: random.Random) -> None:
    """The cohort of now: assessed at entry but for the last two, a step for some; what partners sent these days."""
    context, today = doors.node.services["enrollment"].context, clock.today(doors.node.site.zone)
    noted = [_assessment(one, program, "entry", dice.choice([0, 0, 1]), today - dt.timedelta(days=20)) for one in cohort[:-2]]
    noted += [_assessment(one, program, "progress", 1, today - dt.timedelta(days=3)) for one in cohort[: len(cohort) // 2]]
    assessments.assess_all(context, noted, BY)
    _referrals(doors, cohort, program, dice)
    _leave(doors, cohort[:-2], program, today)
    attention.tell(context)


def _leave(doors: Doors, cohort: list[str], program: str, today: dt.date) -> None:
    """Two of them are done, and manage alone."""
    running_now = doors.get(f"enrollment/enrollments?program_id={program}&stage=active&limit=50")["items"]
    for each in [one for one in running_now if one["beneficiary_id"] in cohort][:2]:
        doors.post(f"enrollment/enrollments/{each['id']}/transitions", to="completed")
        exits = _assessment(each["beneficiary_id"], program, "exit", 2, today) | {"situation": "emploi"}
        assessments.assess(doors.node.services["enrollment"].context, exits, BY)


def _assessment(person: str, program: str, stage: str, level: int, on: dt.date) -> dict[str, Any]:
    ids = {"beneficiary_id": uuid.UUID(person), "program_id": uuid.UUID(program)}
    return {**ids, "stage": stage, "level": list(Autonomy)[level].value, "on": on, "pix": {}, "remark": ""}


def _referrals(doors: Doors, cohort: list[str], program: str, dice: random.Random) -> None:
    """One that came, one that waits too long, one that waits, one that was reached, one that says no; and one that we sent."""
    partners = _directory(doors)
    today = clock.today(doors.node.site.zone)
    invented = people.women_on_rsa(doors.node.site.territory, 4, dice, today.year)
    came = _note(doors, partners[0], today - dt.timedelta(days=28), {"beneficiary_id": cohort[0]}, program)
    _answer(doors, came, "accepted", sharing=True, on=str(today - dt.timedelta(days=22)))
    for number, person in enumerate(invented):
        body = {"person": {name: person[name] for name in WRITTEN}, "message": ASKED[number % len(ASKED)]}
        days = (10, 2, 5, 6)[number]
        referral = _note(doors, partners[number % 3], today - dt.timedelta(days=days), body, program)
        if number == 2:
            _answer(doors, referral, "contacted", sharing=True)
        if number == 3:
            _answer(doors, referral, "declined", reason="injoignable")
    purpose = {"purpose": partners[3]["purpose"], "given": True}
    doors.post(f"enrollment/beneficiaries/{cohort[1]}/consents", **purpose)
    doors.post(
        "enrollment/referrals",
        direction="out",
        referrer={"organization_id": partners[3]["id"]},
        beneficiary_id=cohort[1],
        message="Chercher une formation.",
    )


def _directory(doors: Doors) -> list[dict[str, Any]]:
    """The partners of the place, added at the first start."""
    found = []
    for kind, name in PARTNERS:
        try:
            found.append(doors.post("enrollment/organizations", name=f"{name} de {PLACES[doors.node.site.node]}", kind=kind))
        except Refused as refused:
            if "organization-known" not in refused.slug:
                raise
            found.append(doors.get(f"enrollment/organizations/{refused.answer['organization']}"))
    return found


def _note(doors: Doors, partner: dict[str, Any], on: dt.date, body: dict[str, Any], program: str) -> str:
    made = doors.post("enrollment/referrals", referrer={"organization_id": partner["id"]}, on=str(on), program_id=program, **body)
    return str(made["id"])


def _answer(doors: Doors, referral: str, to: str, **given: Any) -> None:
    doors.post(f"enrollment/referrals/{referral}/transitions", to=to, **given)
