"""Personal iCal feeds: right hours by an independent parser, nobody's name, links that can be taken back."""

import datetime as dt
import uuid
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from lakou.kernel import clock
from lakou.portal import accounts
from services.sessions import use_cases
from tests.sessions.doors import Browser, Program, make_node, sessions_of
from tests.sessions.factories import make_person, make_workshop

NEW_YEAR = dt.datetime(2026, 1, 5, 12, 0, tzinfo=dt.UTC)
CAYENNE, MARIGOT = "97302", "97801"


class House:
    """A node with a year of Wednesdays at 9 h in Cayenne, and one in Marigot."""

    def __init__(self, folder: Path) -> None:
        self.node = make_node(folder)
        self.context = sessions_of(self.node)
        with clock.at(NEW_YEAR):
            self.helper = use_cases.add_helper(self.context, name="Mélissa Orvil")
            self.plan(CAYENNE, "Rendez-vous à Cayenne")
            self.plan(MARIGOT, "Rendez-vous à Marigot")
            self.program, self.colleague = Program(self.node), Program(self.node, "helper")

    def plan(self, commune: str, title: str) -> None:
        venue = use_cases.add_venue(self.context, name=f"Maison, {commune}", commune=commune)
        session = use_cases.plan_session(
            self.context,
            workshop_id=make_workshop(self.context, title).id,
            starts_at=dt.datetime(2026, 1, 7, 9, tzinfo=ZoneInfo(venue.zone)),
            duration_minutes=120,
            capacity=8,
            venue_id=venue.id,
            helper_ids=[self.helper.id] if commune == CAYENNE else [],
            recurrence="FREQ=WEEKLY;UNTIL=20261231",
        )
        use_cases.hold_seat(self.context, session.id, make_person(self.context, "Rosalie", "Marcin"))

    def read(self, url: str) -> tuple[int, str]:
        answer = self.program.client.get(url.removeprefix("http://localhost"))
        return answer.status_code, answer.text


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def events_of(text: str) -> list[Event]:
    """What another reader of RFC 5545 than ours makes of it; it refuses what is not well formed."""
    return list(IcsCalendarStream.calendar_from_ics(text).events)


def test_a_year_in_cayenne_and_in_marigot_has_the_right_hours_for_another_parser(house: House) -> None:
    with clock.at(NEW_YEAR):
        made = house.program.make("/calendars", {})
        status, text = house.read(made["url"])
    assert status == 200
    events = events_of(text)
    for title, zone, hour, number in (
        ("Rendez-vous à Cayenne", "America/Cayenne", 12, 50),
        ("Rendez-vous à Marigot", "America/Marigot", 13, 51),
    ):
        found = [event for event in events if event.summary == title]
        assert len(found) == number
        starts = [event.dtstart for event in found]
        assert {(event.dtstart, event.computed_duration) for event in found} == {(start, dt.timedelta(hours=2)) for start in starts}
        assert {(start.hour, str(start.tzinfo)) for start in starts if isinstance(start, dt.datetime)} == {(9, zone)}
        assert {start.astimezone(dt.UTC).hour for start in starts if isinstance(start, dt.datetime)} == {hour}
    assert text.count("BEGIN:VTIMEZONE") == 2
    assert len({event.uid for event in events}) == len(events)
    assert "Marcin" not in text
    assert "Orvil" not in text


def test_a_feed_of_one_helper_shows_hers_and_says_what_was_called_off(house: House) -> None:
    with clock.at(NEW_YEAR):
        made = house.program.make("/calendars", {"helper_id": str(house.helper.id)})
        first = events_of(house.read(made["url"])[1])[0]
        use_cases.cancel_session(house.context, uuid.UUID(first.uid.partition("@")[0]), "Lieu fermé")
        events = events_of(house.read(made["url"])[1])
    assert {event.summary for event in events} == {"Rendez-vous à Cayenne"}
    again = next(event for event in events if event.uid == first.uid)
    assert again.status == "CANCELLED"
    assert (again.sequence or 0) > (first.sequence or 0)


def test_an_empty_feed_is_still_a_calendar(house: House) -> None:
    with clock.at(NEW_YEAR):
        nobody = use_cases.add_helper(house.context, name="Teddy Larose")
        made = house.program.make("/calendars", {"helper_id": str(nobody.id)})
        assert events_of(house.read(made["url"])[1]) == []


def test_a_link_is_taken_back_by_its_owner_or_by_the_coordination(house: House) -> None:
    with clock.at(NEW_YEAR):
        hers = house.colleague.make("/calendars", {})
        boss = house.program.make("/calendars", {})
        listed = house.colleague.ask("GET", "/calendars").json["items"]
        assert hers["id"] in [each["id"] for each in listed]
        assert "url" not in listed[0]
        # a token of the command line is one account for all: the browser below is another one
        browser = Browser(house.node, "helper")
        assert browser.send(f"/sessions/calendars/{boss['id']}/revoke", {}).status_code == 403
        assert house.read(boss["url"])[0] == 200
        assert house.program.ask("DELETE", f"/calendars/{hers['id']}").status_code == 204
        assert house.read(hers["url"])[0] == 404
        assert house.program.ask("DELETE", f"/calendars/{hers['id']}").status_code == 204


def test_closing_an_account_shuts_its_links_at_the_next_reading_and_opening_it_again_opens_them(house: House) -> None:
    with clock.at(NEW_YEAR):
        url, account = link_of_a_colleague(house)
        boss = Browser(house.node)
        assert house.read(url)[0] == 200
        assert "dans tous les services" in boss.send(account, {"role": "helper"}).text
        assert house.read(url)[0] == 404
        assert "compte fermé" in boss.see("/sessions/calendars").text
        boss.send(account, {"role": "helper", "active": "1"})
        assert house.read(url)[0] == 200
        assert "compte fermé" not in boss.see("/sessions/calendars").text


def test_a_link_shuts_when_its_owner_is_no_longer_of_the_team(house: House) -> None:
    with clock.at(NEW_YEAR):
        url, account = link_of_a_colleague(house)
        Browser(house.node).send(account, {"role": "partner", "active": "1"})
        assert house.read(url)[0] == 404


def link_of_a_colleague(house: House) -> tuple[str, str]:
    """The address of a new feed of hers, and the page of her account."""
    before = accounts_of(house)
    page = Browser(house.node, "helper").send("/sessions/calendars", {}).text
    return next(word for word in page.split('"') if "/sessions/agenda/" in word), f"/comptes/{(accounts_of(house) - before).pop()}"


def accounts_of(house: House) -> set[uuid.UUID]:
    with house.node.portal.database.reading() as db:
        return {account.id for account in accounts.listed(db)}


@pytest.mark.parametrize("secret", ["x", "x" * 5000, "..%2F..%2Fetc", "%00"])
def test_a_link_that_is_none_of_ours_opens_nothing(house: House, secret: str) -> None:
    assert house.read(f"/sessions/agenda/{secret}.ics")[0] == 404


def test_the_page_shows_the_address_once_and_keeps_no_secret(house: House) -> None:
    with clock.at(NEW_YEAR):
        browser = Browser(house.node, "helper")
        made = browser.send("/sessions/calendars", {"helper_id": str(house.helper.id)}).text
        assert "/sessions/agenda/" in made
        again = browser.see("/sessions/calendars").text
        assert "/sessions/agenda/" not in again
        assert "Mélissa Orvil" in again
