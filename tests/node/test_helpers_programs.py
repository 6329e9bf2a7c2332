"""A helper is put into a training program from the page that knows her name, and moves along; enrollment decides."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lakou.kernel import clock
from tests.node.village import Village
from tests.sessions.factories import NINE


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    with clock.at(NINE):
        made = Village(tmp_path)
        yield made
        made.close()


def test_she_is_added_by_name_and_moves_along(village: Village) -> None:
    program = village.post("/enrollment/api/v1/programs", {"name": "Former les aidants", "kind": "helpers", "target": 12})["id"]
    helpers = [village.post("/sessions/api/v1/helpers", {"name": name})["id"] for name in ("Kelly Belrose", "Ruth Edmond")]
    village.settle()
    here, doors = f"/sessions/programs/{program}/helpers", f"/enrollment/programs/{program}/helpers"
    assert here in village.ask("GET", f"/enrollment/programs/{program}").text
    page = village.ask("GET", here).text
    assert "Aucun aidant encore" in page
    assert page.count("<option") == 2

    added = village.ask("POST", doors, data={"helper_id": helpers[0]}, role="helper")
    assert (added.status_code, added.headers["Location"]) == (303, here)
    village.settle()
    page = village.ask("GET", here).text
    assert "Kelly Belrose" in page
    assert page.count("Candidature") >= 1
    assert f'value="{helpers[0]}"' not in page
    enrolled = village.ask("GET", f"/enrollment/api/v1/enrollments?helper_id={helpers[0]}").get_json()["items"][0]["id"]

    assert village.ask("POST", f"{doors}/{enrolled}", data={"to": "enrolled"}).status_code == 303
    assert village.ask("POST", f"{doors}/{enrolled}", data={"to": "completed"}).status_code == 303  # refused, with the reason
    village.settle()
    page = village.ask("GET", here).text
    assert "Inscription validée" in page
    assert "Parcours terminé" not in page


@pytest.mark.parametrize("typed", ["", "pas-un-id", "00000000-0000-4000-8000-000000000000"])
def test_nobody_of_the_register_is_refused_with_a_word(village: Village, typed: str) -> None:
    program = village.post("/enrollment/api/v1/programs", {"name": "Former les aidants", "kind": "helpers"})["id"]
    village.settle()
    refused = village.ask("POST", f"/enrollment/programs/{program}/helpers", data={"helper_id": typed})
    assert refused.status_code == 303
    assert village.ask("GET", f"/enrollment/api/v1/enrollments?program_id={program}").get_json()["items"] == []


def test_an_unknown_program_and_a_partner_see_nothing(village: Village) -> None:
    path = "/sessions/programs/00000000-0000-4000-8000-000000000000/helpers"
    assert village.ask("GET", path).status_code == 404
    assert village.ask("GET", path, role="partner").status_code == 403
