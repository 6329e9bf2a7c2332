"""Activities of before through their doors: the API, the pages, and nobody else."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from lakou.contracts.vocabulary import Theme
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.sessions import use_cases
from services.sessions.storage import past as storage
from tests.sessions.coop import ANONYMOUS, FIRST, export, individual, workshop
from tests.sessions.doors import API, Answer, Browser, Program, make_node, sessions_of
from tests.sessions.factories import AFTER, make_person

NAME = "activites.xlsx"


class House:
    """A node, a coordinator with a browser and a program, and those who may not."""

    def __init__(self, folder: Path) -> None:
        node = make_node(folder)
        self.browser, self.program = Browser(node), Program(node)
        self.others = [Program(node, role) for role in ("helper", "partner", "analyst", "operator")]
        self.context: ServiceContext = sessions_of(node)
        make_person(self.context)

    def send(self, path: str, data: bytes | None, filename: str = NAME, who: Program | None = None) -> TestResponse:
        """A file to the API, as a form."""
        asker = who or self.program
        form: dict[str, Any] = {} if data is None else {"file": (BytesIO(data), filename)}
        return asker.client.post(API + path, data=form, headers=asker.headers, content_type="multipart/form-data")

    def upload(self, data: bytes, filename: str = NAME) -> TestResponse:
        """A file to the page."""
        return self.browser.send("/sessions/imports", {"file": (BytesIO(data), filename)})


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> House:
    with clock.at(AFTER):
        return House(tmp_path_factory.mktemp("node"))


@pytest.fixture
def house(built: House) -> Iterator[House]:
    with clock.at(AFTER):
        yield built


def a_file() -> bytes:
    """A workshop with somebody known, somebody unknown and nobody, and an act of somebody unknown."""
    people = ("Rosalie Marcin", "Personne Inconnue", ANONYMOUS)
    return export([*workshop(uuid.uuid4(), people), *individual(uuid.uuid4(), "Solange Médéa")])


def test_a_file_is_imported_tried_and_undone_by_a_program(house: House) -> None:
    data = a_file()
    tried = house.send("/imports?dry_run=1", data)
    assert (tried.status_code, tried.get_json()["id"]) == (200, None)
    sent = house.send("/imports", data)
    done = sent.get_json()
    assert sent.status_code == 201
    assert {name: done[name] for name in ("created", "known", "to_check", "refused")} == {
        "created": 2,
        "known": 0,
        "to_check": 2,
        "refused": 0,
    }
    assert [line["outcome"] for line in done["lines"]] == ["created", "to_check", "created", "to_check"]
    assert done["lines"][1].keys() == {"line", "outcome", "field", "message", "id"}
    assert house.program.ask("GET", f"/imports/{done['id']}").json == done
    raw = house.program.client.post(f"{API}/imports?filename=x.xlsx", data=data, headers=house.program.headers)
    assert raw.get_json()["known"] == 2
    path = f"/imports/{done['id']}"
    assert house.program.ask("POST", f"{path}/undo").json["state"] == "undone"
    assert house.program.ask("POST", f"{path}/undo").status_code == 409
    assert done["id"] in [each["id"] for each in house.program.ask("GET", "/imports").json["items"]]
    assert house.program.ask("GET", f"/imports/{uuid.uuid4()}").status_code == 404


def test_only_the_coordination_brings_files_in(house: House) -> None:
    for other in house.others:
        assert house.send("/imports", a_file(), who=other).status_code == 403
        assert other.ask("GET", "/imports").status_code == 403


@pytest.mark.parametrize(
    ("data", "reason"), [(None, None), (b"", None), (b"%PDF-1.4 \x00", "not-a-sheet"), (b"a;b\n1;2\n", "header-not-found")]
)
def test_what_is_no_list_is_refused(house: House, data: bytes | None, reason: str | None) -> None:
    answer = house.send("/imports", data)
    assert answer.status_code == 400
    assert answer.get_json()["errors"].keys() == {"file"}
    assert answer.get_json().get("reason") == reason


def test_too_heavy_a_file_is_not_even_read(house: House) -> None:
    heavy = b"x" * (13 * 1024 * 1024)
    assert house.program.client.post(f"{API}/imports", data=heavy, headers=house.program.headers).status_code == 413


def settle(house: House, done: Any, line: int, body: dict[str, Any]) -> Answer:
    return house.program.ask("POST", f"/imports/{done['id']}/lines/{FIRST + line}", body)


def test_a_program_decides_on_the_lines_that_wait(house: House) -> None:
    done = house.send("/imports", a_file()).get_json()
    her = make_person(house.context, "Solange", "Médéa-Nestor")
    assert settle(house, done, 1, {"decision": "peut-être"}).status_code == 400
    assert settle(house, done, 3, {"decision": "same"}).json["errors"].keys() == {"id"}
    assert settle(house, done, 3, {"decision": "same", "id": str(uuid.uuid4())}).status_code == 400
    assert settle(house, done, 1, {"decision": "nameless"}).json["outcome"] == "created"
    assert settle(house, done, 3, {"decision": "same", "id": str(her)}).json["id"] == str(her)
    assert settle(house, done, 3, {"decision": "leave_out"}).json["type"].endswith("line-settled")
    assert settle(house, done, 90, {"decision": "leave_out"}).status_code == 404
    assert house.program.ask("GET", f"/imports/{done['id']}").json["created"] == 4
    assert house.program.ask("POST", f"/imports/{done['id']}/undo").status_code == 200


def test_a_coordinator_tries_a_file_runs_it_decides_and_takes_it_back(house: House) -> None:
    trial = house.upload(a_file())
    assert "Ce que l’import fera" in trial.text
    assert "rien n’est encore enregistré" in trial.text
    here = re.findall(r"/sessions/imports/[0-9a-f-]{36}", trial.text)[0]
    result = house.browser.send(f"{here}/run", {})
    assert "2 lignes reprises, 2 à vérifier" in result.text
    assert "2\N{NO-BREAK SPACE}personnes n’ont pas de fiche ici" in result.text
    settled = house.browser.send(f"{here}/lines/{FIRST + 3}", {"decision": "leave_out"})
    assert f"Ligne {FIRST + 3} : elle est laissée de côté." in settled.text
    assert "déjà réglée" in house.browser.send(f"{here}/lines/{FIRST + 3}", {"decision": "nameless"}).text
    assert "1 personne est comptée sans nom." in house.browser.send(f"{here}/nameless", {}).text
    with house.context.database.reading() as db:
        act = next(act for act in storage.acts_of(db, uuid.UUID(here[-36:]), 10) if act.session_id)
    sheet = house.browser.see(f"/sessions/workshop-sessions/{act.session_id}")
    assert "son heure n’y est pas écrite" in sheet.text
    assert NAME in house.browser.see("/sessions/imports").text
    assert act.session_id is not None
    use_cases.count_anonymous(house.context, act.session_id, 9)
    assert "Une activité a changé depuis" in house.browser.send(f"{here}/undo", {}).text
    use_cases.count_anonymous(house.context, act.session_id, 2)
    undone = house.browser.send(f"{here}/undo", {})
    assert "L’import est annulé : 1 activité retirée." in undone.text
    assert house.browser.see(f"/sessions/workshop-sessions/{act.session_id}").status_code == 404


def test_a_file_may_be_put_away_before_it_is_imported(house: House) -> None:
    here = re.findall(r"/sessions/imports/[0-9a-f-]{36}", house.upload(a_file()).text)[0]
    assert "Rien n’a été enregistré" in house.browser.send(f"{here}/forget", {}).text
    assert house.browser.see(here).status_code == 404


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 \x00"])
def test_a_wrong_file_is_explained_beside_its_box(house: House, data: bytes) -> None:
    page = house.upload(data, "photo.pdf")
    assert page.status_code == 400
    assert 'href="#file"' in page.text


def test_an_export_without_names_says_so_before_anything_is_kept(house: House) -> None:
    page = house.upload(b"Date;Dur\xe9e;Th\xe8me;Nombre de personnes\n03/02/2026;90;E-mail;4\n", "liste.csv")
    assert "tout le monde sera compté sans nom" in page.text


def test_what_is_noted_here_already_is_asked_about_on_the_page(house: House) -> None:
    her = make_person(house.context, "Léonie", "Bordelais")
    day, themes = dt.date(2026, 2, 3), [Theme.EMAIL]
    use_cases.give_support(house.context, date=day, duration_minutes=30, themes=themes, beneficiary_id=her)
    trial = house.upload(export(individual(uuid.uuid4(), "Léonie Bordelais")))
    assert "Une aide du même jour est déjà notée ici" in trial.text
    path = trial.request.path
    result = house.browser.send(f"{path}/run", {}).text
    assert "C’est la même" in result
    assert "C’en est une autre" in result
    assert "elle compte déjà" in house.browser.send(f"{path}/lines/{FIRST}", {"decision": "double"}).text
