"""The API, as a program sees it: fields, status codes, slugs, revisions."""

import io
from typing import Any

import pytest
from werkzeug.test import TestResponse

from lakou.contracts.sessions import HelperDescribed
from services.enrollment.use_cases import neighbors
from tests.enrollment.doors import Doors
from tests.enrollment.factories import SHEET, TODAY, answers, some_id


def slug(response: TestResponse) -> str:
    body: dict[str, Any] = response.json or {}
    return str(body["type"]).removeprefix("urn:lakou:problem:")


def errors(response: TestResponse) -> list[str]:
    body: dict[str, Any] = response.json or {}
    assert response.status_code == 400
    return sorted(body["errors"])


def made(response: TestResponse) -> dict[str, Any]:
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json or {}
    return body


def test_a_person_is_registered_and_read_again(doors: Doors) -> None:
    asked = answers(phone="0696001234", rsa="oui", referrer="caf", notes="matin", consents=[{"purpose": "messages", "given": True}])
    response = doors.post("/beneficiaries", asked)
    person = made(response)
    assert response.headers["ETag"] == '"1"'
    assert response.headers["Location"].endswith(f"/enrollment/api/v1/beneficiaries/{person['id']}")
    again = doors.get(f"/beneficiaries/{person['id']}")
    assert again.json == person
    assert (person["phone"], person["rsa"], person["referrer"], person["notes"]) == ("+596696001234", "oui", "caf", "matin")
    assert [(each["purpose"], each["given"], each["channel"]) for each in person["consents"]] == [("messages", True, "oral")]


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"family_name": ...}, ["family_name"]),
        ({"given_name": "  "}, ["given_name"]),
        ({"birth_year": ...}, ["birth_year"]),
        ({"birth_year": 2030}, ["birth_year"]),
        ({"birth_year": "1984"}, ["birth_year"]),
        ({"commune": "Le Lamentin"}, ["commune"]),
        ({"phone": "0696"}, ["phone"]),
        ({"email": "rosalie@"}, ["email"]),
        ({"gender": "F"}, ["gender"]),
        ({"surname": "x"}, ["surname"]),
        ({"consents": [{"purpose": "spam", "given": True}]}, ["consents.0.purpose"]),
        ({"consents": [{"purpose": "messages", "given": "oui"}]}, ["consents.0.given"]),
        ({"family_name": "a\u0000b"}, ["family_name"]),
    ],
)
def test_a_wrong_field_is_named(doors: Doors, given: dict[str, Any], fields: list[str]) -> None:
    assert errors(doors.post("/beneficiaries", answers(**given))) == fields


def test_a_possible_duplicate_is_409_with_candidates_and_can_be_overridden(doors: Doors) -> None:
    known = made(doors.post("/beneficiaries", answers(phone="0696001234")))
    refused = doors.post("/beneficiaries", answers(given_name="Rosali"))
    assert (refused.status_code, slug(refused)) == (409, "possible-duplicate")
    body: dict[str, Any] = refused.json or {}
    assert [(each["id"], each["phone"]) for each in body["candidates"]] == [(known["id"], "•• •• •• 12 34")]
    assert made(doors.post("/beneficiaries", answers(given_name="Rosali", distinct_from=[known["id"]])))["id"] != known["id"]


def test_a_shared_phone_is_a_warning_in_the_answer(doors: Doors) -> None:
    made(doors.post("/beneficiaries", answers(phone="0696001234")))
    sister = made(doors.post("/beneficiaries", answers(given_name="Edwige", phone="0696001234")))
    assert [each["code"] for each in sister["warnings"]] == ["shared-phone"]


def test_people_are_listed_by_pages(doors: Doors) -> None:
    for letter in "abc":
        made(doors.post("/beneficiaries", answers(family_name=letter * 5)))
    first: dict[str, Any] = doors.get("/beneficiaries?limit=2").json or {}
    second: dict[str, Any] = doors.get(f"/beneficiaries?limit=2&after={first['next']}").json or {}
    assert [each["family_name"] for each in first["items"] + second["items"]] == ["aaaaa", "bbbbb", "ccccc"]
    assert second["next"] is None
    assert "notes" not in first["items"][0]
    assert errors(doors.get("/beneficiaries?limit=201")) == ["limit"]


def test_a_change_honors_if_match(doors: Doors) -> None:
    person = made(doors.post("/beneficiaries", answers()))
    path = f"/beneficiaries/{person['id']}"
    changed = doors.patch(path, {"email": "Rosalie@exemple.fr"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    stale = doors.patch(path, {"email": None}, headers={"If-Match": '"1"'})
    assert (stale.status_code, slug(stale)) == (412, "stale-revision")
    assert doors.patch(path, {"commune": None}).status_code == 400
    assert (doors.get(path).json or {})["email"] == "rosalie@exemple.fr"


def test_a_consent_is_changed_later(doors: Doors) -> None:
    person = made(doors.post("/beneficiaries", answers()))
    answer = made(
        doors.post(f"/beneficiaries/{person['id']}/consents", {"purpose": "statistics", "given": False, "channel": "sms"})
    )
    assert [(each["purpose"], each["given"], each["noted_by"]) for each in answer["consents"]] == [
        ("statistics", False, "Mélissa Orvil")
    ]


def test_programs_are_opened_listed_and_changed(doors: Doors) -> None:
    program = made(
        doors.post("/programs", {"name": "Inclusion Numérique", "kind": "beneficiaries", "target": 40, "budget": 350000.5})
    )
    assert (program["code"], program["budget"], program["revision"]) == ("inclusion-numerique", 350000.5, 1)
    assert slug(doors.post("/programs", {"name": "X", "kind": "beneficiaries", "code": "inclusion-numerique"})) == "code-taken"
    assert errors(doors.post("/programs", {"name": "X", "kind": "others"})) == ["kind"]
    assert errors(doors.post("/programs", {"name": "X", "kind": "helpers", "code": "Été 1"})) == ["code"]
    path = f"/programs/{program['id']}"
    assert doors.patch(path, {"target": 45}, headers={"If-Match": '"1"'}).headers["ETag"] == '"2"'
    assert doors.patch(path, {"target": 45}, headers={"If-Match": '"1"'}).status_code == 412
    assert [each["target"] for each in (doors.get("/programs").json or {})["items"]] == [45]


def test_an_enrollment_moves_along_its_table(doors: Doors) -> None:
    person = made(doors.post("/beneficiaries", answers()))
    program = made(doors.post("/programs", {"name": "Inclusion", "kind": "beneficiaries"}))
    asked = {"beneficiary_id": person["id"], "program_id": program["id"]}
    enrollment = made(doors.post("/enrollments", asked))
    assert (enrollment["stage"], enrollment["allowed"]) == ("applied", ["enrolled", "waitlisted", "denied", "withdrawn"])
    assert slug(doors.post("/enrollments", asked)) == "already-enrolled"
    path = f"/enrollments/{enrollment['id']}"
    refused = doors.post(f"{path}/transitions", {"to": "completed"})
    assert (refused.status_code, slug(refused)) == (409, "transition-not-allowed")
    assert (refused.json or {})["allowed"] == enrollment["allowed"]
    assert errors(doors.post(f"{path}/transitions", {"to": "withdrawn"})) == ["reason"]
    assert errors(doors.post(f"{path}/transitions", {"to": "enrolled", "on": "2026-11-23"})) == ["on"]
    assert errors(doors.post(f"{path}/transitions", {"to": "gone"})) == ["to"]
    moved = doors.post(f"{path}/transitions", {"to": "enrolled", "on": "2026-11-20"}, headers={"If-Match": '"1"'})
    assert (moved.status_code, (moved.json or {})["stage_on"]) == (200, "2026-11-20")
    assert doors.post(f"{path}/transitions", {"to": "active"}, headers={"If-Match": '"1"'}).status_code == 412
    assert [each["stage"] for each in (doors.get(path).json or {})["history"]] == ["applied", "enrolled"]
    for query, expected in ((f"program_id={program['id']}", 1), (f"beneficiary_id={some_id()}", 0), ("stage=enrolled", 1)):
        assert len((doors.get(f"/enrollments?{query}").json or {})["items"]) == expected


def test_a_structure_and_a_helper_are_enrolled_in_programs_of_their_kind(doors: Doors) -> None:
    shop = doors.post("/organizations", {"name": "Épicerie de Ducos", "kind": "entreprise"}).json or {}
    helper, gone = some_id(), some_id()
    with doors.context.database.transaction() as db:
        for each, left in ((helper, None), (gone, TODAY)):
            known = HelperDescribed(
                helper_id=each, revision=1, territory="972", registered_on=TODAY, ended_on=left, aidants_connect_on=None
            )
            neighbors.know_helper(db, known)
    for kind, field, who in (("structures", "organization_id", shop["id"]), ("helpers", "helper_id", str(helper))):
        program = doors.post("/programs", {"name": f"Pour {kind}", "kind": kind}).json or {}
        made = doors.post("/enrollments", {field: who, "program_id": program["id"]})
        assert made.status_code == 201, made.text
        assert ((made.json or {})[field], (made.json or {})["beneficiary_id"]) == (who, None)
        assert doors.post("/enrollments", {field: who, "program_id": program["id"]}).status_code == 409
        moved = doors.post(f"/enrollments/{(made.json or {})['id']}/transitions", {"to": "enrolled"})
        assert (moved.json or {})["stage"] == "enrolled"
        assert len((doors.get(f"/enrollments?{field}={who}").json or {})["items"]) == 1
    for nobody in (some_id(), gone):
        assert errors(doors.post("/enrollments", {"helper_id": str(nobody), "program_id": program["id"]})) == ["helper_id"]
    nowhere = {"organization_id": str(some_id()), "program_id": program["id"]}
    assert "program_id" in errors(doors.post("/enrollments", nowhere))


@pytest.mark.parametrize("path", ["beneficiaries", "programs", "enrollments", "imports"])
def test_an_unknown_id_is_404(doors: Doors, path: str) -> None:
    assert doors.get(f"/{path}/{some_id()}").status_code == 404


def test_a_file_is_imported_as_a_form_or_as_raw_bytes_and_undone(doors: Doors) -> None:
    raw = SHEET.read_bytes()
    tried = doors.ask("POST", "/enrollment/api/v1/imports?dry_run=1&filename=liste.csv", data=raw)
    assert (tried.status_code, (tried.json or {})["id"], (tried.json or {})["created"]) == (200, None, 49)
    done = made(doors.ask("POST", "/enrollment/api/v1/imports", data={"file": (io.BytesIO(raw), SHEET.name)}))
    assert [done[name] for name in ("created", "known", "to_check", "refused")] == [49, 2, 2, 1]
    assert set(done["lines"][0]) == {"line", "outcome", "field", "message", "id"}
    assert doors.get(f"/imports/{done['id']}").json == done
    decided = doors.post(f"/imports/{done['id']}/lines/54", {"decision": "correct", "birth_date": "1979-02-28"})
    assert (decided.status_code, (decided.json or {})["outcome"]) == (200, "created")
    refused = doors.get(f"/imports/{done['id']}/refused.csv")
    assert (refused.mimetype, refused.data[:3]) == ("text/csv", b"\xef\xbb\xbf")
    undone = doors.ask("DELETE", f"/enrollment/api/v1/imports/{done['id']}")
    assert (undone.json or {})["state"] == "undone"
    assert (doors.get("/beneficiaries").json or {})["items"] == []


def test_a_touched_import_is_not_undone(doors: Doors) -> None:
    done = made(doors.ask("POST", "/enrollment/api/v1/imports", data=SHEET.read_bytes()))
    person = next(line["id"] for line in done["lines"] if line["outcome"] == "created")
    doors.patch(f"/beneficiaries/{person}", {"email": "a@exemple.fr"})
    refused = doors.post(f"/imports/{done['id']}/undo", {})
    assert (refused.status_code, slug(refused)) == (409, "import-touched")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"hello"])
def test_a_file_that_is_no_list_is_400_on_the_file(doors: Doors, data: bytes) -> None:
    assert errors(doors.ask("POST", "/enrollment/api/v1/imports", data=data)) == ["file"]


def test_a_huge_file_is_413_and_a_wrong_mapping_is_400(doors: Doors) -> None:
    assert doors.ask("POST", "/enrollment/api/v1/imports", data=b"x" * (12 * 1024 * 1024 + 1)).status_code == 413
    wrong = doors.ask("POST", "/enrollment/api/v1/imports?mapping=0:nothing", data=SHEET.read_bytes())
    assert errors(wrong) == ["mapping"]


@pytest.mark.parametrize(
    ("role", "method", "path"),
    [
        ("helper", "POST", "/programs"),
        ("helper", "POST", "/imports"),
        ("operator", "GET", "/beneficiaries"),
        ("analyst", "GET", "/beneficiaries"),
        ("partner", "GET", "/enrollments"),
    ],
)
def test_a_role_that_has_no_business_there_is_refused(doors: Doors, role: str, method: str, path: str) -> None:
    doors.role = role
    assert doors.ask(method, f"/enrollment/api/v1{path}", json={}).status_code == 403


def test_an_idempotency_key_registers_once(doors: Doors) -> None:
    first = doors.post("/beneficiaries", answers(), headers={"Idempotency-Key": "k1"})
    again = doors.post("/beneficiaries", answers(), headers={"Idempotency-Key": "k1"})
    assert made(first)["id"] == made(again)["id"]


def test_the_openapi_document_describes_every_route(doors: Doors) -> None:
    described: dict[str, Any] = doors.ask("GET", "/enrollment/api/openapi.json").json or {}
    assert {"/beneficiaries", "/programs/{id}", "/enrollments/{id}/transitions", "/imports/{id}/refused.csv"} <= set(
        described["paths"]
    )
