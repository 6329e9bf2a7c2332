"""The pages of sessions, as a browser without JavaScript meets them."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from lakou.contracts.vocabulary import AttendanceStatus, Theme
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.sessions import use_cases
from services.sessions.model import Support
from services.sessions.storage import supports
from tests.sessions.doors import Browser, make_node, sessions_of
from tests.sessions.factories import (
    AFTER,
    DAYS_BEFORE,
    HOUR_BEFORE,
    LE_LAMENTIN,
    fresh,
    make_person,
    make_session,
    seat_early,
    states,
)

FACES = ["/sessions/", "/sessions/week", "/sessions/supports", "/sessions/supports/new", "/sessions/workshop-sessions/new"]
FACES += [f"/sessions/{name}{end}" for name in ("workshops", "venues", "helpers") for end in ("", "/new")]


class House:
    """A node and somebody who works there."""

    def __init__(self, folder: Path) -> None:
        self.node = make_node(folder)
        with clock.at(DAYS_BEFORE):
            self.browser = Browser(self.node)
        self.context: ServiceContext = sessions_of(self.node)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    with clock.at(HOUR_BEFORE):
        made.browser = Browser(made.node)
        yield made


@pytest.mark.parametrize("path", FACES)
def test_an_empty_house_has_no_broken_page(house: House, path: str) -> None:
    page = house.browser.see(path)
    assert page.status_code == 200
    assert "<h1>" in page.text


def test_the_day_shows_what_comes_next_and_the_sheets_to_fill(house: House) -> None:
    make_session(house.context)
    make_session(house.context, starts_at=AFTER - dt.timedelta(days=2))
    page = house.browser.see("/sessions/").text
    assert "Bonjour Mélissa" in page
    assert "La suite, dans 1\N{NO-BREAK SPACE}h" in page
    assert "9\N{NO-BREAK SPACE}h à 11\N{NO-BREAK SPACE}h" in page
    assert "Une séance passée n’a pas d’appel" in page


def test_a_sheet_of_today_stands_in_the_list_of_today_alone(house: House) -> None:
    make_session(house.context)
    with clock.at(AFTER + dt.timedelta(hours=2)):
        page = Browser(house.node).see("/sessions/").text
    assert "1\N{NO-BREAK SPACE}feuille à remplir" in page
    assert "Feuilles à remplir" not in page
    assert page.count("Remplir<span") == 1


def test_the_week_offers_every_slot_to_one_person_and_seats_her(house: House) -> None:
    session, person = make_session(house.context), make_person(house.context)
    page = house.browser.see(f"/sessions/week?week=2026-W11&beneficiary={person}").text
    assert "Inscrire Rosalie Marcin ici" in page
    form = {"beneficiary_id": str(person), "back": f"/sessions/week?week=2026-W11&beneficiary={person}"}
    after = house.browser.send(f"/sessions/workshop-sessions/{session.id}/seats", form)
    assert "Rosalie Marcin est inscrite" in after.text
    assert states(house.context, session) == ["inscrit"]


def test_the_week_keeps_only_what_was_asked_for(house: House) -> None:
    venue = use_cases.add_venue(house.context, name="Médiathèque", commune=LE_LAMENTIN)
    make_session(house.context, venue_id=venue.id)
    assert "Ma boîte e-mail" in house.browser.see(f"/sessions/week?week=2026-W11&venue={venue.id}").text
    assert "Ma boîte e-mail" not in house.browser.see(f"/sessions/week?week=2026-W11&venue={uuid.uuid4()}").text
    assert house.browser.see("/sessions/week?week=2026-W60").status_code == 404
    assert house.browser.see(f"/sessions/week?beneficiary={uuid.uuid4()}").status_code == 404


def test_the_roll_changes_only_the_radios_that_were_changed(house: House) -> None:
    session = make_session(house.context)
    one, two = seat_early(house.context, session, [make_person(house.context), make_person(house.context, "Josette")])
    use_cases.record_attendance(house.context, two.id, AttendanceStatus.ABSENT)  # by a colleague, after the page was shown
    form = {f"seat-{one.id}": "present", f"was-{one.id}": "", f"was-{two.id}": ""}
    page = house.browser.send(f"/sessions/workshop-sessions/{session.id}/roll", form)
    assert "1 présente, 1 absente" in page.text
    again = house.browser.send(f"/sessions/workshop-sessions/{session.id}/roll", form)
    assert again.status_code == 200
    assert states(house.context, session) == ["present", "absent"]


def test_everybody_is_there_but_the_radios_already_set(house: House) -> None:
    session = make_session(house.context)
    people = [make_person(house.context, name) for name in ("Rosalie", "Josette", "Murielle")]
    seats = seat_early(house.context, session, people)
    house.browser.send(
        f"/sessions/workshop-sessions/{session.id}/roll",
        {"tous": "present", f"seat-{seats[1].id}": "excuse", f"was-{seats[1].id}": ""},
    )
    assert states(house.context, session) == ["present", "excuse", "present"]


def test_a_status_that_is_none_is_refused_on_the_sheet_itself(house: House) -> None:
    session = make_session(house.context)
    seat = seat_early(house.context, session, [make_person(house.context)])[0]
    page = house.browser.send(f"/sessions/workshop-sessions/{session.id}/roll", {f"seat-{seat.id}": "venue"})
    assert page.status_code == 400
    assert "Choisissez présent, excusé ou absent." in page.text


def test_a_person_is_found_by_name_and_added_at_the_door_then_taken_off(house: House) -> None:
    session = make_session(house.context)
    person = make_person(house.context, "Élodie", "Cœur")
    path = f"/sessions/workshop-sessions/{session.id}"
    assert "Élodie Cœur" in house.browser.send(f"{path}/persons", {"q": "elodie coeur"}).text
    assert "Personne ne porte ce nom" in house.browser.send(f"{path}/persons", {"q": "zzz"}).text
    page = house.browser.send(f"{path}/seats", {"beneficiary_id": str(person), "walk_in": "1"})
    assert "Élodie Cœur est sur la feuille, présente." in page.text
    undo = re.search(r'action="(/sessions/seats/[^"]+/withdraw)"', page.text)
    assert undo is not None
    assert "n’est plus sur la feuille" in house.browser.send(undo[1], {}).text
    assert states(house.context, session) == ["desiste"]


def test_heads_are_counted_on_the_sheet_and_wrong_margins_keep_what_was_typed(house: House) -> None:
    session = make_session(house.context)
    path = f"/sessions/workshop-sessions/{session.id}/anonymous"
    wrong = house.browser.send(path, {"total": "2", "gender.feminin": "3"})
    assert wrong.status_code == 400
    assert "Genre : Cela fait 3 personnes pour 2 en tout." in wrong.text
    assert re.search(r'name="gender.feminin"[^>]*value="3"', wrong.text)
    assert "2 personnes sans nom sont comptées." in house.browser.send(path, {"total": "2", "gender.feminin": "1"}).text
    assert fresh(house.context, session).state == "tenue"


def test_cancelling_says_the_numbers_first_and_only_to_coordinators(house: House) -> None:
    session = make_session(house.context, capacity=1)
    seat_early(house.context, session, [make_person(house.context), make_person(house.context, "Josette")])
    path = f"/sessions/workshop-sessions/{session.id}"
    assert "1\N{NO-BREAK SPACE}inscrite et 1 en attente perdent leur place." in house.browser.see(path).text
    assert "Annuler la séance" not in Browser(house.node, "helper").see(path).text
    page = house.browser.send(f"{path}/cancel", {"reason": "Lieu fermé"})
    assert "Séance annulée : Lieu fermé" in page.text


def test_before_the_doors_open_people_give_up_instead_of_being_marked(house: House) -> None:
    session = make_session(house.context)
    seat_early(house.context, session, [make_person(house.context)])
    with clock.at(DAYS_BEFORE):
        page = Browser(house.node).see(f"/sessions/workshop-sessions/{session.id}").text
    assert "Se désiste" in page
    assert 'type="radio"' not in page


def test_a_session_is_planned_and_moved_on_the_clock_of_its_place(house: House) -> None:
    workshop = use_cases.add_workshop(house.context, title="Mon CV", themes=[Theme.BUREAUTIQUE])
    form = {"workshop_id": str(workshop.id), "date": "2026-03-20", "time": "14:30", "duration_minutes": "90", "capacity": "8"}
    page = house.browser.send("/sessions/workshop-sessions/new", form)
    assert "La séance est créée" in page.text
    assert "14\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30 à 16\N{NO-BREAK SPACE}h, heure de Martinique" in page.text
    edit = re.search(r'href="([^"]+/edit)"', page.text)
    assert edit is not None
    assert re.search(r'name="time"[^>]*value="14:30"', house.browser.see(edit[1]).text)
    moved = house.browser.send(edit[1], form | {"time": "15:00"})
    assert "15\N{NO-BREAK SPACE}h à 16\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30" in moved.text


def test_a_wrong_form_comes_back_with_everything_typed(house: House) -> None:
    page = house.browser.send("/sessions/venues/new", {"name": "Ma médiathèque", "commune": LE_LAMENTIN, "postal_code": "9"})
    assert page.status_code == 400
    assert "Une réponse à reprendre" in page.text
    assert "Ma médiathèque" in page.text
    assert "Code postal : Écrivez cinq chiffres" in page.text


def test_workshops_venues_and_helpers_are_added_from_their_pages(house: House) -> None:
    workshop = {"title": "Mes impôts", "themes": ["argent_impots"], "level": "debutant"}
    assert "Mes impôts" in house.browser.send("/sessions/workshops/new", workshop).text
    assert "Médiathèque" in house.browser.send("/sessions/venues/new", {"name": "Médiathèque", "commune": LE_LAMENTIN}).text
    helper = {"name": "Teddy Larose", "languages": ["fr", "gcf"], "skills": "CV, impôts"}
    assert "Teddy Larose" in house.browser.send("/sessions/helpers/new", helper).text


def test_a_quick_help_takes_a_theme_and_a_duration_and_is_undone(house: House) -> None:
    page = house.browser.send("/sessions/supports/new", {"themes": "logement", "duration_minutes": "15"})
    assert "L’aide est notée." in page.text
    assert noted(house)[0].themes == ["aide_aux_demarches_administratives", "logement"]
    undo = re.search(r'action="(/sessions/supports/[^"]+/withdraw)"', page.text)
    assert undo is not None
    assert "Elle ne compte plus" in house.browser.send(undo[1], {}).text
    assert noted(house) == []


def test_a_quick_help_asks_which_of_the_people_of_that_name(house: House) -> None:
    one, _ = make_person(house.context, "Rosalie", "Marcin"), make_person(house.context, "Rosalie", "Jadin")
    form = {"themes": "email", "duration_minutes": "30", "person": "rosalie"}
    asked = house.browser.send("/sessions/supports/new", form)
    assert asked.status_code == 400
    assert "Rosalie Jadin" in asked.text
    house.browser.send("/sessions/supports/new", form | {"beneficiary_id": str(one)})
    assert [support.beneficiary_id for support in noted(house)] == [one]


def noted(house: House) -> list[Support]:
    with house.context.database.reading() as db:
        return supports.between(db)[0]


@pytest.mark.parametrize("role", ["operator", "partner"])
def test_who_is_not_of_the_staff_sees_no_sheet(house: House, role: str) -> None:
    session = make_session(house.context)
    assert Browser(house.node, role).see(f"/sessions/workshop-sessions/{session.id}").status_code == 403
