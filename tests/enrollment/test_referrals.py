"""People whom partners send: how it is answered, what becomes of it, what the partner is told."""

import datetime as dt
import uuid
from typing import Any

import pytest

from lakou.contracts.enrollment import BeneficiaryDescribed, ReferralChanged
from lakou.contracts.vocabulary import EnrollmentStage
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.enrollment.model.referrals import GRACE, KEPT, WITHIN
from services.enrollment.use_cases import enrollments, erasing, referrals
from tests.enrollment.doors import Doors
from tests.enrollment.factories import BY, NOW, TODAY, anyone, person, program, said, some_id

WOMAN = {"family_name": "Marcin", "given_name": "Rosalie", "birth_year": 1984, "commune": "97213", "phone": "0696 00 12 34"}


def caf(doors: Doors) -> dict[str, Any]:
    """The CAF, in the directory."""
    return doors.post("/organizations", {"name": "CAF de la Martinique", "kind": "caf"}).json or {}


def sent(doors: Doors, **given: Any) -> dict[str, Any]:
    """What the CAF sends from its own sign-in."""
    doors.as_partner("caf")
    answer = doors.post("/referrals", {"referrer": {"kind": "caf"}, "person": WOMAN | given})
    doors.as_team()
    assert answer.status_code == 201, answer.text
    return answer.json or {}


def answered(doors: Doors, referral: dict[str, Any], to: str, status: int = 200, **given: Any) -> dict[str, Any]:
    answer = doors.post(f"/referrals/{referral['id']}/transitions", {"to": to, **given})
    assert answer.status_code == status, answer.text
    return answer.json or {}


def as_the_caf_sees(doors: Doors, referral: dict[str, Any]) -> dict[str, Any]:
    doors.as_partner("caf")
    seen = doors.get(f"/referrals/{referral['id']}")
    doors.as_team()
    assert seen.status_code == 200, seen.text
    return seen.json or {}


def test_the_first_caf_has_the_code_that_people_agree_to(doors: Doors) -> None:
    assert (caf(doors)["code"], caf(doors).get("type")) == ("caf", "urn:lakou:problem:organization-known")
    other = doors.post("/organizations", {"name": "CAF, antenne de Trinité", "kind": "caf"}).json or {}
    assert (other["code"], other["purpose"]) == ("caf-antenne-de-trinite", "sharing:caf-antenne-de-trinite")


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("siret", "732 829 320 00074", "73282932000074"),
        ("siret", "73282932000075", None),
        ("siret", "7328", None),
        ("rna", "w9m1001234", "W9M1001234"),
        ("rna", "W972001234", "W972001234"),
        ("rna", "972001234", None),
        ("siret", "", ""),
    ],
)
def test_the_numbers_of_an_organization_are_checked(doors: Doors, field: str, value: str, kept: str | None) -> None:
    answer = doors.post("/organizations", {"name": "Association X", "kind": "association", field: value})
    if kept is None:
        assert field in (answer.json or {})["errors"]
    else:
        assert (answer.json or {})[field] == (kept or None)


def test_a_number_is_in_the_directory_once(doors: Doors) -> None:
    first = {"name": "Mutuelle des Trois-Îlets", "kind": "mutuelle", "siret": "73282932000074"}
    made = doors.post("/organizations", first).json or {}
    again = doors.post("/organizations", first | {"name": "Une autre"})
    assert (again.status_code, (again.json or {})["organization"]) == (409, made["id"])
    path = f"/organizations/{made['id']}"
    assert (doors.patch(path, {"name": "Mutuelle"}, headers={"If-Match": '"1"'}).json or {})["revision"] == 2
    assert doors.patch(path, {"name": "X"}, headers={"If-Match": '"1"'}).status_code == 412
    assert [each["name"] for each in (doors.get("/organizations?q=mutu").json or {})["items"]] == ["Mutuelle"]


def test_a_referral_is_contacted_accepted_and_becomes_a_file(doors: Doors, context: ServiceContext) -> None:
    caf(doors)
    referral = sent(doors)
    listed = (doors.get("/referrals").json or {})["items"]
    assert [(each["state"], each["person"]["phone"], each["late"]) for each in listed] == [("received", "+596696001234", False)]
    assert listed[0]["due_on"] == str(TODAY + WITHIN[referrals_state("received")])
    answered(doors, referral, "contacted", sharing=True)
    opened = program(context)
    done = answered(doors, referral, "accepted", program_id=str(opened.id))
    file = doors.get(f"/beneficiaries/{done['beneficiary_id']}").json or {}
    assert (file["family_name"], file["referrer"], file["phone"]) == ("Marcin", "caf", "+596696001234")
    assert [(each["purpose"], each["given"]) for each in file["consents"]] == [("sharing:caf", True)]
    assert done["person"] == {"family_name": "Marcin", "given_name": "Rosalie"}
    enrolled = (doors.get(f"/enrollments?beneficiary_id={file['id']}").json or {})["items"]
    assert [each["stage"] for each in enrolled] == ["applied"]
    told = said(context, ReferralChanged.type)
    assert [(each["state"], each["partner_kind"], each["revision"]) for each in told] == [
        ("received", "caf", 1),
        ("contacted", "caf", 2),
        ("accepted", "caf", 3),
    ]
    assert not {"Marcin", "Rosalie"} & set(str(told).replace("'", " ").split())


def referrals_state(code: str) -> Any:
    from lakou.contracts.vocabulary import ReferralState

    return ReferralState(code)


def test_who_has_a_file_already_is_found_before_a_second_one_is_opened(doors: Doors, context: ServiceContext) -> None:
    known = person(context)
    caf(doors)
    referral = sent(doors)
    refused = answered(doors, referral, "accepted", 409)
    assert refused["type"] == "urn:lakou:problem:possible-duplicate"
    assert [each["id"] for each in refused["candidates"]] == [str(known.id)]
    assert (doors.get(f"/referrals/{referral['id']}").json or {})["state"] == "received"
    done = answered(doors, referral, "accepted", beneficiary_id=str(known.id), sharing=False)
    assert done["beneficiary_id"] == str(known.id)
    assert [each["given"] for each in (doors.get(f"/beneficiaries/{known.id}").json or {})["consents"]] == [False]
    other = sent(doors, birth_year=1985, phone=None)
    made = answered(doors, other, "accepted", distinct_from=[])
    assert made["beneficiary_id"] not in (None, str(known.id))


def test_a_refusal_has_a_reason_and_she_may_call_back(doors: Doors) -> None:
    caf(doors)
    referral = sent(doors)
    assert "reason" in answered(doors, referral, "declined", 400)["errors"]
    assert answered(doors, referral, "declined", reason="injoignable")["reason"] == "injoignable"
    refused = answered(doors, referral, "accepted", 409)
    assert refused["allowed"] == ["contacted"]
    assert answered(doors, referral, "contacted")["reason"] is None


def test_the_same_woman_is_sent_once_while_she_waits(doors: Doors) -> None:
    caf(doors)
    first = sent(doors)
    doors.as_partner("caf")
    again = doors.post("/referrals", {"referrer": {}, "person": WOMAN | {"family_name": "MARCIN"}})
    assert (again.status_code, (again.json or {})["referral"]) == (409, first["id"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "referrer"),
        ({"referrer": {}}, "person"),
        ({"referrer": {"kind": "caf"}, "person": {"family_name": "X"}}, "person.given_name"),
        ({"referrer": {"kind": "caf"}, "person": WOMAN | {"birth_year": 2030}}, "person.birth_year"),
        ({"referrer": {"kind": "caf"}, "person": WOMAN | {"notes": "malade"}}, "person.notes"),
        ({"referrer": {"kind": "cgss"}, "person": WOMAN}, "referrer.kind"),
        ({"referrer": {}, "person": WOMAN, "program_id": str(some_id())}, "program_id"),
        ({"referrer": {"organization_id": str(some_id())}, "person": WOMAN}, "referrer.organization_id"),
        ({"referrer": {}, "beneficiary_id": str(some_id())}, "beneficiary_id"),
    ],
)
def test_what_a_partner_sends_is_checked_field_by_field(doors: Doors, body: dict[str, Any], field: str) -> None:
    caf(doors)
    doors.as_partner("caf")
    answer = doors.post("/referrals", body)
    assert answer.status_code == 400, answer.text
    assert field in (answer.json or {})["errors"]


def test_the_partner_learns_nothing_without_her_consent_and_no_longer_when_it_is_withdrawn(
    doors: Doors, context: ServiceContext
) -> None:
    caf(doors)
    referral = sent(doors)
    hidden = {"state": "received", "shared": False, "outcome": None, "reason": None}
    answered(doors, referral, "contacted")
    assert hidden.items() <= as_the_caf_sees(doors, referral).items()
    done = answered(doors, referral, "accepted", program_id=str(program(context).id))
    assert hidden.items() <= as_the_caf_sees(doors, referral).items()
    consent = f"/beneficiaries/{done['beneficiary_id']}/consents"
    doors.post(consent, {"purpose": "sharing:caf", "given": True})
    seen = as_the_caf_sees(doors, referral)
    assert (seen["state"], seen["shared"], seen["outcome"]["stage"]) == ("accepted", True, "applied")
    assert set(seen) == {"id", "referrer", "person", "on", "state", "state_on", "reason", "shared", "outcome"}
    doors.post(consent, {"purpose": "sharing:caf", "given": False})
    assert hidden.items() <= as_the_caf_sees(doors, referral).items()
    doors.post(consent, {"purpose": "sharing:cgss", "given": True})
    assert hidden.items() <= as_the_caf_sees(doors, referral).items()


def test_a_completed_program_is_told_as_done_and_taken_back_with_it(doors: Doors, context: ServiceContext) -> None:
    caf(doors)
    referral, opened = sent(doors), program(context)
    file = answered(doors, referral, "accepted", program_id=str(opened.id), sharing=True)["beneficiary_id"]
    enrollment = (doors.get(f"/enrollments?beneficiary_id={file}").json or {})["items"][0]["id"]
    for stage in ("enrolled", "active", "completed"):
        doors.post(f"/enrollments/{enrollment}/transitions", {"to": stage})
    assert [each["done"] for each in said(context, ReferralChanged.type)] == [False, False, True]
    assert as_the_caf_sees(doors, referral)["outcome"] == {"program": "Inclusion Numérique", "stage": "completed", "on": str(TODAY)}
    doors.post(f"/enrollments/{enrollment}/transitions", {"to": "active"})
    assert said(context, ReferralChanged.type)[-1]["done"] is False


def test_nobody_is_sent_out_without_her_consent(doors: Doors, context: ServiceContext) -> None:
    known, partner = person(context), caf(doors)
    body = {"direction": "out", "referrer": {"organization_id": partner["id"]}, "beneficiary_id": str(known.id)}
    refused = doors.post("/referrals", body)
    assert (refused.status_code, (refused.json or {})["purpose"]) == (409, "sharing:caf")
    doors.post(f"/beneficiaries/{known.id}/consents", {"purpose": "sharing:caf", "given": True})
    made = doors.post("/referrals", body | {"message": "Ouvrir ses droits"}).json or {}
    assert (made["state"], made["allowed"]) == ("sent", ["accepted", "done", "declined", "expired"])
    assert answered(doors, made, "done")["state"] == "done"
    told = said(context, ReferralChanged.type)[-1]
    assert (told["direction"], told["done"], told["beneficiary_id"]) == ("out", True, str(known.id))
    assert "referrer.organization_id" in (doors.post("/referrals", body | {"referrer": {"kind": "caf"}}).json or {})["errors"]


def test_late_ones_come_first_end_by_themselves_and_their_names_go(doors: Doors, context: ServiceContext) -> None:
    caf(doors)
    old = sent(doors)
    with clock.at(NOW + dt.timedelta(days=8)):
        new = sent(doors, given_name="Ketty", phone=None)
        listed = (doors.get("/referrals").json or {})["items"]
        assert [(each["id"], each["late"]) for each in listed] == [(old["id"], True), (new["id"], False)]
        assert [each["id"] for each in (doors.get("/referrals?late=1").json or {})["items"]] == [old["id"]]
        assert referrals.tidy(context) == 0
    with clock.at(NOW + WITHIN[referrals_state("received")] + GRACE + dt.timedelta(days=1)):
        assert referrals.tidy(context) == 1
        ended = doors.get(f"/referrals/{old['id']}").json or {}
        assert (ended["state"], ended["person"]["family_name"]) == ("expired", "Marcin")
    with clock.at(NOW + WITHIN[referrals_state("received")] + GRACE + KEPT + dt.timedelta(days=3)):
        referrals.tidy(context)
        ended = doors.get(f"/referrals/{old['id']}").json or {}
        assert (ended["person"], ended["state"]) == ({}, "expired")
        assert as_the_caf_sees(doors, old)["person"] == {}
        assert "to" in answered(doors, old, "contacted", 400)["errors"]


def test_erased_she_is_in_no_referral_nor_assessment_any_more(doors: Doors, context: ServiceContext) -> None:
    caf(doors)
    referral = sent(doors)
    file = answered(doors, referral, "accepted", sharing=True, remark="Vient avec sa sœur")["beneficiary_id"]
    assessed = {"beneficiary_id": file, "stage": "entry", "level": "autonome", "remark": "Lit sans lunettes"}
    made = doors.post("/assessments", assessed).json or {}
    erasing.erase(context, uuid.UUID(file), BY)
    kept = doors.get(f"/referrals/{referral['id']}").json or {}
    assert (kept["person"], kept["message"], kept["remark"], kept["state"]) == ({}, None, None, "accepted")
    seen = as_the_caf_sees(doors, referral)
    assert (seen["shared"], seen["person"]) == (False, {})
    assert "Nom effacé" in doors.page("/referrals").text
    assert doors.page(f"/referrals/{referral['id']}").status_code == 200
    assert (doors.get(f"/assessments/{made['id']}").json or {})["remark"] is None


def test_the_events_say_the_consent_that_came_with_an_answer(doors: Doors, context: ServiceContext) -> None:
    known = person(context)
    caf(doors)
    answered(doors, sent(doors), "accepted", beneficiary_id=str(known.id), sharing=True)
    assert [each["revision"] for each in said(context, BeneficiaryDescribed.type)] == [1, 2]


def test_a_referral_of_the_team_may_be_about_somebody_who_has_a_file(doors: Doors, context: ServiceContext) -> None:
    known = person(context)
    made = doors.post("/referrals", {"referrer": {"kind": "mission_locale"}, "beneficiary_id": str(known.id), "on": "2026-11-01"})
    assert ((made.json or {})["state"], (made.json or {})["on"], (made.json or {})["late"]) == ("received", "2026-11-01", True)
    assert answered(doors, made.json or {}, "accepted")["beneficiary_id"] == str(known.id)


def test_a_stale_answer_is_refused(doors: Doors) -> None:
    caf(doors)
    referral = sent(doors)
    answered(doors, referral, "contacted")
    path = f"/referrals/{referral['id']}/transitions"
    assert doors.post(path, {"to": "accepted"}, headers={"If-Match": '"1"'}).status_code == 412


def test_completing_a_program_entered_before_she_was_sent_is_not_its_outcome(doors: Doors, context: ServiceContext) -> None:
    known, opened = person(context), program(context)
    enrollment = enrollments.enroll(
        context, {"beneficiary_id": known.id, "program_id": opened.id, "on": TODAY - dt.timedelta(days=90)}, BY
    )
    for stage in (EnrollmentStage.ENROLLED, EnrollmentStage.ACTIVE, EnrollmentStage.COMPLETED):
        moved = {"to": stage.value, "on": TODAY - dt.timedelta(days=30)}
        enrollments.move(context, enrollment.id, moved, BY, anyone)
    caf(doors)
    referral = sent(doors)
    answered(doors, referral, "accepted", beneficiary_id=str(known.id), sharing=True)
    seen = as_the_caf_sees(doors, referral)
    assert (seen["state"], seen["outcome"]) == ("accepted", None)
