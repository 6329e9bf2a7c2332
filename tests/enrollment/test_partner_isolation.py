"""A partner reaches its own referrals and nothing else: by no door, by no id, by no key, by no argument."""

import re
from typing import Any

import pytest
from werkzeug.test import Client

from lakou.portal import api_keys
from services.enrollment import api, pages
from tests.enrollment.doors import Doors
from tests.enrollment.factories import program, some_id
from tests.enrollment.test_referrals import WOMAN, answered, as_the_caf_sees, caf, sent

OWN_DOORS = {
    ("GET", "/referrals"),
    ("POST", "/referrals"),
    ("GET", "/referrals/options"),
    ("GET", "/referrals/<uuid:id>"),
    ("GET", "/partner"),
    ("GET", "/partner/new"),
    ("POST", "/partner"),
}


@pytest.fixture
def cgss(doors: Doors) -> Doors:
    """The CGSS asks, after the CAF has sent somebody who came."""
    caf(doors)
    doors.post("/organizations", {"name": "CGSS de la Martinique", "kind": "cgss"})
    answered(doors, sent(doors), "accepted", sharing=True)
    doors.as_partner("cgss")
    return doors


def test_no_other_door_opens_for_a_partner(cgss: Doors) -> None:
    """Every door of the service is tried, so that a new one is closed to partners until it is meant for them."""
    opened = set()
    for route in (*api.ROUTES.routes, *pages.ROUTES.routes):
        base = "/enrollment/api/v1" if route.kind == "api" else "/enrollment"
        path = re.sub(r"<uuid:\w+>", str(some_id()), re.sub(r"<int:\w+>", "1", route.path))
        if cgss.ask(route.method, base + path).status_code != 403:
            opened.add((route.method, route.path))
    assert opened == OWN_DOORS


def test_an_id_that_belongs_to_another_is_as_good_as_none(cgss: Doors) -> None:
    cgss.as_team()
    theirs = (cgss.get("/referrals").json or {})["items"][0]["id"]
    cgss.as_partner("cgss")
    for guessed in (theirs, str(some_id())):
        answer = cgss.get(f"/referrals/{guessed}")
        assert (answer.status_code, (answer.json or {})["detail"]) == (404, "Cet envoi n’existe pas. Repartez de la liste.")
    assert (cgss.get(f"/referrals?after={theirs}").json or {})["items"] == []
    assert (cgss.get("/referrals?direction=in&state=accepted&limit=200").json or {})["items"] == []


@pytest.mark.parametrize("asked", ["beneficiary_id={file}", "late=1", "direction=out"])
def test_no_filter_shows_more_than_its_own(doors: Doors, asked: str) -> None:
    caf(doors)
    file = answered(doors, sent(doors), "accepted", sharing=True)["beneficiary_id"]
    doors.post("/referrals", {"referrer": {"kind": "cgss"}, "beneficiary_id": file})
    doors.as_partner("caf")
    found = (doors.get(f"/referrals?{asked.format(file=file)}").json or {})["items"]
    assert [each["referrer"]["kind"] for each in found] == ["caf"]
    assert file not in str(found)


def test_a_partner_speaks_in_no_other_name(cgss: Doors) -> None:
    cgss.as_team()
    others = {each["code"]: each["id"] for each in (cgss.get("/organizations").json or {})["items"]}
    cgss.as_partner("cgss")
    for referrer in ({"kind": "caf"}, {"organization_id": others["caf"]}):
        answer = cgss.post("/referrals", {"referrer": referrer, "person": WOMAN})
        assert answer.status_code == 400, answer.text
    outward = {"direction": "out", "referrer": {"organization_id": others["cgss"]}, "beneficiary_id": str(some_id())}
    assert cgss.post("/referrals", outward).status_code == 403


def test_who_is_known_already_is_not_given_away_by_an_answer(cgss: Doors) -> None:
    """The CGSS sends the woman whom the CAF sent: it learns neither that she has a file nor that she was sent."""
    known = cgss.post("/referrals", {"referrer": {}, "person": WOMAN})
    unknown = cgss.post("/referrals", {"referrer": {}, "person": WOMAN | {"given_name": "Personne", "phone": None}})
    assert (known.status_code, unknown.status_code) == (201, 201)
    assert set(known.json or {}) == set(unknown.json or {})
    assert {"id", "state", "shared", "person", "outcome"} <= set(known.json or {})


def test_an_organization_that_is_unknown_or_closed_opens_nothing(cgss: Doors) -> None:
    cgss.as_partner("nulle-part")
    assert (cgss.get("/referrals").status_code, cgss.page("/partner").status_code) == (403, 403)
    cgss.as_team()
    line = next(each for each in (cgss.get("/organizations").json or {})["items"] if each["code"] == "cgss")
    cgss.patch(f"/organizations/{line['id']}", {"active": False})
    cgss.as_partner("cgss")
    assert cgss.get("/referrals/options").status_code == 403
    assert cgss.post("/referrals", {"referrer": {}, "person": WOMAN}).status_code == 403


def test_keys_of_one_organization_share_and_a_key_alone_has_its_own(doors: Doors) -> None:
    caf(doors)
    keys = {name: api_keys.make(doors.portal, name, code) for name, code in (("a", "caf"), ("b", "caf"), ("c", ""), ("d", ""))}

    def ask(key: str, method: str, path: str, **options: Any) -> Any:
        doors.key = keys[key]
        answer = doors.ask(method, f"/enrollment/api/v1{path}", **options)
        doors.key = ""
        return answer

    of_caf = ask("a", "POST", "/referrals", json={"referrer": {}, "person": WOMAN}).json["id"]
    alone = ask("c", "POST", "/referrals", json={"referrer": {"kind": "ccas"}, "person": WOMAN}).json["id"]
    assert [each["id"] for each in ask("b", "GET", "/referrals").json["items"]] == [of_caf]
    assert [each["id"] for each in ask("c", "GET", "/referrals").json["items"]] == [alone]
    for key, other in (("a", alone), ("c", of_caf), ("d", of_caf), ("d", alone)):
        assert ask(key, "GET", f"/referrals/{other}").status_code == 404
    assert ask("d", "GET", "/referrals").json["items"] == []
    for path in ("/beneficiaries", "/organizations", "/enrollments", "/assessments", "/programs"):
        assert ask("a", "GET", path).status_code == 403


def test_two_tokens_of_partners_without_an_organization_do_not_meet(doors: Doors) -> None:
    doors.as_partner("")
    made = doors.post("/referrals", {"referrer": {"kind": "ccas"}, "person": WOMAN}).json or {}
    assert doors.get(f"/referrals/{made['id']}").status_code == 404  # the doors sign a new token for each request
    assert (doors.get("/referrals").json or {})["items"] == []


def test_the_choices_of_a_partner_name_programs_and_codes_alone(doors: Doors) -> None:
    caf(doors)
    opened = program(doors.context)
    program(doors.context, "Formation d’aidants", "helpers")
    doors.as_partner("caf")
    found = doors.get("/referrals/options").json or {}
    assert found["programs"] == [{"id": str(opened.id), "name": "Inclusion Numérique", "eligibility": None}]
    assert found["referrer_kinds"] == [{"value": "caf", "label": "CAF de la Martinique"}]
    assert (found["contacted_within_days"], found["purpose"]) == (7, "sharing:caf")


def test_a_withdrawn_consent_hides_a_refusal_too(doors: Doors) -> None:
    caf(doors)
    referral = sent(doors)
    answered(doors, referral, "declined", reason="refus_personne")
    assert (as_the_caf_sees(doors, referral)["state"], as_the_caf_sees(doors, referral)["reason"]) == ("received", None)
    other = sent(doors, given_name="Ketty", phone=None)
    answered(doors, other, "contacted", sharing=True)
    answered(doors, other, "declined", reason="complet")
    assert (as_the_caf_sees(doors, other)["state"], as_the_caf_sees(doors, other)["reason"]) == ("declined", "complet")


def test_a_visitor_without_a_token_opens_nothing(doors: Doors) -> None:
    app = Client(doors._client.application)
    for path in ("/enrollment/api/v1/referrals", "/enrollment/api/v1/referrals/options"):
        assert app.get(path).status_code == 401
