"""Individual support planned with an hour: a session of one seat, which comes to a support and not to a workshop."""

import datetime as dt
import uuid
from typing import Any

import pytest

from lakou.kernel import clock
from lakou.node.node import Node
from tests.sessions.doors import Browser, Program, make_node, sessions_of
from tests.sessions.factories import DAYS_BEFORE, LE_LAMENTIN, NINE, make_person, make_workshop, recorded


class House:
    """A person, a helper and a place of her own for each test, in one node."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.context = sessions_of(self.node)
        self.rosalie = make_person(self.context, "Rosalie", "Marcin")
        with clock.at(DAYS_BEFORE):
            self.program = Program(self.node)
            self.helper = self.program.make("/helpers", {"name": "Mélissa Orvil"})["id"]
            self.venue = self.program.make("/venues", {"name": "Médiathèque", "commune": LE_LAMENTIN})["id"]

    def wish(self, **changed: Any) -> dict[str, Any]:
        usual = {
            "beneficiary_id": str(self.rosalie),
            "starts_at": NINE.isoformat(),
            "duration_minutes": 45,
            "themes": ["email"],
            "venue_id": self.venue,
            "helper_ids": [self.helper],
        }
        return usual | changed

    def seats(self, session: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.program.ask("GET", f"/workshop-sessions/{session}/seats").json["items"]
        return items

    def supports(self) -> list[dict[str, Any]]:
        """Those that count, of this person."""
        items: list[dict[str, Any]] = self.program.ask("GET", f"/supports?beneficiary={self.rosalie}").json["items"]
        return items


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Node:
    return make_node(tmp_path_factory.mktemp("node"))


@pytest.fixture
def house(node: Node) -> House:
    return House(node)


def test_an_appointment_is_made_on_the_page_and_stands_in_the_day_the_week_and_the_agenda(house: House) -> None:
    with clock.at(DAYS_BEFORE):
        browser = Browser(house.node, "helper")
        form = {"person": "marcin", "date": "2026-03-12", "time": "09:00", "duration_minutes": "45", "themes": "email"}
        form |= {"venue_id": house.venue, "helper_ids": house.helper}
        asked = browser.send("/sessions/appointments/new", form)
        assert asked.status_code == 400
        assert "Rosalie Marcin" in asked.text
        assert "sans nom" not in asked.text
        sheet = browser.send("/sessions/appointments/new", form | {"beneficiary_id": str(house.rosalie)}).text
        assert "Le rendez-vous est pris avec Rosalie Marcin." in sheet
        assert "personnes sans nom" not in sheet
        assert "Rendez-vous individuel · Rosalie Marcin" in browser.see("/sessions/week?week=2026-W11").text
        assert "Rendez-vous individuel · Rosalie Marcin" in browser.see("/sessions/month?month=2026-03").text
        agenda = browser.send("/sessions/calendars", {}).text
        url = next(word for word in agenda.split('"') if "/sessions/agenda/" in word)
        ical = house.program.client.get(url.removeprefix("http://localhost")).text
    assert "SUMMARY:Rendez-vous individuel" in ical
    assert "DTSTART;TZID=America/Martinique:20260312T090000" in ical
    assert "Marcin" not in ical
    with clock.at(NINE - dt.timedelta(hours=1)):
        assert "Rendez-vous individuel · Rosalie Marcin" in Browser(house.node, "helper").see("/sessions/").text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"date": "2026-03-01"}, "Une aide déjà donnée se note comme aide rapide"),
        ({"person": ""}, "Dites avec qui"),
        ({"person": "Zzz"}, "Personne ne porte ce nom"),
        ({"duration_minutes": "-5"}, "Durée"),
        ({"time": "25:00"}, "Écrivez une heure"),
        ({"themes": ""}, "Choisissez au moins un thème"),
        ({"venue_id": str(uuid.uuid4()), "beneficiary_id": "HER"}, "Ce lieu n’existe pas"),
        ({"beneficiary_id": str(uuid.uuid4())}, "Cherchez-la dans les personnes"),
    ],
)
def test_the_page_says_what_is_wrong(house: House, changed: dict[str, str], words: str) -> None:
    with clock.at(DAYS_BEFORE):
        form = {"person": "marcin", "date": "2026-03-12", "time": "09:00", "duration_minutes": "45", "themes": "email"}
        if "person" not in changed:
            form["beneficiary_id"] = str(house.rosalie)
        sent = {name: str(house.rosalie) if value == "HER" else value for name, value in (form | changed).items()}
        answer = Browser(house.node, "helper").send("/sessions/appointments/new", sent)
    assert answer.status_code == 400
    assert words in answer.text


def test_who_is_present_was_given_a_support_and_a_correction_takes_it_back(house: House) -> None:
    with clock.at(DAYS_BEFORE):
        made = house.program.make("/appointments", house.wish())
    assert (made["kind"], made["capacity"], made["seats_taken"]) == ("individuel", 1, 1)
    with clock.at(NINE + dt.timedelta(hours=1)):
        seat = house.seats(made["id"])[0]["id"]
        assert house.supports() == []
        house.program.ask("PUT", f"/seats/{seat}/attendance", {"status": "present"})
        given = house.supports()
        assert [(each["date"], each["duration_minutes"], each["themes"], each["venue_id"]) for each in given] == [
            ("2026-03-12", 45, ["email"], house.venue)
        ]
        assert given[0]["beneficiary_id"] == str(house.rosalie)
        house.program.ask("PUT", f"/seats/{seat}/attendance", {"status": "absent"})
        assert house.supports() == []
        house.program.ask("PUT", f"/seats/{seat}/attendance", {"status": "present"})
        assert [each["id"] for each in house.supports()] == [given[0]["id"]]
    events = [each for each in recorded(house.context, "sessions.support.given.v1") if each["support_id"] == given[0]["id"]]
    told = [(each["revision"], each["withdrawn"]) for each in events]
    assert told == [(1, False), (2, True), (3, False)]


def test_what_came_of_an_appointment_is_detailed_on_its_support_and_undone_on_its_sheet(house: House) -> None:
    with clock.at(DAYS_BEFORE):
        made = house.program.make("/appointments", house.wish())
    with clock.at(NINE + dt.timedelta(hours=1)):
        seat = house.seats(made["id"])[0]["id"]
        house.program.ask("PUT", f"/seats/{seat}/attendance", {"status": "present"})
        support = house.supports()[0]["id"]
        path = f"/supports/{support}"
        assert house.program.ask("PATCH", path, {"duration_minutes": 30, "autonomy": "autonome"}).status_code == 200
        for change in ({"date": "2026-03-11"}, {"beneficiary_id": None}, {"venue_id": None}):
            refused = house.program.ask("PATCH", path, change)
            assert refused.status_code == 409
            assert refused.json["type"].endswith("given-at-appointment")
        assert house.program.ask("DELETE", path).status_code == 409
        browser = Browser(house.node, "helper")
        assert f"/sessions/supports/{support}/edit" in browser.see(f"/sessions/workshop-sessions/{made['id']}").text
        assert f"/sessions/workshop-sessions/{made['id']}" in browser.see("/sessions/supports").text
        assert "Cette aide vient d’un rendez-vous" in browser.send(f"/sessions/supports/{support}/withdraw", {}).text
        house.program.ask("PUT", f"/seats/{seat}/attendance", {"status": "excuse"})
        house.program.ask("PUT", f"/seats/{seat}/attendance", {"status": "present"})
        again = house.supports()[0]
    assert (again["duration_minutes"], again["autonomy"]) == (30, "autonome")


def test_a_support_follows_the_day_of_its_appointment(house: House) -> None:
    with clock.at(DAYS_BEFORE):
        made = house.program.make("/appointments", house.wish())
    with clock.at(NINE + dt.timedelta(hours=1)):
        seat = house.seats(made["id"])[0]["id"]
        house.program.ask("PUT", f"/seats/{seat}/attendance", {"status": "present"})
        moved = {"starts_at": (NINE - dt.timedelta(days=1)).isoformat()}
        assert house.program.ask("PATCH", f"/workshop-sessions/{made['id']}", moved).status_code == 200
        assert house.supports()[0]["date"] == "2026-03-11"


def test_a_helper_or_a_place_that_is_taken_is_asked_about(house: House) -> None:
    with clock.at(DAYS_BEFORE):
        workshop = make_workshop(house.context)
        plan = {"workshop_id": str(workshop.id), "starts_at": NINE.isoformat(), "duration_minutes": 120, "capacity": 8}
        house.program.make("/workshop-sessions", plan | {"helper_ids": [house.helper]})
        refused = house.program.ask("POST", "/appointments", house.wish())
        assert (refused.status_code, refused.json["conflicts"][0]["kind"]) == (409, "helper")
        form = {"beneficiary_id": str(house.rosalie), "date": "2026-03-12", "time": "09:30", "duration_minutes": "45"}
        form |= {"themes": "email", "helper_ids": house.helper}
        browser = Browser(house.node, "helper")
        page = browser.send("/sessions/appointments/new", form)
        assert page.status_code == 409
        assert "Mélissa Orvil tient déjà" in page.text
        assert "Le rendez-vous est pris" in browser.send("/sessions/appointments/new", form | {"confirmed": "1"}).text


def test_an_appointment_is_for_one_person_and_counts_nobody_nameless(house: House) -> None:
    with clock.at(DAYS_BEFORE):
        made = house.program.make("/appointments", house.wish())
        path = f"/workshop-sessions/{made['id']}"
        bigger = house.program.ask("PATCH", path, {"capacity": 2})
        assert (bigger.status_code, bigger.json["type"].rpartition(":")[2]) == (409, "one-at-a-time")
        assert house.program.ask("POST", f"{path}/duplicate", {"starts_at": NINE.isoformat()}).status_code == 400
        assert "individuel" not in [each["kind"] for each in house.program.ask("GET", "/workshops").json["items"]]
    with clock.at(NINE):
        heads = house.program.ask("PUT", f"{path}/anonymous", {"total": 1})
        assert (heads.status_code, heads.json["type"].rpartition(":")[2]) == (409, "nobody-nameless")


def test_a_program_is_told_what_is_wrong_with_its_appointment(house: House) -> None:
    with clock.at(DAYS_BEFORE):
        for changed, field in (
            ({"starts_at": (DAYS_BEFORE - dt.timedelta(days=1)).isoformat()}, "starts_at"),
            ({"duration_minutes": -5}, "duration_minutes"),
            ({"themes": []}, "themes"),
            ({"capacity": 3}, "capacity"),
            ({"helper_ids": [str(uuid.uuid4())]}, "helper_ids"),
        ):
            refused = house.program.ask("POST", "/appointments", house.wish(**changed))
            assert refused.status_code == 400
            assert field in refused.json["errors"]
        assert house.program.ask("POST", "/appointments", house.wish(beneficiary_id=str(uuid.uuid4()))).status_code == 404
        assert Program(house.node, "partner").ask("POST", "/appointments", house.wish()).status_code == 403


def test_the_notebook_takes_it_along_and_says_that_it_is_for_one(house: House) -> None:
    with clock.at(DAYS_BEFORE):
        made = house.program.make("/appointments", house.wish())
        listed = house.program.ask("GET", "/notebook").json["sessions"]
    (found,) = [each for each in listed if each["id"] == made["id"]]
    assert (found["alone"], [seat["name"] for seat in found["seats"]]) == (True, ["Rosalie Marcin"])
