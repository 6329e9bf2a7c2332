"""Planning on the pages: dates in plain words, conflicts to confirm, sheets of trainings and meetings, the trail."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lakou.contracts.vocabulary import ActivityKind, AttendanceStatus
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.sessions import use_cases
from services.sessions.model import WorkshopSession
from services.sessions.storage import planning
from tests.sessions.doors import Browser, make_node, sessions_of
from tests.sessions.factories import (
    DAYS_BEFORE,
    HOUR_BEFORE,
    LE_LAMENTIN,
    NINE,
    fresh,
    make_people,
    make_person,
    make_session,
    make_workshop,
    seat_early,
    states,
)

NBSP = "\N{NO-BREAK SPACE}"


class House:
    """A node three days before the session, and a coordinator."""

    def __init__(self, folder: Path) -> None:
        self.node = make_node(folder)
        self.context: ServiceContext = sessions_of(self.node)
        with clock.at(DAYS_BEFORE):
            self.browser = Browser(self.node)
            self.workshop = make_workshop(self.context)
            self.venue = use_cases.add_venue(self.context, name="Médiathèque", commune=LE_LAMENTIN)

    def form(self, **more: Any) -> dict[str, Any]:
        usual = {"workshop_id": str(self.workshop.id), "date": "2026-03-12", "time": "09:00", "duration_minutes": "120"}
        return usual | {"capacity": "8", "venue_id": str(self.venue.id)} | more

    def plan(self, **more: Any) -> Any:
        return self.browser.send("/sessions/workshop-sessions/new", self.form(**more))

    def all(self) -> list[WorkshopSession]:
        with self.context.database.reading() as db:
            return planning.between(db)[0]

    def session(self, kind: ActivityKind) -> WorkshopSession:
        return use_cases.plan_session(
            self.context,
            workshop_id=make_workshop(self.context, "Une autre", kind).id,
            starts_at=NINE,
            duration_minutes=120,
            capacity=4,
        )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    with clock.at(DAYS_BEFORE):
        yield made


def test_each_week_until_a_day_is_said_in_plain_words(house: House) -> None:
    page = house.plan(repeat="weekly", until="2026-05-28", except_on="19/03/2026", holidays="skip").text
    assert f"10{NBSP}séances sont créées" in page.replace("10 séances", f"10{NBSP}séances")
    assert "Séance 1 sur 10" in page
    series = house.all()[0].series_id
    dates = house.browser.see(f"/sessions/series/{series}").text
    assert "Ascension" in dates
    assert "Exception" in dates
    assert dates.count("/sessions/workshop-sessions/") >= 10


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"repeat": "weekly"}, "Dites quand cela finit"),
        ({"repeat": "weekly", "until": "2026-05-28", "times": "4"}, "pas les deux"),
        ({"repeat": "weekly", "times": "4", "except_on": "demain"}, "n’est pas une date"),
        ({"repeat": "sometimes", "times": "4"}, "Choisissez parmi"),
        ({"date": "2026-03-01", "repeat": "weekly", "times": "4"}, "commence dans le passé"),
        ({"capacity": "10000"}, "Places"),
        ({"capacity": "-3"}, "Places"),
        ({"date": "1999-01-01"}, "trop loin"),
        ({"date": "2026-03-01"}, "Cette date est passée"),
    ],
)
def test_what_cannot_be_comes_back_with_everything_typed(house: House, typed: dict[str, str], sentence: str) -> None:
    page = house.plan(**typed)
    assert page.status_code in (400, 409)
    assert sentence in page.text
    assert 'value="120"' in page.text
    assert house.all() == []


def test_a_session_that_took_place_already_is_put_down_once_that_is_said(house: House) -> None:
    assert "Cette séance a déjà eu lieu" in house.plan(date="2026-03-01").text
    house.plan(date="2026-03-01", confirmed="1")
    assert [each.day for each in house.all()] == [dt.date(2026, 3, 1)]


@pytest.mark.parametrize(
    ("repeat", "first", "expected"),
    [
        ("monthly", "2026-03-12", ["2026-03-12", "2026-04-09"]),
        ("monthly", "2026-04-30", ["2026-04-30", "2026-05-28"]),
        ("fortnightly", "2026-03-12", ["2026-03-12", "2026-03-26"]),
        ("weekdays", "2026-03-13", ["2026-03-13", "2026-03-16"]),
    ],
)
def test_each_way_to_repeat_gives_its_dates(house: House, repeat: str, first: str, expected: list[str]) -> None:
    house.plan(repeat=repeat, date=first, times="2")
    assert [str(each.day) for each in house.all()] == expected


def test_a_conflict_is_shown_and_planned_when_it_is_meant(house: House) -> None:
    house.plan()
    page = house.plan(time="10:00")
    assert page.status_code == 409
    assert "Médiathèque est déjà pris par" in page.text
    assert "C’est voulu" in page.text
    assert len(house.all()) == 1
    house.plan(time="10:00", confirmed="1")
    assert len(house.all()) == 2
    assert "est déjà pris par" in house.browser.see("/sessions/week?week=2026-W11").text


def test_the_following_sessions_move_along(house: House) -> None:
    house.plan(repeat="weekly", times="3")
    second = house.all()[1]
    edit = house.browser.see(f"/sessions/workshop-sessions/{second.id}/edit").text
    assert "Celle-ci et les suivantes" in edit
    house.browser.send(
        f"/sessions/workshop-sessions/{second.id}/edit", house.form(date="2026-03-19", time="14:00", scope="following")
    )
    assert [each.starts_local.hour for each in house.all()] == [9, 14, 14]
    house.browser.send(f"/sessions/workshop-sessions/{second.id}/cancel", {"reason": "Lieu fermé", "scope": "following"})
    assert [each.state for each in house.all()] == ["planifiee", "annulee", "annulee"]
    back = house.browser.send(f"/sessions/workshop-sessions/{second.id}/reinstate", {}).text
    assert "La séance est rétablie" in back


def test_a_copy_is_proposed_a_week_later(house: House) -> None:
    house.plan(time="14:30", capacity="5")
    page = house.browser.see(f"/sessions/workshop-sessions/new?from={house.all()[0].id}").text
    for value in ("2026-03-19", "14:30", "5"):
        assert f'value="{value}"' in page


def test_the_month_shows_its_sessions_and_holidays(house: House) -> None:
    house.plan(date="2026-05-07")
    page = house.browser.see("/sessions/month?month=2026-05").text
    assert "Ma boîte e-mail" in page
    assert "Férié : Abolition de l’esclavage" in page
    assert house.browser.see("/sessions/month?month=2026-13").status_code == 404


def test_the_sheet_of_a_training_is_a_list_of_helpers(house: House) -> None:
    mel, ted = (use_cases.add_helper(house.context, name=name) for name in ("Mélissa Orvil", "Teddy Larose"))
    session = house.session(ActivityKind.FORMATION_AIDANTS)
    path = f"/sessions/workshop-sessions/{session.id}"
    assert "Les aidants en formation" in house.browser.see(path).text
    page = house.browser.send(f"{path}/trainees", {"helper_ids": [str(mel.id), str(ted.id)]}).text
    assert f"2 sur 4{NBSP}places" in page
    with clock.at(HOUR_BEFORE):
        browser = Browser(house.node)
        marked = browser.send(
            f"{path}/training-roll",
            {f"helper-{mel.id}": "present", f"was-{mel.id}": "inscrit", f"helper-{ted.id}": "absent", f"was-{ted.id}": "inscrit"},
        )
        refused = browser.send(f"{path}/seats", {"beneficiary_id": str(make_person(house.context))})
    assert "La liste est enregistrée" in marked.text
    assert fresh(house.context, session).state == "tenue"
    assert "Cette séance n’est pas pour les bénéficiaires" in refused.text


def test_the_sheet_of_a_meeting_is_its_report(house: House) -> None:
    session = house.session(ActivityKind.COORDINATION)
    path = f"/sessions/workshop-sessions/{session.id}"
    assert "s’ouvre deux heures avant" in house.browser.see(path).text
    with clock.at(HOUR_BEFORE):
        browser = Browser(house.node)
        wrong = browser.send(f"{path}/coordination", {"kind": "animation", "nature": "rdv_elu", "mediators": "4"})
        assert wrong.status_code == 400
        assert "ne va pas avec" in wrong.text
        assert 'value="4"' in wrong.text
        right = browser.send(f"{path}/coordination", {"kind": "animation", "nature": "comite", "mediators": "4"})
    assert "Le bilan est enregistré" in right.text
    assert fresh(house.context, session).state == "tenue"


def test_the_trail_says_who_corrected_what(house: House) -> None:
    session = make_session(house.context)
    seat = seat_early(house.context, session, make_people(house.context, 1))[0]
    path = f"/sessions/workshop-sessions/{session.id}"
    assert "/trail" not in house.browser.see(path).text
    with clock.at(HOUR_BEFORE):
        browser = Browser(house.node)
        browser.send(f"{path}/roll", {f"seat-{seat.id}": "present", f"was-{seat.id}": ""})
        browser.send(f"{path}/roll", {f"seat-{seat.id}": "absent", f"was-{seat.id}": "present"})
        assert "Historique de l’appel" in browser.see(path).text
        page = browser.see(f"{path}/trail").text
    assert page.count("par Mélissa Orvil") == 2
    assert "Absent non excusé" in page
    assert "Personne0 Marcin" in page


def test_who_was_offered_a_seat_is_on_the_list_of_whom_to_call(house: House) -> None:
    session = make_session(house.context, capacity=1, offer_hours=24)
    first, second = seat_early(house.context, session, make_people(house.context, 2))
    use_cases.withdraw_seat(house.context, first.id)
    page = house.browser.see("/sessions/").text
    assert "À appeler" in page
    assert "À proposer avant mardi 10 mars" in page
    assert "Place proposée" in house.browser.see(f"/sessions/workshop-sessions/{session.id}").text
    taken = house.browser.send(f"/sessions/seats/{second.id}/accept", {"back": "/sessions/"}).text
    assert "Personne1 Marcin a pris la place" in taken
    assert states(house.context, session) == ["desiste", "inscrit"]


def test_a_roll_where_nobody_came_can_still_be_corrected(house: House) -> None:
    session = make_session(house.context)
    seat = seat_early(house.context, session, make_people(house.context, 1))[0]
    with clock.at(NINE + dt.timedelta(hours=3)):
        use_cases.record_attendance(house.context, seat.id, AttendanceStatus.ABSENT)
        page = Browser(house.node).see(f"/sessions/workshop-sessions/{session.id}").text
    assert "personne n’est venu" in page
    assert "Enregistrer l’appel" in page


def test_a_helper_says_which_file_is_hers_and_sees_her_day(house: House) -> None:
    mel, ted = (use_cases.add_helper(house.context, name=name) for name in ("Mélissa Orvil", "Teddy Larose"))
    workshop = make_workshop(house.context, "Chez Teddy")
    later = NINE - dt.timedelta(days=3) + dt.timedelta(hours=5)
    his = use_cases.plan_session(
        house.context, workshop_id=workshop.id, starts_at=later, duration_minutes=60, capacity=4, helper_ids=[ted.id]
    )
    browser = Browser(house.node, "helper")
    assert "Chez Teddy" in browser.see("/sessions/").text
    assert "cette fiche est la vôtre" in browser.send(f"/sessions/helpers/{mel.id}/me", {}).text
    assert "Chez Teddy" not in browser.see("/sessions/").text
    assert "Chez Teddy" in browser.see("/sessions/?all=1").text
    edit = f"/sessions/workshop-sessions/{his.id}/edit"
    form = house.form(
        venue_id="", date=str(later.date()), time="10:00", duration_minutes="60", capacity="5", helper_ids=[str(ted.id)]
    )
    refused = browser.send(edit, form)
    assert refused.status_code == 403
    assert "tenue par quelqu’un d’autre" in refused.text
    assert "déjà celui d’un autre aidant" in browser.send(f"/sessions/helpers/{ted.id}/me", {}).text
    assert Browser(house.node, "helper").send(f"/sessions/helpers/{mel.id}/nobody", {}).status_code == 404
    assert "n’est plus reliée" in house.browser.send(f"/sessions/helpers/{mel.id}/nobody", {}).text


def test_a_helper_has_her_hours_and_her_absences(house: House) -> None:
    form = {"name": "Ève Bonheur", "languages": ["fr"], "registered_on": "2026-01-05", "since-3-0": "09:00", "until-3-0": "12:00"}
    assert "Ève Bonheur peut maintenant" in house.browser.send("/sessions/helpers/new", form).text
    listed = house.browser.see("/sessions/helpers").text
    match = re.search(r"/sessions/helpers/([0-9a-f-]{36})/edit", listed)
    assert match is not None
    path = f"/sessions/helpers/{match[1]}"
    assert 'value="09:00"' in house.browser.see(f"{path}/edit").text
    half = house.browser.send(f"{path}/edit", form | {"until-3-0": ""})
    assert half.status_code == 400
    assert "Jeudi : donnez l’heure" in half.text
    away = house.browser.send(f"{path}/absences", {"first_day": "2026-03-09", "last_day": "2026-03-12"}).text
    assert "Du 9 mars 2026 au 12 mars 2026" in away
    assert "Absent jusqu’au 12 mars" in house.browser.see("/sessions/helpers").text
    wrong = house.browser.send(f"{path}/absences", {"first_day": "2026-03-12", "last_day": "2026-03-09"}).text
    assert "vient avant le premier" in wrong
    assert house.browser.see(f"/sessions/helpers/{uuid.uuid4()}/edit").status_code == 404
