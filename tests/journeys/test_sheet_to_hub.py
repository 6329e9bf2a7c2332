"""An association's own sign-up sheet goes in at Martinique, people sit in a workshop, and the hub counts without a name."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from lakou.kernel import clock
from tests.journeys.federation import Door, Federation
from tests.waiting import wait_until

SHEET = Path(__file__).parents[1] / "data" / "inscriptions-inclusion-numerique.csv"
SEATED = 12
PRESENT = 9
EXCUSED = 2
WITHIN_SECONDS = 5.0

pytestmark = pytest.mark.slow


def test_the_hub_counts_what_one_counts_by_hand(federation: Federation) -> None:
    door = federation.door("martinique", "coordinator")
    report = import_sheet(door)
    people = [line["id"] for line in report["lines"] if line["outcome"] == "created"]
    program = door.post("enrollment/programs", {"name": "Inclusion Numérique", "kind": "beneficiaries", "target": 40})
    for person in people[:SEATED]:
        enroll(door, person, program["id"])
    session = plan_session(door, program["id"])
    seats = [hold_seat(door, session["id"], person) for person in people[:SEATED]]
    assert [seat["state"] for seat in seats] == ["inscrit"] * SEATED
    for number, seat in enumerate(seats):
        status = "present" if number < PRESENT else "excuse" if number < PRESENT + EXCUSED else "absent"
        door.put(f"sessions/seats/{seat['id']}/attendance", {"status": status})
    hub = federation.door("hub", "analyst")
    expected = {"I1": PRESENT, "I2": PRESENT, "I3": PRESENT, "I4": 0}
    wait_until(lambda: expected.items() <= figures(hub).items(), f"the hub shows {expected}", WITHIN_SECONDS)
    node = federation.door("martinique", "helper")
    assert expected.items() <= figures(node).items()
    by_gender = breakdown(hub, "I1", "gender")
    assert by_gender["feminin"] == PRESENT
    state = {each["node"]: each for each in hub.get("reporting/nodes")["items"]}["martinique"]
    assert state["applied"] == state["max_seen"] > 0
    assert state["digest_ok"] is True
    come_alone(door, people[0])
    wait_until(lambda: breakdown(hub, "I2", "type") == {"individuel": 1, "collectif": PRESENT}, "one help alone", WITHIN_SECONDS)
    assert {"I1": PRESENT, "I8": 1}.items() <= figures(hub).items()


def come_alone(door: Door, person: str) -> None:
    """Somebody has an appointment in an hour, and is there already."""
    starts_at = clock.now() + dt.timedelta(hours=1)
    wish = {"beneficiary_id": person, "starts_at": starts_at.isoformat(), "duration_minutes": 45, "themes": ["email"]}
    made = door.post("sessions/appointments", wish)
    (seat,) = door.get(f"sessions/workshop-sessions/{made['id']}/seats")["items"]
    door.put(f"sessions/seats/{seat['id']}/attendance", {"status": "present"})


def import_sheet(door: Door) -> dict[str, Any]:
    with SHEET.open("rb") as file:
        answer: dict[str, Any] = door.call("POST", "enrollment/imports", files={"file": (SHEET.name, file, "text/csv")})
    assert {name: answer[name] for name in ("created", "known", "to_check", "refused")} == {
        "created": 49,
        "known": 2,
        "to_check": 2,
        "refused": 1,
    }
    return answer


def enroll(door: Door, person: str, program: str) -> None:
    enrollment = door.post("enrollment/enrollments", {"beneficiary_id": person, "program_id": program})
    door.post(f"enrollment/enrollments/{enrollment['id']}/transitions", {"to": "enrolled"})


def plan_session(door: Door, program: str | None, capacity: int = SEATED) -> dict[str, Any]:
    venue = door.post("sessions/venues", {"name": "Médiathèque du Lamentin", "commune": "97213"})
    workshop = door.post("sessions/workshops", {"title": "Ma boîte e-mail", "themes": ["email"], "program_id": program})
    starts_at = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=30)  # noqa: TID251
    body = {
        "workshop_id": workshop["id"],
        "venue_id": venue["id"],
        "starts_at": starts_at.isoformat(),
        "duration_minutes": 120,
        "capacity": capacity,
    }
    session: dict[str, Any] = door.post("sessions/workshop-sessions", body)
    return session


def hold_seat(door: Door, session: str, person: str) -> dict[str, Any]:
    """Seat a person; sessions may hear of her a moment after enrollment has her."""
    seats: list[dict[str, Any]] = []

    def held() -> bool:
        answer = door.call("POST", f"sessions/workshop-sessions/{session}/seats", (201, 404), json={"beneficiary_id": person})
        if "state" in answer:
            seats.append(answer)
        return bool(seats)

    wait_until(held, "the person is known to sessions", 10)
    return seats[0]


def figures(door: Door) -> dict[str, float]:
    today = dt.datetime.now(dt.UTC).date()  # noqa: TID251
    span = {"from": str(today - dt.timedelta(days=2)), "to": str(today + dt.timedelta(days=1))}
    answer = door.get("reporting/indicators", params=span)
    return {indicator["code"]: indicator["value"] for indicator in answer["indicators"]}


def breakdown(door: Door, code: str, by: str) -> dict[str, int]:
    today = dt.datetime.now(dt.UTC).date()  # noqa: TID251
    span = {"from": str(today - dt.timedelta(days=2)), "to": str(today + dt.timedelta(days=1)), "by": by}
    answer = door.get("reporting/indicators", params=span)
    found = next(indicator for indicator in answer["indicators"] if indicator["code"] == code)
    return {row["value"]: row["count"] for row in found["breakdown"]}
