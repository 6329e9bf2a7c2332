"""What went on while a device was away: another device, another list, another hour. Over HTTP, told in plain words on the page."""

import datetime as dt
import functools
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lakou.contracts.vocabulary import AttendanceStatus, Theme
from lakou.kernel import clock
from services.sessions import use_cases
from tests.sessions.doors import Browser, Program, make_node, sessions_of
from tests.sessions.factories import make_person

HOUR = dt.timedelta(hours=1)


class House:
    """A node, a session that began an hour ago with Rosalie Marcin and Josette Valmond, and somebody who looks at what comes in."""

    def __init__(self, folder: Path) -> None:
        self.node = make_node(folder)
        self.context = sessions_of(self.node)
        self.program = Program(self.node)
        workshop = use_cases.add_workshop(self.context, title="E-mail", themes=[Theme.EMAIL])
        began = clock.now() - HOUR
        self.session = use_cases.plan_session(
            self.context, workshop_id=workshop.id, starts_at=began, duration_minutes=120, capacity=5
        )
        for name in (("Rosalie", "Marcin"), ("Josette", "Valmond")):
            use_cases.hold_seat(self.context, self.session.id, make_person(self.context, *name))
        self.list = self.notebook()

    @functools.cached_property
    def boss(self) -> Browser:
        """The coordinator, who looks at what waits."""
        return Browser(self.node)

    def notebook(self) -> dict[str, Any]:
        """The list as a device takes it along now."""
        (found,) = self.program.ask("GET", "/notebook").json["sessions"]
        listed: dict[str, Any] = found
        return listed

    def seat(self, name: str) -> dict[str, Any]:
        """Somebody on the list that the device has."""
        return next(seat for seat in self.list["seats"] if seat["name"] == name)

    def mark(self, name: str, status: str, **more: Any) -> dict[str, Any]:
        seat = self.seat(name)
        said = {"session_id": self.list["id"], "seat_id": seat["id"], "status": status, "seen_revision": seat["revision"]}
        return {"key": str(uuid.uuid4()), "kind": "attendance", "at": clock.now().isoformat()} | said | more

    def send(self, *entries: dict[str, Any], sent_at: dt.datetime | None = None) -> list[tuple[str, str]]:
        """From a device of its own; the state and the reason of each."""
        sent = (sent_at or clock.now()).isoformat()
        body = {"device": str(uuid.uuid4()), "account": "token:test", "sent_at": sent, "entries": list(entries)}
        answer = self.program.ask("POST", "/captures", body)
        assert answer.status_code == 200, answer.text
        return [(item["state"], item["reason"]) for item in answer.json["items"]]

    def stands(self, name: str) -> str:
        return str(self.program.ask("GET", f"/seats/{self.seat(name)['id']}").json["state"])

    def page(self) -> str:
        return self.boss.see("/sessions/captures").text

    def settle(self, entry: dict[str, Any], action: str, **more: str) -> str:
        return self.boss.send(f"/sessions/captures/{entry['key']}/settle", {"action": action} | more).text


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    for context in made.node.contexts():
        context.database.dispose()


def test_two_devices_that_disagree_are_both_shown_and_a_person_chooses(house: House) -> None:
    assert house.send(house.mark("Rosalie Marcin", "present"), house.mark("Josette Valmond", "present")) == [("applied", "")] * 2
    other = house.mark("Rosalie Marcin", "absent")
    assert house.send(other, house.mark("Josette Valmond", "present")) == [("check", "marked-otherwise"), ("applied", "")]
    assert house.stands("Rosalie Marcin") == "present"
    page = house.page()
    assert "Quelqu’un a noté autre chose entre-temps. Choisissez la bonne réponse." in page
    assert "Rosalie Marcin\N{NO-BREAK SPACE}: absent non excusé" in page
    assert "Présent" in page
    assert "L’entrée est gardée" in house.settle(other, "keep")
    assert house.stands("Rosalie Marcin") == "absent"


def test_a_list_that_changed_meanwhile_loses_nobody(house: House) -> None:
    late = use_cases.hold_seat(house.context, house.session.id, make_person(house.context, "Huguette", "Larose"), walk_in=True)
    gone = uuid.UUID(house.seat("Josette Valmond")["id"])
    use_cases.record_attendance(house.context, gone, AttendanceStatus.EXCUSE)
    typed = {"key": str(uuid.uuid4()), "kind": "walk_in", "at": clock.now().isoformat(), "session_id": house.list["id"]}
    sent = house.send(
        house.mark("Rosalie Marcin", "present"),
        house.mark("Josette Valmond", "present"),
        typed | {"name": "Huguette Larose", "beneficiary_id": str(late.seat.beneficiary_id)},
    )
    assert sent == [("applied", ""), ("check", "marked-otherwise"), ("applied", "")]
    states = {seat["name"]: seat["state"] for seat in house.notebook()["seats"]}
    assert states == {"Rosalie Marcin": "present", "Josette Valmond": "excuse", "Huguette Larose": "present"}


def test_a_seat_that_was_given_up_meanwhile_is_asked_about_in_words(house: House) -> None:
    with clock.at(house.session.starts_at - HOUR):
        use_cases.withdraw_seat(house.context, uuid.UUID(house.seat("Josette Valmond")["id"]))
    assert house.send(house.mark("Josette Valmond", "absent")) == [("check", "not-on-the-sheet")]
    assert "Ajoutez-la de nouveau à la séance, puis notez-la." in house.page()
    assert house.send(house.mark("Josette Valmond", "present")) == [("applied", "")]


def test_a_clock_that_is_a_year_late_is_corrected_by_what_it_showed_at_the_last_contact(house: House) -> None:
    year = dt.timedelta(days=365)
    late = clock.now() - year
    entry = house.mark("Rosalie Marcin", "present", at=late.isoformat(), skew_seconds=year.total_seconds())
    entry["contact_at"] = (clock.now() - 2 * HOUR).isoformat()
    assert house.send(entry, sent_at=late) == [("applied", "")]
    seat = house.program.ask("GET", f"/seats/{house.seat('Rosalie Marcin')['id']}").json
    assert abs(dt.datetime.fromisoformat(seat["recorded_at"]) - clock.now()) < dt.timedelta(minutes=1)


def test_an_hour_that_nobody_can_make_out_is_asked_about_and_kept_at_the_hour_of_the_session(house: House) -> None:
    entry = house.mark("Rosalie Marcin", "present", at="2019-01-01T00:00:00+00:00", skew_seconds=0)
    entry["contact_at"] = (clock.now() - 2 * HOUR).isoformat()
    assert house.send(entry) == [("check", "wrong-clock")]
    page = house.page()
    assert "Nous ne savons pas quand cela a été noté. Gardez l’entrée si elle est juste." in page
    assert "à une heure inconnue" in page
    assert "L’entrée est gardée" in house.settle(entry, "keep")
    assert house.stands("Rosalie Marcin") == "present"


def test_heads_counted_by_hand_meanwhile_are_asked_about_in_words(house: House) -> None:
    use_cases.count_anonymous(house.context, house.session.id, 4)
    entry = {"key": str(uuid.uuid4()), "kind": "anonymous", "at": clock.now().isoformat(), "session_id": house.list["id"]}
    assert house.send(entry | {"count": 2, "seen_revision": house.list["heads_revision"]}) == [("check", "counted-meanwhile")]
    page = house.page()
    assert "Dites si celles-ci sont en plus, ou déjà comptées." in page
    assert "4 sans nom dans cette séance" in page
    house.settle(entry, "keep")
    assert house.program.ask("GET", f"/workshop-sessions/{house.session.id}/anonymous").json["total"] == 6


def test_who_must_sign_in_again_sends_the_same_batch_later_and_it_counts_once(house: House) -> None:
    entry = house.mark("Rosalie Marcin", "present")
    body = {"device": str(uuid.uuid4()), "account": "token:test", "sent_at": clock.now().isoformat(), "entries": [entry]}
    ended = house.program.client.post("/sessions/api/v1/captures", json=body, headers={"Authorization": "Bearer expired"})
    assert (ended.status_code, ended.json and ended.json["type"]) == (401, "urn:lakou:problem:not-signed-in")
    assert house.stands("Rosalie Marcin") == "inscrit"
    answers = [house.program.ask("POST", "/captures", body).json["items"][0] for _ in range(2)]
    assert [(each["state"], each["again"]) for each in answers] == [("applied", False), ("applied", True)]


def test_somebody_who_came_to_an_appointment_of_another_is_brought_together_with_her_file(house: House) -> None:
    her = make_person(house.context, "Ketty", "Sorbier")
    with clock.at(clock.now() - dt.timedelta(days=1)):
        made = use_cases.make_appointment(
            house.context,
            beneficiary_id=uuid.UUID(house.seat("Rosalie Marcin")["beneficiary_id"]),
            starts_at=clock.now() + dt.timedelta(days=1),
            duration_minutes=30,
            themes=[Theme.EMAIL],
        )
    entry = {"key": str(uuid.uuid4()), "kind": "walk_in", "at": clock.now().isoformat(), "session_id": str(made.id)}
    assert house.send(entry | {"name": "Ketty Sorbier"}) == [("check", "nobody-nameless")]
    assert "C’est Ketty Sorbier" in house.page()
    assert "Elle compte une fois" in house.settle(entry, "match", beneficiary_id=str(her))
    given = house.program.ask("GET", f"/supports?beneficiary={her}").json["items"]
    assert [each["duration_minutes"] for each in given] == [30]
