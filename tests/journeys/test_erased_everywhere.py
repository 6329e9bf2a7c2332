"""All that is held about somebody as one file, then nothing: in no database, queue, log or answer of node and hub; totals stay."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

import pytest

from tests.journeys.everywhere import everything, queues
from tests.journeys.federation import Door, Federation
from tests.journeys.test_from_the_caf_to_autonomy import answer, assess, figures, move, partner_door
from tests.journeys.test_sheet_to_hub import hold_seat, plan_session
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

WOMAN = {"family_name": "Quimbelonge", "given_name": "Zéphirine", "birth_year": 1961, "commune": "97213"}
CONTACT = {"phone": "0696 42 42 42", "email": "zephirine@exemple.fr", "notes": "vient avec son fils Aldéric"}
NAMED = ("Quimbelonge", "quimbelonge", "Zéphirine", "zephirine", "696424242", "242424696", "Aldéric", "écran-trop-petit")
SHEET = "Nom;Prénom;Naissance;Commune\nQuimbelonge;Zéphirinne;1961;Ducos\n".encode()


def test_she_takes_her_file_with_her_and_leaves_nothing_behind(
    embedded_or_real: Federation, request: pytest.FixtureRequest
) -> None:
    federation = embedded_or_real
    door, hub = federation.door("martinique", "coordinator"), federation.door("hub", "analyst")
    woman = lived(federation, door)
    assert_file_is_whole(door, woman)
    wait_until(lambda: counted(hub)["I2"] == 1 and counted(hub)["I12"] == 2, "the hub has counted her", 20)
    before = counted(door), counted(hub)
    held = everything(federation)
    for needle in NAMED:
        assert holding(held, [needle.encode()]), f"{needle} was never there: this test proves nothing"

    would = door.get(f"enrollment/beneficiaries/{woman}/erasure")["held"]
    assert (would["assessments"], would["referrals"], would["programs"], would["notes"]) == (1, 1, 1, 1)
    erasure = door.call("POST", f"enrollment/beneficiaries/{woman}/erasure", 202, json={"confirmed": True})["id"]
    wait_until(lambda: door.get(f"enrollment/erasures/{erasure}")["waiting"] == [], "every service has forgotten her", 20)
    federation.program.terminate()
    federation.start()

    traces = [*(needle.encode() for needle in NAMED), *ids_of(woman)]
    wait_until(lambda: not left(everything(federation), traces), "nothing of her is left", 40, every=0.5)
    assert (counted(door), counted(hub)) == before
    door.call("GET", f"enrollment/beneficiaries/{woman}", 404)
    for said in answers(door):
        assert not [needle for needle in NAMED if needle in said]
    federation.program.terminate()
    assert left(everything(federation), traces) == []
    if "amqp" in request.node.name:
        waiting = queues(federation, request.getfixturevalue("broker"))
        assert any("identity" in name for name in waiting)
        assert holding(waiting, traces) == []


def lived(federation: Federation, door: Door) -> str:
    """Sent by the CAF, put into a program, assessed, here today, expected tomorrow; sent once more, and in a list."""
    door.post("enrollment/organizations", {"name": "CAF de la Martinique", "kind": "caf"})
    caf = partner_door(federation, "caf")
    program = door.post("enrollment/programs", {"name": "Inclusion", "kind": "beneficiaries", "target": 40})["id"]
    sent = {"referrer": {"kind": "caf"}, "person": WOMAN, "message": "écran-trop-petit"}
    referral = caf.post("enrollment/referrals", sent)["id"]
    woman = str(answer(door, referral, "accepted", program_id=program, sharing=True)["beneficiary_id"])
    door.call("PATCH", f"enrollment/beneficiaries/{woman}", json=CONTACT, headers={"If-Match": "*"})
    for purpose in ("messages", "statistics"):
        said = {"purpose": purpose, "given": True, "channel": "oral"}
        door.call("POST", f"enrollment/beneficiaries/{woman}/consents", (200, 201), json=said, headers={"If-Match": "*"})
    caf.post("enrollment/referrals", sent)
    enrollment = door.get("enrollment/enrollments", params={"beneficiary_id": woman})["items"][0]["id"]
    move(door, enrollment, "enrolled")
    assess(door, woman, program, "entry", "entierement_accompagne", remark="écran-trop-petit")
    session = plan_session(door, program)
    seat = hold_seat(door, session["id"], woman)
    door.put(f"sessions/seats/{seat['id']}/attendance", {"status": "present"})
    tomorrow = dt.datetime.fromisoformat(session["starts_at"]) + dt.timedelta(days=3)
    again = {"workshop_id": session["workshop_id"], "starts_at": tomorrow.isoformat(), "duration_minutes": 60, "capacity": 8}
    hold_seat(door, door.post("sessions/workshop-sessions", again)["id"], woman)
    tried = door.call("POST", "enrollment/imports?filename=liste.csv", data=SHEET, headers={"Content-Type": "text/csv"})
    assert tried["to_check"] == 1, tried
    return woman


def assert_file_is_whole(door: Door, woman: str) -> None:
    """Every service says its part, and the page to hand over reads without Lakou."""
    asked = door.call("POST", f"enrollment/beneficiaries/{woman}/records", 202)["id"]
    wait_until(lambda: door.get(f"enrollment/records/{asked}")["waiting"] == [], "every service has said its part", 20)
    page = door.session.get(f"{door.base}/enrollment/records/{asked}/dossier.html", timeout=30)
    assert (page.status_code, page.headers["Content-Disposition"]) == (200, 'attachment; filename="dossier.html"')
    said = ("Zéphirine", "+596696424242", "Aldéric", "écran-trop-petit", "Ma boîte e-mail", "CAF", "Avec guidage")
    for needle in said:
        assert needle in page.text, needle
    for part in ("Places dans des séances", "Messages", "Statistiques"):
        assert part in page.text, part


def counted(door: Door) -> dict[str, Any]:
    """The figures of the period: who came, how often, who was sent, who moved on."""
    found = figures(door)
    return {code: found[code]["value"] for code in ("I1", "I2", "I3", "I7", "I9", "I10", "I12")}


def answers(door: Door) -> Iterable[str]:
    """What those who work here may read or take away."""
    for path in (
        "enrollment/api/v1/beneficiaries",
        "enrollment/api/v1/referrals",
        "enrollment/api/v1/enrollments",
        "enrollment/api/v1/assessments",
        "enrollment/api/v1/imports",
        "sessions/api/v1/notebook",
        "sessions/api/v1/workshop-sessions",
        "notifications/api/v1/messages",
        "enrollment/referrals",
        "enrollment/programs",
        "enrollment/beneficiaries?q=quimbelonge",
    ):
        answer = door.session.get(f"{door.base}/{path}", timeout=30)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        yield answer.text.replace('value="quimbelonge"', "")


def holding(found: dict[str, bytes], needles: Iterable[bytes]) -> list[str]:
    return [name for name, content in found.items() if any(needle in content for needle in needles)]


def left(found: dict[str, bytes], traces: list[bytes]) -> list[str]:
    """Where something of hers is. The journal of acts keeps the bare id on which somebody acted, which leads to nobody."""
    return [name for name in holding(found, traces) if "portal" not in name]


def ids_of(whom: str) -> list[bytes]:
    return [whom.encode(), uuid.UUID(whom).hex.encode(), uuid.UUID(whom).bytes]
