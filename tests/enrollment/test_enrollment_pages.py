"""The pages, as a person uses them: nothing typed is lost, nothing is dead."""

import io
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.enrollment.storage import beneficiaries as people
from services.enrollment.storage import imports as imports_storage
from tests.enrollment.doors import Doors
from tests.enrollment.factories import SHEET, person, program

TYPED = {"family_name": "Marcin", "given_name": "Rosalie", "birth": "1984", "commune": "Le Lamentin", "phone": "0696 00 12 34"}


def went_to(response: TestResponse) -> str:
    assert response.status_code == 303, response.text
    return response.headers["Location"]


def form(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def test_a_person_is_registered_from_the_form(doors: Doors) -> None:
    sent = doors.send("/beneficiaries", **TYPED, consent_messages="true", consent_statistics="false", consent_channel="paper")
    page = doors.ask("GET", went_to(sent)).text
    assert "Rosalie Marcin" in page
    assert "Née en 1984 · Le Lamentin" in page
    with doors.context.database.reading() as db:
        (known,), _ = people.search(db)
        assert [(each.purpose, each.given, each.channel) for each in people.consents(db, known.id)] == [
            ("messages", True, "paper"),
            ("statistics", False, "paper"),
        ]


def test_inscrire_puis_une_autre_comes_back_to_the_form(doors: Doors) -> None:
    assert went_to(doors.send("/beneficiaries", **TYPED, then="another")) == "/enrollment/beneficiaries/new"


def test_what_is_wrong_is_said_on_top_and_beside_and_nothing_typed_is_lost(doors: Doors) -> None:
    response = doors.send("/beneficiaries", **TYPED | {"birth": "198", "phone": "0696 00 12", "commune": "Lamentin"})
    assert response.status_code == 400
    assert "Trois réponses" in response.text
    for name in ("birth", "phone", "commune"):
        assert f'href="#{name}"' in response.text
        assert f'id="{name}-e"' in response.text
    assert 'value="198"' in response.text
    assert "Est-ce « Le Lamentin » ?" in response.text


@pytest.mark.parametrize("name", ["family_name", "given_name", "birth", "commune"])
def test_each_required_answer_is_asked_for(doors: Doors, name: str) -> None:
    response = doors.send("/beneficiaries", **TYPED | {name: ""})
    assert (response.status_code, "Une réponse à reprendre" in response.text) == (400, True)
    assert f'href="#{name}"' in response.text


def test_a_possible_duplicate_is_compared_then_registered_when_said_to_be_another(doors: Doors) -> None:
    known = person(doors.context, phone="0696001234")
    asked = doors.send("/beneficiaries", **TYPED | {"given_name": "Rosalia"})
    assert asked.status_code == 409
    assert f'href="/enrollment/beneficiaries/{known.id}">Oui, ouvrir sa fiche' in asked.text
    assert "•• •• •• 12 34" in asked.text
    hidden = form(asked.text)
    assert (hidden["given_name"], hidden["distinct_from"]) == ("Rosalia", str(known.id))
    assert went_to(doors.send("/beneficiaries", **hidden))


def test_a_person_registered_from_a_program_applies_for_it(doors: Doors) -> None:
    opened = program(doors.context)
    assert opened.name in doors.page(f"/beneficiaries/new?program={opened.id}").text
    page = doors.ask("GET", went_to(doors.send("/beneficiaries", **TYPED, program=str(opened.id)))).text
    assert "Candidature reçue" in page


def test_a_file_is_corrected_unless_somebody_else_did_meanwhile(doors: Doors) -> None:
    known = person(doors.context, birth_year=..., birth_date="1984-03-01")
    page = doors.page(f"/beneficiaries/{known.id}/edit").text
    assert 'value="01/03/1984"' in page
    changed = TYPED | {"birth": "1984", "revision": "1", "notes": "matin"}
    assert went_to(doors.send(f"/beneficiaries/{known.id}/edit", **changed)) == f"/enrollment/beneficiaries/{known.id}"
    assert "matin" in doors.page(f"/beneficiaries/{known.id}").text
    assert doors.send(f"/beneficiaries/{known.id}/edit", **changed).status_code == 412


def test_a_consent_is_changed_on_her_page(doors: Doors) -> None:
    known = person(doors.context, consents=[{"purpose": "messages", "given": True}])
    went_to(doors.send(f"/beneficiaries/{known.id}/consents", purpose="messages", given="false", channel="sms"))
    with doors.context.database.reading() as db:
        assert [(each.given, each.channel) for each in people.consents(db, known.id)] == [(False, "sms")]


def test_she_is_put_into_a_program_and_moved_along_on_her_page(doors: Doors) -> None:
    known, opened = person(doors.context), program(doors.context)
    went_to(doors.send(f"/beneficiaries/{known.id}/enrollments", program_id=str(opened.id), stage="enrolled"))
    page = doors.page(f"/beneficiaries/{known.id}").text
    assert "Inscription validée" in page
    action = re.search(r'action="(/enrollment/beneficiaries/[^"]+/enrollments/[^"]+)"', page)
    assert action
    refused = doors.ask("POST", action[1], data={"to": "withdrawn"})
    assert (refused.status_code, "Dites pourquoi" in refused.text) == (400, True)
    assert went_to(doors.ask("POST", action[1], data={"to": "active"}))
    assert "Parcours en cours" in doors.page(f"/programs/{opened.id}").text


def test_people_are_found_and_an_empty_node_says_what_to_do(doors: Doors) -> None:
    assert "Personne n’est encore inscrit" in doors.page("/beneficiaries").text
    person(doors.context)
    assert "Marcin Rosalie" in doors.page("/beneficiaries?q=rosa").text
    assert "Personne ne répond" in doors.page("/beneficiaries?q=zzz").text


def test_a_program_is_opened_and_changed_by_a_coordinator_alone(doors: Doors) -> None:
    typed = {"name": "Inclusion Numérique", "kind": "beneficiaries", "target": "40", "budget": "12 500,50"}
    here = went_to(doors.send("/programs", **typed))
    assert "12\u202f500,50" in doors.ask("GET", here).text
    refused = doors.send("/programs", **typed)
    assert (refused.status_code, 'href="#code"' in refused.text) == (409, True)
    assert doors.send("/programs", **typed | {"target": "beaucoup"}).status_code == 400
    assert went_to(doors.ask("POST", f"{here}/edit", data={"name": "Autre", "revision": "1"})) == here
    doors.role = "helper"
    assert doors.page("/programs/new").status_code == 403
    assert "Ouvrir un programme" not in doors.page("/programs").text


def test_a_list_goes_through_its_three_steps_and_back(doors: Doors) -> None:
    here = went_to(doors.send("/imports", file=(io.BytesIO(SHEET.read_bytes()), SHEET.name)))
    columns = doors.ask("GET", here).text
    assert "12 colonnes sont reprises" in columns.replace("\xa0", " ")
    chosen = dict(re.findall(r'name="(column-\d+)"[^>]*>.*?value="(\w+)" selected', columns))
    tried = went_to(doors.ask("POST", f"{here}/columns", data=chosen))
    assert "49 nouvelles personnes" in doors.ask("GET", tried).text.replace("\xa0", " ")
    with doors.context.database.reading() as db:
        assert people.count(db) == 0
    result = doors.ask("GET", went_to(doors.ask("POST", f"{here}/run"))).text
    assert "Terminé" in result
    assert f'href="{here}/lines/54"' in result
    line: dict[str, Any] = {"decision": "correct", "family_name": "Bardury", "given_name": "Anna", "commune": "Le Robert"}
    page = doors.ask("GET", f"{here}/lines/54").text
    assert 'value="31/02/1979"' in page
    assert doors.ask("POST", f"{here}/lines/54", data=line | {"birth": "31/02/1979"}).status_code == 400
    assert went_to(doors.ask("POST", f"{here}/lines/54", data=line | {"birth": "1979"})) == here
    assert doors.ask("GET", f"{here}/refused.csv").mimetype == "text/csv"
    assert went_to(doors.ask("POST", f"{here}/undo")) == here
    assert "Cet import est annulé" in doors.ask("GET", here).text
    with doors.context.database.reading() as db:
        assert people.count(db) == 0


def test_a_wrong_file_is_refused_with_what_to_do_and_another_may_be_chosen(doors: Doors) -> None:
    refused = doors.send("/imports", file=(io.BytesIO(b"%PDF-1.4"), "liste.pdf"))
    assert (refused.status_code, "Ce fichier n’est pas un tableau" in refused.text) == (400, True)
    assert doors.send("/imports").status_code == 400
    here = went_to(doors.send("/imports", file=(io.BytesIO(SHEET.read_bytes()), SHEET.name)))
    assert went_to(doors.ask("POST", f"{here}/forget")) == "/enrollment/imports"
    with doors.context.database.reading() as db:
        assert imports_storage.past(db) == []


def test_every_link_of_a_page_of_ours_leads_somewhere(doors: Doors) -> None:
    known, opened = person(doors.context), program(doors.context)
    doors.send(f"/beneficiaries/{known.id}/enrollments", program_id=str(opened.id))
    for path in ("/beneficiaries", f"/beneficiaries/{known.id}", "/programs", f"/programs/{opened.id}", "/imports"):
        for link in set(re.findall(r'href="(/enrollment/[^"#]*)', doors.page(path).text)):
            assert doors.ask("GET", link).status_code == 200, f"{path} → {link}"
