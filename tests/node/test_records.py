"""All that is held about a person, in one file to which every service contributes."""

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lakou.contracts.records import RECORD_LENGTH, Section, parts_of, sections_of
from lakou.kernel import clock
from tests.node.test_erased import another, erase, everywhere, holding, lived, person
from tests.node.village import Village
from tests.sessions.factories import NINE

CELLS = st.lists(st.tuples(st.text(max_size=3000), st.text(max_size=3000)), max_size=40)


@given(st.lists(CELLS, max_size=4))
def test_whatever_its_size_it_comes_back_whole_in_parts_that_fit(tables: list[list[tuple[str, str]]]) -> None:
    sections = [Section(f"Table {number}", ("A", "B"), tuple(rows)) for number, rows in enumerate(tables)]
    parts = parts_of(sections)
    assert max(map(len, parts)) <= RECORD_LENGTH
    assert sections_of(parts) == sections


def test_every_service_says_its_part_and_the_file_reads_without_lakou(tmp_path: Path) -> None:
    with clock.at(NINE):
        village = Village(tmp_path)
        her, other = person(village), another(village, 1)
        lived(village, [her, other])
        asked = village.post(f"/enrollment/api/v1/beneficiaries/{her}/records", {})
        assert asked["waiting"] == ["sessions", "notifications", "reporting"]
        path = f"/enrollment/records/{asked['id']}"
        assert village.ask("GET", f"{path}/dossier.html").status_code == 409
        assert village.ask("GET", path).text.count("En attente") == 3
        village.settle()
        whole = village.ask("GET", f"/enrollment/api/v1/records/{asked['id']}").get_json()
        assert whole["waiting"] == []
        assert titles(whole) >= {"Sa fiche", "Notes", "Places dans des séances", "Aides individuelles", "Messages"}
        page = village.ask("GET", f"{path}/dossier.html")
        assert page.headers["Content-Disposition"] == 'attachment; filename="dossier.html"'
        for said in ("Zéphirine", "+596696424242", "son fils Aldéric", "12/03/2026 09:00", "présent", "97-déménagée"):
            assert said.lower() in page.text.lower(), said
        assert "Mona" not in page.text
        assert village.ask("GET", f"{path}/dossier.json").get_json()["parts"]["reporting"][0]["rows"]
        assert village.ask("GET", path, role="helper").status_code == 403
        erase(village, her)
        assert village.ask("GET", path).status_code == 404
        assert holding(everywhere(village), b"Ald") == []
        village.close()


def titles(whole: dict[str, Any]) -> set[str]:
    return {section["title"] for sections in whole["sections"].values() for section in sections}


def test_a_request_for_nobody_is_said(tmp_path: Path) -> None:
    village = Village(tmp_path)
    unknown = "00000000-0000-0000-0000-000000000000"
    assert village.ask("POST", f"/enrollment/api/v1/beneficiaries/{unknown}/records", json={}).status_code == 404
    assert village.ask("GET", f"/enrollment/api/v1/records/{unknown}").status_code == 404
    village.close()
