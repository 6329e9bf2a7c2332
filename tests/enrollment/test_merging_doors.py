"""Merging through the API and the pages."""

import re

from tests.enrollment.doors import Doors
from tests.enrollment.factories import person, some_id


def pair(doors: Doors) -> tuple[str, str]:
    kept = person(doors.context, family_name="Philippe", given_name="Éloïse")
    other = person(doors.context, family_name="Filip", given_name="Heloyze", phone="0696001234")
    return str(kept.id), str(other.id)


def hidden(page: str, action: str) -> list[dict[str, str]]:
    forms = re.findall(rf'<form method="post" action="{action}">(.*?)</form>', page, re.S)
    return [dict(re.findall(r'name="(\w+)" value="([^"]*)"', each)) for each in forms]


def test_a_coordinator_compares_merges_and_takes_it_back(doors: Doors) -> None:
    kept, other = pair(doors)
    assert f"one={min(kept, other)}" in doors.page("/duplicates").text
    page = doors.page(f"/duplicates/compare?one={kept}&other={other}").text
    assert "Différent" in page
    choice = next(each for each in hidden(page, "/enrollment/duplicates/merge") if each["kept"] == kept)
    merged = doors.send("/duplicates/merge", **choice)
    assert merged.headers["Location"] == f"/enrollment/beneficiaries/{kept}"
    assert doors.page(f"/beneficiaries/{other}").headers["Location"] == f"/enrollment/beneficiaries/{kept}"
    shown = doors.page(f"/beneficiaries/{kept}").text
    assert "Fiches fusionnées" in shown
    undo = re.search(r'action="/enrollment(/merges/[0-9a-f-]{36}/undo)"', shown)
    assert undo
    assert doors.send(undo[1]).status_code == 303
    assert "Heloyze" in doors.page("/beneficiaries?q=Filip").text
    assert doors.send(undo[1]).status_code == 409


def test_a_stale_comparison_is_not_acted_on(doors: Doors) -> None:
    kept, other = pair(doors)
    assert doors.send("/duplicates/merge", kept=kept, absorbed=other, revision="9").status_code == 412


def test_two_people_are_said_to_be_two_and_no_longer_shown(doors: Doors) -> None:
    kept, other = pair(doors)
    assert doors.send("/duplicates/distinct", one=kept, other=other).status_code == 303
    assert "Aucune fiche ne se ressemble" in doors.page("/duplicates").text


def test_a_double_is_looked_for_by_a_name_spelled_otherwise(doors: Doors) -> None:
    kept, other = pair(doors)
    assert f"other={other}" in doors.page(f"/duplicates/compare?one={kept}&q=Philip+Eloise").text.replace("&amp;", "&")


def test_a_helper_merges_nothing(doors: Doors) -> None:
    kept, other = pair(doors)
    doors.role = "helper"
    for path in ("/duplicates", f"/duplicates/compare?one={kept}&other={other}"):
        assert doors.page(path).status_code == 403
    assert doors.send("/duplicates/merge", kept=kept, absorbed=other, revision="1").status_code == 403
    assert doors.post(f"/beneficiaries/{kept}/merges", {"absorbed_id": other}).status_code == 403
    assert "Chercher son double" not in doors.page(f"/beneficiaries/{kept}").text


def test_the_api_lists_merges_and_undoes(doors: Doors) -> None:
    kept, other = pair(doors)
    (likely,) = doors.get("/duplicates").get_json()["items"]
    assert {likely["one"]["id"], likely["other"]["id"]} == {kept, other}
    refused = doors.post(f"/beneficiaries/{kept}/merges", {"absorbed_id": other}, headers={"If-Match": '"9"'})
    assert refused.status_code == 412
    done = doors.post(f"/beneficiaries/{kept}/merges", {"absorbed_id": other})
    assert (done.status_code, done.get_json()["kept_id"]) == (201, kept)
    assert doors.patch(f"/beneficiaries/{other}", {"rsa": "oui"}).get_json()["type"] == "urn:lakou:problem:file-merged"
    assert doors.get("/merges").get_json()["items"][0]["id"] == done.get_json()["id"]
    undone = doors.post(f"/merges/{done.get_json()['id']}/undo", {})
    assert (undone.status_code, undone.get_json()["undone_by"]) == (200, "Mélissa Orvil")
    assert doors.post("/duplicates/distinct", {"one_id": kept, "other_id": other}).status_code == 204
    assert doors.get("/duplicates").get_json()["items"] == []


def test_what_does_not_exist_is_said(doors: Doors) -> None:
    kept, _ = pair(doors)
    assert doors.post(f"/merges/{some_id()}/undo", {}).status_code == 404
    assert doors.post(f"/beneficiaries/{kept}/merges", {"absorbed_id": str(some_id())}).status_code == 404
    assert doors.post(f"/beneficiaries/{kept}/merges", {"absorbed_id": kept}).status_code == 409
    assert doors.page("/duplicates/compare?one=nobody").status_code == 404
    assert doors.page("/duplicates/compare").status_code == 303
