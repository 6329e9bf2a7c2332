"""La Coop's two exports go in by the command line; the hub counts as one counts by hand, also after they are taken back."""

import re
import uuid
from pathlib import Path

import pytest

from tests.journeys.conftest import REAL
from tests.journeys.federation import Door, Federation
from tests.sessions.coop import ANONYMOUS, beneficiaries, export, individual, workshop
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

YEAR = {"from": "2026-01-01", "to": "2026-12-31"}
WITHIN_SECONDS = 15.0
PEOPLE = [
    ("Marcin", "Rosalie", 1984, "Le Lamentin", "97213", "97232", "-", "-", "Féminin", "40 - 59 ans", "Sans emploi", 2, "-"),
    ("Valmond", "Josette", 1961, "Ducos", "97207", "97224", "-", "-", "Féminin", "60 - 69 ans", "Retraité", 1, "-"),
]
BY_HAND = {"I1": 2, "I2": 6, "I3": 2, "I4": 3, "I7": 3, "I8": 1}


@pytest.mark.parametrize("embedded_or_real", [REAL], indirect=True)
def test_the_year_before_is_whole_at_the_hub(embedded_or_real: Federation, tmp_path: Path) -> None:
    federation, door = embedded_or_real, embedded_or_real.door("martinique", "coordinator")
    before, acts = tmp_path / "beneficiaires.xlsx", tmp_path / "activites.xlsx"
    before.write_bytes(beneficiaries(PEOPLE))
    names = ("Rosalie Marcin", "Josette Valmond", "Personne Inconnue", ANONYMOUS, ANONYMOUS)
    alone = [*individual(uuid.uuid4(), "Rosalie Marcin"), *individual(uuid.uuid4())]
    acts.write_bytes(export([*workshop(uuid.uuid4(), names), *alone]))

    people = federation.lakou("import", "beneficiaries", str(before), "--node", "martinique")
    assert "2 nouvelles" in people
    wait_until(lambda: tried(door, acts) == [6, 0, 1, 0], "sessions knows both by name", WITHIN_SECONDS)
    told = federation.lakou("import", "activities", str(acts), "--node", "martinique")
    assert "6 nouvelles, 0 déjà connues, 1 à vérifier, 0 refusées." in told
    assert "Personne Inconnue" in told
    hub = federation.door("hub", "analyst")
    wait_until(lambda: BY_HAND.items() <= year(hub).items(), f"the hub shows {BY_HAND}", WITHIN_SECONDS)
    assert BY_HAND.items() <= year(door).items()
    assert tried(door, acts) == [0, 6, 1, 0]

    door.call("POST", f"enrollment/imports/{id_of(people)}/undo", 409)
    assert "3 activités retirées" in federation.lakou("import", "undo", id_of(told), "--node", "martinique")
    wait_until(lambda: not any(year(hub).values()), "the hub counts nothing any more", WITHIN_SECONDS)
    wait_until(lambda: taken_back(door, people), "the people may be taken back too", WITHIN_SECONDS)


def tried(door: Door, file: Path) -> list[int]:
    """What an import would do."""
    said = door.call("POST", "sessions/imports?dry_run=1", files={"file": (file.name, file.read_bytes())})
    return [said[name] for name in ("created", "known", "to_check", "refused")]


def year(door: Door) -> dict[str, float]:
    answer = door.get("reporting/indicators", params=YEAR)
    return {each["code"]: each["value"] for each in answer["indicators"] if each["code"] in BY_HAND}


def id_of(told: str) -> str:
    found = re.search(r"lakou import undo (\S+)", told)
    assert found is not None, told
    return found[1]


def taken_back(door: Door, people: str) -> bool:
    """Enrollment hears of the undone acts a moment later; until then it keeps its people."""
    answer = door.call("POST", f"enrollment/imports/{id_of(people)}/undo", (200, 409))
    return bool(answer.get("state") == "undone")
