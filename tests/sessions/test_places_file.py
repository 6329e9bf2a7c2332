"""The venues for the national map: the file validates with the frictionless tools; what is missing is said, not invented."""

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.sessions.doors import Browser, Program, make_node
from tests.sessions.factories import CAYENNE, LE_LAMENTIN

SCHEMA = Path(__file__).parents[3] / "shared" / "data" / "lieux-mediation-numerique.schema.json"
WHOLE: dict[str, Any] = {
    "name": "Médiathèque Alfred-Melon-Dégras, « Le Lamentin »; salle 2",
    "commune": LE_LAMENTIN,
    "pivot": "13002603200016",
    "address": "1 place Antonio-Macéo",
    "address_extra": "après le dégrad, bâtiment B",
    "postal_code": "97232",
    "latitude": 14.6167,
    "longitude": -61.0,
    "phone": "0596 51 12 34",
    "email": "mediatheque@exemple.fr",
    "website": "https://exemple.fr/mediatheque",
    "opening_hours": "Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00; PH off",
    "equipment": ["ordinateur", "tablette"],
    "connectivity": "fibre",
    "summary": "=Un lieu ouvert à tous",
    "presentation": "Sur deux\nlignes, avec des virgules.",
    "parent": "Ville du Lamentin",
    "typologies": ["BIB", "EPN"],
    "services": ["Aide aux démarches administratives", "Maîtrise des outils numériques du quotidien"],
    "publics": ["Seniors", "Femmes"],
    "special_care": ["Langues étrangères (anglais)", "Illettrisme"],
    "fees": ["Gratuit"],
    "national_programs": ["France Services", "Point d'accès numérique CAF"],
    "labels": ["ORDI 3.0"],
    "access_modes": ["Se présenter", "Ce lieu n'accueille pas de public"],
    "support_modes": ["En autonomie", "À distance"],
    "appointment_url": "https://exemple.fr/rdv",
    "accessibility_url": "https://exemple.fr/acces",
}
NEEDED = {name: WHOLE[name] for name in ("pivot", "address", "postal_code")}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = Program(make_node(tmp_path_factory.mktemp("node")))
    program.make("/venues", WHOLE)
    boat = {"name": "Pirogue du Maroni", "commune": CAYENNE, "itinerant": True, "phone": "0694 00 00 01"}
    program.make("/venues", boat | NEEDED | {"connectivity": "aucune", "postal_code": "97300"})
    program.make("/venues", {"name": "Place du marché", "commune": LE_LAMENTIN, "one_off": True} | NEEDED)
    program.make("/venues", {"name": "Chez l’habitant", "commune": LE_LAMENTIN})
    return program


def rows(api: Program) -> list[dict[str, str]]:
    answer = api.ask("GET", "/venues.csv")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_file_validates_against_the_national_schema(api: Program, tmp_path: Path) -> None:
    if not SCHEMA.exists():
        assert os.environ.get("CI") != "true", f"{SCHEMA} must be there in CI"  # noqa: TID251 - the place of the test data
        pytest.skip("the schema is not here")
    frictionless = pytest.importorskip("frictionless")
    (tmp_path / "lieux.csv").write_bytes(api.ask("GET", "/venues.csv").text.encode())
    schema = frictionless.Schema.from_descriptor(json.loads(SCHEMA.read_text(encoding="utf-8")))
    report = frictionless.Resource("lieux.csv", basepath=str(tmp_path), schema=schema).validate()
    assert report.flatten(["rowNumber", "fieldName", "type", "message"]) == []
    assert report.tasks[0].stats["rows"] == 2


def test_each_field_is_in_its_column_and_no_formula_gets_in(api: Program) -> None:
    row = next(row for row in rows(api) if row["code_insee"] == LE_LAMENTIN)
    assert row["nom"] == WHOLE["name"]
    assert row["telephone"] == "+596596511234"
    assert row["services"] == "|".join(WHOLE["services"])
    assert row["presentation_resume"] == "'=Un lieu ouvert à tous"
    assert row["itinerance"] == "Fixe"
    assert row["date_maj"] == api.ask("GET", f"/venues/{row['id']}").json["updated_on"]
    assert (row["latitude"], row["longitude"]) == ("14.6167", "-61.0")


def test_a_one_off_place_and_one_without_an_address_are_left_out(api: Program) -> None:
    assert {row["nom"] for row in rows(api)} == {WHOLE["name"], "Pirogue du Maroni"}
    boat = next(row for row in rows(api) if row["nom"] == "Pirogue du Maroni")
    assert (boat["itinerance"], boat["telephone"]) == ("Itinérant", "+594694000001")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("opening_hours", "Lundi 9h-12h"),
        ("opening_hours", "Mo-Fr 9-12"),
        ("opening_hours", "x" * 201),
        ("own_zone", "America/Nowhere"),
        ("own_zone", "../etc/localtime"),
        ("connectivity", "5g"),
        ("services", ["Coiffure"]),
        ("typologies", ["INCONNU"]),
        ("website", "javascript:alert(1)"),
        ("latitude", 91),
        ("summary", "x" * 281),
        ("itinerant", "oui"),
    ],
)
def test_what_the_standard_does_not_know_is_refused(api: Program, field: str, value: object) -> None:
    refused = api.ask("POST", "/venues", {"name": "Lieu", "commune": LE_LAMENTIN, field: value})
    assert refused.status_code == 400
    assert [name.split(".")[0] for name in refused.json["errors"]] == [field]


def test_a_place_may_have_its_own_zone_and_its_sessions_follow(api: Program) -> None:
    venue = api.make("/venues", {"name": "Antenne", "commune": LE_LAMENTIN, "own_zone": "Europe/Paris"})
    assert venue["zone"] == "Europe/Paris"
    workshop = api.make("/workshops", {"title": "CV", "themes": ["email"]})
    body = {"workshop_id": workshop["id"], "starts_at": "2026-07-01T09:00:00+02:00", "duration_minutes": 60, "capacity": 3}
    session = api.make("/workshop-sessions", body | {"venue_id": venue["id"]})
    assert session["starts_at"] == "2026-07-01T09:00:00+02:00"


def test_the_page_fills_in_the_national_fields_and_says_what_is_missing(tmp_path: Path) -> None:
    node = make_node(tmp_path)
    browser = Browser(node)
    page = browser.send(
        "/sessions/venues/new", {"name": "Maison de Dillon", "commune": LE_LAMENTIN, "connectivity": "reseau_4g"}
    ).text
    assert "Pas sur la carte" in page
    assert "SIRET ou RNA, adresse, code postal" in page
    wrong = browser.send("/sessions/venues/new", {"name": "Maison", "commune": LE_LAMENTIN, "opening_hours": "le matin"})
    assert wrong.status_code == 400
    assert "Mo-Fr 09:00-12:00" in wrong.text
    once = browser.send("/sessions/venues/new", {"name": "Place du marché", "commune": LE_LAMENTIN, "one_off": "1"}).text
    assert "Donnez-lui sa séance" in once
    file = browser.see("/sessions/venues/file")
    assert file.status_code == 200
    assert file.text.startswith("id,pivot,nom")
