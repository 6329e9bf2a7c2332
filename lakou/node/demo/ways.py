"""Who sends people, and how far they come: partners, referrals in every state, assessments."""

import datetime as dt
import random
import uuid
from typing import Any

from lakou.contracts.vocabulary import Autonomy, EnrollmentStage
from lakou.kernel import clock
from lakou.node.demo import people
from lakou.node.demo.team import STAFF, Team
from services.enrollment.model import Organization
from services.enrollment.model.rules import OrganizationKnown
from services.enrollment.schemas.beneficiaries import ConsentInSchema
from services.enrollment.schemas.referrals import ReferralInSchema, ReferralMoveSchema
from services.enrollment.storage import programs as programs_storage
from services.enrollment.use_cases import assessments, attention, beneficiaries, enrollments, organizations, referrals

PLACES = {"guadeloupe": "Guadeloupe", "martinique": "Martinique", "guyane": "Guyane", "saint-martin": "Saint-Martin"}
PARTNERS = (("caf", "CAF"), ("cgss", "CGSS"), ("ccas", "CCAS"), ("france_travail", "France Travail"))
ASKED = ("Ouvrir son espace en ligne.", "Faire ses démarches seule.", "Elle a un téléphone, pas d’ordinateur.")
WRITTEN = ("family_name", "given_name", "birth_year", "commune", "gender", "phone", "language", "social_status", "rsa")


def finished(team: Team, women: list[uuid.UUID], program: uuid.UUID, start: dt.date, end: dt.date, dice: random.Random) -> None:
    """A cohort that is over: from where each started, and how far she came."""
    entries = [_assessment(woman, program, "entry", dice.choice([0, 0, 0, 1]), start) for woman in women]
    exits = [
        _assessment(woman, program, "exit", dice.choice([2, 2, 2, 1]), end)
        | {"situation": dice.choice(["recherche_emploi", "formation"])}
        for woman in women
    ]
    assessments.assess_all(team.enrollment, [*entries, *exits], STAFF)


def running(team: Team, cohort: list[uuid.UUID], program: uuid.UUID, dice: random.Random) -> None:
    """The cohort of now: assessed at entry but for the last two, a step for some; what partners sent these days."""
    today = clock.today(team.site.zone)
    noted = [_assessment(one, program, "entry", dice.choice([0, 0, 1]), today - dt.timedelta(days=20)) for one in cohort[:-2]]
    noted += [_assessment(one, program, "progress", 1, today - dt.timedelta(days=3)) for one in cohort[: len(cohort) // 2]]
    assessments.assess_all(team.enrollment, noted, STAFF)
    _referrals(team, cohort, program, dice)
    _leave(team, cohort[:-2], program, today)
    attention.tell(team.enrollment)


def _leave(team: Team, cohort: list[uuid.UUID], program: uuid.UUID, today: dt.date) -> None:
    """Two of them are done, and manage alone."""
    with team.enrollment.database.reading() as db:
        active, _ = programs_storage.enrollments(db, program_id=program, stage=EnrollmentStage.ACTIVE.value)
    done = [each for each in active if each.beneficiary_id in cohort][:2]
    enrollments.move_all(team.enrollment, [each.id for each in done], EnrollmentStage.COMPLETED, on=today, by=STAFF)
    exits = [_assessment(each.beneficiary_id, program, "exit", 2, today) | {"situation": "emploi"} for each in done]
    assessments.assess_all(team.enrollment, exits, STAFF)


def _assessment(person: uuid.UUID | None, program: uuid.UUID, stage: str, level: int, on: dt.date) -> dict[str, Any]:
    ids = {"beneficiary_id": person, "program_id": program}
    return {**ids, "stage": stage, "level": list(Autonomy)[level].value, "on": on, "pix": {}, "remark": ""}


def _referrals(team: Team, cohort: list[uuid.UUID], program: uuid.UUID, dice: random.Random) -> None:
    """One that came, one that waits too long, one that waits, one that was reached, one that says no; and one that we sent."""
    partners = _directory(team)
    today = clock.today(team.site.zone)
    invented = people.women_on_rsa(team.site.territory, 4, dice, today.year)
    came = _note(team, partners[0], today - dt.timedelta(days=28), {"beneficiary_id": str(cohort[0])}, program)
    _answer(team, came, "accepted", sharing=True, on=str(today - dt.timedelta(days=22)))
    for number, person in enumerate(invented):
        body = {"person": {name: person[name] for name in WRITTEN}, "message": ASKED[number % len(ASKED)]}
        days = (10, 2, 5, 6)[number]
        referral = _note(team, partners[number % 3], today - dt.timedelta(days=days), body, program)
        if number == 2:
            _answer(team, referral, "contacted", sharing=True)
        if number == 3:
            _answer(team, referral, "declined", reason="injoignable")
    _send_out(team, partners[3], cohort[1])


def _send_out(team: Team, partner: Organization, person: uuid.UUID) -> None:
    agreed = ConsentInSchema().load({"purpose": partner.purpose, "given": True})
    beneficiaries.note_consent(team.enrollment, person, agreed, STAFF, _any_revision)
    sent = {"referrer": {"organization_id": str(partner.id)}, "beneficiary_id": str(person), "message": "Chercher une formation."}
    referrals.send_out(team.enrollment, ReferralInSchema().load(sent | {"direction": "out"}), STAFF)


def _directory(team: Team) -> list[Organization]:
    """The partners of the place, added at the first start."""
    return [_partner(team, f"{name} de {PLACES[team.site.node]}", kind) for kind, name in PARTNERS]


def _partner(team: Team, name: str, kind: str) -> Organization:
    try:
        return organizations.add(team.enrollment, {"name": name, "kind": kind})
    except OrganizationKnown as known:
        with team.enrollment.database.reading() as db:
            return organizations.get(db, uuid.UUID(known.facts["organization"]))


def _note(team: Team, partner: Organization, on: dt.date, body: dict[str, Any], program: uuid.UUID) -> uuid.UUID:
    given = {"referrer": {"organization_id": str(partner.id)}, "on": str(on), "program_id": str(program), **body}
    return referrals.receive(team.enrollment, ReferralInSchema().load(given), STAFF).id


def _answer(team: Team, referral: uuid.UUID, to: str, **given: Any) -> None:
    referrals.answer(team.enrollment, referral, ReferralMoveSchema().load({"to": to, **given}), STAFF, _any_revision)


def _any_revision(_revision: int) -> None:
    """Nobody else changes what the demo tells."""
