"""The hub shares a program out; each node opens it by itself, and the targets come back added up."""

import pytest

from tests.journeys.federation import NODES, Federation
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

CODE = "femmes-connectees"
SHARED = {
    "code": CODE,
    "name": "Femmes connectées",
    "kind": "beneficiaries",
    "funder": "Région",
    "targets": {"martinique": 40, "guyane": 30},
}


def test_a_program_shared_at_the_hub_is_open_at_every_node(embedded_or_real: Federation) -> None:
    federation = embedded_or_real
    analyst = federation.door("hub", "analyst")
    analyst.post("reporting/common-programs", SHARED)
    for name in NODES[1:]:
        door = federation.door(name, "coordinator")
        door.post(
            "sessions/supports", {"date": "2026-11-20", "duration_minutes": 15, "themes": ["email"]}
        )  # something to tell the hub

        def opened(door: object = door) -> bool:
            found = [each for each in door.get("enrollment/programs")["items"] if each["code"] == CODE]  # type: ignore[attr-defined]
            return [each["common"] for each in found] == [True]

        wait_until(opened, f"{name} opened the common program", 30)

    def targets_came_back() -> bool:
        span = f"from=2026-01-01&to=2026-12-31&program={CODE}"
        items = analyst.get(f"reporting/indicators?{span}")["indicators"]
        parts = next(each["parts"] for each in items if each["code"] == "I6")
        return bool(parts["target"] == 70)

    wait_until(targets_came_back, "the targets add up at the hub", 30)
