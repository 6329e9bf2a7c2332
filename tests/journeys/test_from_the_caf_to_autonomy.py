"""CAF refers a woman on RSA; she is reached, enrolled among forty, assessed, follows the workshops, leaves autonomous."""

import datetime as dt
from typing import Any

import pytest

from tests.journeys.everywhere import everything
from tests.journeys.federation import NODES, Door, Federation
from tests.journeys.test_sheet_to_hub import hold_seat, plan_session
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

WOMAN = {"family_name": "Quétzalmarcin", "given_name": "Xylorosalie", "birth_year": 1984, "commune": "97213", "rsa": "oui"}
FORTY = 40


def test_the_partner_sees_the_outcome_and_the_hub_a_gain_without_a_name(embedded_or_real: Federation) -> None:
    federation = embedded_or_real
    door = federation.door("martinique", "coordinator")
    partner = door.post("enrollment/organizations", {"name": "CAF de la Martinique", "kind": "caf"})
    caf, cgss = partner_door(federation, "caf"), partner_door(federation, "cgss")
    door.post("enrollment/organizations", {"name": "CGSS de la Martinique", "kind": "cgss"})
    program = door.post(
        "enrollment/programs",
        {"name": "Inclusion Numérique", "kind": "beneficiaries", "target": FORTY, "capacity": FORTY, "funder": "Préfecture"},
    )["id"]

    choices = caf.get("enrollment/referrals/options")
    assert [each["id"] for each in choices["programs"]] == [program]
    referral = caf.post("enrollment/referrals", {"referrer": {"kind": "caf"}, "person": WOMAN, "program_id": program})["id"]
    cgss.call("GET", f"enrollment/referrals/{referral}", 404)

    answer(door, referral, "contacted", sharing=True)
    woman = answer(door, referral, "accepted", program_id=program)["beneficiary_id"]
    enrollment = door.get("enrollment/enrollments", params={"beneficiary_id": woman})["items"][0]["id"]
    move(door, enrollment, "enrolled")
    assess(door, woman, program, "entry", "entierement_accompagne")
    session = plan_session(door, program)["id"]
    seat = hold_seat(door, session, woman)
    door.put(f"sessions/seats/{seat['id']}/attendance", {"status": "present"})
    wait_until(lambda: door.get(f"enrollment/enrollments/{enrollment}")["stage"] == "active", "she has begun", 10)
    move(door, enrollment, "completed")
    assess(door, woman, program, "exit", "autonome", situation="recherche_emploi")

    seen = caf.get(f"enrollment/referrals/{referral}")
    assert (seen["state"], seen["outcome"]["stage"], seen["referrer"]["organization_id"]) == (
        "accepted",
        "completed",
        partner["id"],
    )
    assert woman not in str(seen)
    for path in ("beneficiaries", f"beneficiaries/{woman}", "enrollments", "assessments", "organizations", "programs"):
        caf.call("GET", f"enrollment/{path}", 403)
    caf.call("GET", "sessions/workshop-sessions", 403)
    caf.call("GET", "reporting/indicators?from=2026-01-01&to=2026-12-31", 403)

    hub = federation.door("hub", "analyst")
    wait_until(lambda: figures(hub)["I12"]["parts"]["done"] == 1, "the hub knows what became of her", 10)
    wait_until(lambda: figures(hub)["I10"]["value"] == 1, "the hub knows how far she came", 10)
    for counted in (figures(hub), figures(federation.door("martinique", "helper"))):
        assert counted["I6"]["parts"]["target"] == FORTY
        assert (counted["I6"]["value"], counted["I10"]["parts"]["gain"], counted["I10"]["parts"]["change"]["up"]) == (1, 2.0, 1)
        assert (counted["I9"]["value"], counted["I11"]["parts"]["completed"], counted["I12"]["parts"]["accepted"]) == (0, 1, 1)
    assert_nobody_else_knows_her(federation)


def partner_door(federation: Federation, code: str) -> Door:
    token = federation.lakou("token", "create", "--node", "martinique", "--role", "partner", "--organization", code).strip()
    return Door(federation.url("martinique"), token)


def answer(door: Door, referral: str, to: str, **given: Any) -> dict[str, Any]:
    done: dict[str, Any] = door.call("POST", f"enrollment/referrals/{referral}/transitions", 200, json={"to": to, **given})
    return done


def move(door: Door, enrollment: str, to: str) -> None:
    door.post(f"enrollment/enrollments/{enrollment}/transitions", {"to": to})


def assess(door: Door, woman: str, program: str, stage: str, level: str, **given: Any) -> None:
    door.post("enrollment/assessments", {"beneficiary_id": woman, "program_id": program, "stage": stage, "level": level, **given})


def figures(door: Door) -> dict[str, Any]:
    today = dt.datetime.now(dt.UTC).date()  # noqa: TID251
    span = {"from": str(today - dt.timedelta(days=2)), "to": str(today + dt.timedelta(days=1))}
    return {each["code"]: each for each in door.get("reporting/indicators", params=span)["indicators"]}


def assert_nobody_else_knows_her(federation: Federation) -> None:
    """Her name is in no page, answer, log, file or database outside of her own node."""
    for node in NODES:
        if node != "martinique":
            door = federation.door(node, "coordinator")
            for path in ("/reporting/", "/reporting/api/v1/indicators?from=2026-01-01&to=2026-12-31&by=commune"):
                page = door.session.get(door.base + path, timeout=30)
                assert "marcin" not in page.text.lower()
                assert "xylorosalie" not in page.text.lower()
    federation.program.terminate()
    needles = (WOMAN["family_name"], WOMAN["given_name"])
    found = everything(federation)
    for name in [name for name in found if not name.startswith("martinique/")]:
        for needle in needles:
            assert str(needle).encode() not in found[name], f"{name} holds her name"
    at_home = [name for name, content in found.items() if str(needles[0]).encode() in content]
    assert at_home, "her name must be where it belongs, else this proves nothing"
