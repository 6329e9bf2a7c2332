"""Series, conflicts, offers, training, coordination and helpers through the API."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest

from lakou.kernel import clock
from tests.sessions.doors import Program, make_node, sessions_of
from tests.sessions.factories import DAYS_BEFORE, HOUR_BEFORE, LE_LAMENTIN, NINE, make_person


class Martinique:
    """A node whose clock stands three days before the session, a coordinator and a helper."""

    def __init__(self, folder: Path) -> None:
        self.node = make_node(folder)
        self.context = sessions_of(self.node)
        with clock.at(DAYS_BEFORE):
            self.boss, self.helper = Program(self.node), Program(self.node, "helper")

    def workshop(self, **more: Any) -> str:
        made: dict[str, Any] = self.boss.make("/workshops", {"title": "Ma boîte e-mail", "themes": ["email"]} | more)
        return str(made["id"])

    def body(self, workshop: str = "", **more: Any) -> dict[str, Any]:
        usual = {"workshop_id": workshop or self.workshop(), "starts_at": NINE.isoformat(), "duration_minutes": 120, "capacity": 8}
        return usual | more

    def plan(self, workshop: str = "", **more: Any) -> dict[str, Any]:
        return self.boss.make("/workshop-sessions", self.body(workshop, **more))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Martinique:
    return Martinique(tmp_path_factory.mktemp("node"))


@pytest.fixture(autouse=True)
def _then() -> Any:
    with clock.at(DAYS_BEFORE):
        yield


def test_a_rule_makes_a_series_whose_left_out_days_are_told(place: Martinique) -> None:
    first = place.plan(recurrence="FREQ=WEEKLY;UNTIL=20260530", except_on=["2026-03-19"])
    series = place.boss.ask("GET", f"/series/{first['series_id']}").json
    assert series["recurrence"] == "FREQ=WEEKLY;UNTIL=20260530"
    assert series["skipped"] == [{"day": "2026-03-19", "why": ""}, {"day": "2026-05-14", "why": "Ascension"}]
    listed = place.boss.ask("GET", f"/workshop-sessions?series={first['series_id']}&limit=50").json["items"]
    assert [each["starts_at"][11:] for each in listed] == ["09:00:00-04:00"] * 10
    assert listed[0]["id"] == first["id"]


def test_a_holiday_that_is_kept_is_shown(place: Martinique) -> None:
    first = place.plan(recurrence="FREQ=WEEKLY;COUNT=10", holidays="keep")
    listed = place.boss.ask("GET", f"/workshop-sessions?series={first['series_id']}&limit=50").json["items"]
    assert [each["holiday"] for each in listed if each["holiday"]] == ["Ascension"]


def test_following_sessions_change_and_are_called_off_together(place: Martinique) -> None:
    first = place.plan(recurrence="FREQ=WEEKLY;COUNT=4")
    ids = [each["id"] for each in place.boss.ask("GET", f"/workshop-sessions?series={first['series_id']}").json["items"]]
    later = {"starts_at": (NINE + dt.timedelta(days=7, hours=5)).isoformat(), "scope": "following"}
    assert place.boss.ask("PATCH", f"/workshop-sessions/{ids[1]}", later).status_code == 200
    cancelled = place.boss.ask("POST", f"/workshop-sessions/{ids[2]}/cancel", {"reason": "Congés", "scope": "following"})
    assert cancelled.status_code == 200
    listed = place.boss.ask("GET", f"/workshop-sessions?series={first['series_id']}").json["items"]
    assert [(each["starts_at"][11:13], each["state"]) for each in listed] == [
        ("09", "planifiee"),
        ("14", "planifiee"),
        ("14", "annulee"),
        ("14", "annulee"),
    ]
    back = place.boss.ask("POST", f"/workshop-sessions/{ids[2]}/reinstate")
    assert (back.status_code, back.json["state"]) == (200, "planifiee")
    assert place.boss.ask("POST", f"/workshop-sessions/{ids[2]}/reinstate").json["type"].endswith("not-cancelled")
    assert place.helper.ask("POST", f"/workshop-sessions/{ids[3]}/reinstate").status_code == 403


def test_a_conflict_is_a_question_with_its_reasons(place: Martinique) -> None:
    venue = place.boss.make("/venues", {"name": "Médiathèque", "commune": LE_LAMENTIN})["id"]
    helper = place.boss.make("/helpers", {"name": "Mélissa Orvil"})["id"]
    taken = place.plan(venue_id=venue, helper_ids=[helper])
    asked = place.body(venue_id=venue, helper_ids=[helper])
    refused = place.boss.ask("POST", "/workshop-sessions", asked)
    assert (refused.status_code, refused.json["type"]) == (409, "urn:lakou:problem:schedule-conflict")
    assert {(each["kind"], each["id"], each["session_id"]) for each in refused.json["conflicts"]} == {
        ("venue", venue, taken["id"]),
        ("helper", helper, taken["id"]),
    }
    assert "Orvil" not in refused.text
    assert place.boss.ask("POST", "/workshop-sessions", asked | {"confirm_conflicts": True}).status_code == 201


def test_a_copy_has_everything_but_the_people(place: Martinique) -> None:
    session = place.plan(capacity=3)
    place.boss.make(f"/workshop-sessions/{session['id']}/seats", {"beneficiary_id": str(make_person(place.context))})
    again = {"starts_at": (NINE + dt.timedelta(days=7)).isoformat()}
    copy = place.boss.make(f"/workshop-sessions/{session['id']}/duplicate", again)
    assert (copy["capacity"], copy["title"], copy["seats_taken"]) == (3, session["title"], 0)
    assert place.boss.ask("POST", f"/workshop-sessions/{uuid.uuid4()}/duplicate", again).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"capacity": 10_000}, "capacity"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": -5}, "capacity"),
        ({"duration_minutes": -60}, "duration_minutes"),
        ({"duration_minutes": 1441}, "duration_minutes"),
        ({"starts_at": "1999-01-01T09:00:00-04:00"}, "starts_at"),
        ({"starts_at": "2026-03-12T09:00:00"}, "starts_at"),
        ({"recurrence": "FREQ=SECONDLY;COUNT=9"}, "recurrence"),
        ({"recurrence": "x" * 301}, "recurrence"),
        ({"except_on": ["hier"]}, "except_on.0"),
        ({"scope": "all"}, "scope"),
    ],
)
def test_what_is_no_session_is_refused_by_the_name_of_its_field(place: Martinique, changes: dict[str, Any], field: str) -> None:
    refused = place.boss.ask("POST", "/workshop-sessions", place.body() | changes)
    assert (refused.status_code, list(refused.json["errors"])) == (400, [field])


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        (
            {"starts_at": (DAYS_BEFORE - dt.timedelta(days=1)).isoformat(), "recurrence": "FREQ=WEEKLY;COUNT=3"},
            "starts-in-the-past",
        ),
        ({"recurrence": "FREQ=DAILY;COUNT=151"}, "too-many-sessions"),
        ({"recurrence": "FREQ=WEEKLY;UNTIL=20260101"}, "no-session-at-all"),
    ],
)
def test_a_series_that_cannot_be_is_refused_with_what_to_do(place: Martinique, changes: dict[str, Any], slug: str) -> None:
    refused = place.boss.ask("POST", "/workshop-sessions", place.body() | changes)
    assert (refused.status_code, refused.json["type"]) == (409, f"urn:lakou:problem:{slug}")
    assert refused.json["detail"]


def test_impossible_moves_are_refused(place: Martinique) -> None:
    session = place.plan()
    past = {"starts_at": (DAYS_BEFORE - dt.timedelta(days=1)).isoformat()}
    assert place.boss.ask("PATCH", f"/workshop-sessions/{session['id']}", past).json["type"].endswith("moved-into-past")
    trainees = {"trainees": {str(uuid.uuid4()): "inscrit"}}
    assert place.boss.ask("PUT", f"/workshop-sessions/{session['id']}/trainees", trainees).json["type"].endswith("not-that-kind")
    report = {"kind": "animation", "nature": "comite"}
    assert place.boss.ask("PUT", f"/workshop-sessions/{session['id']}/coordination", report).json["type"].endswith("not-that-kind")
    seat = place.boss.make(f"/workshop-sessions/{session['id']}/seats", {"beneficiary_id": str(make_person(place.context))})
    assert place.boss.ask("POST", f"/seats/{seat['id']}/accept").json["state"] == "inscrit"
    workshop = place.boss.ask("PATCH", f"/workshops/{session['workshop_id']}", {"kind": "coordination"})
    assert (workshop.status_code, list(workshop.json["errors"])) == (400, ["kind"])


def test_an_offer_is_accepted_through_the_door(place: Martinique) -> None:
    session = place.plan(place.workshop(offer_hours=24), capacity=1)
    assert session["offer_hours"] == 24
    path = f"/workshop-sessions/{session['id']}/seats"
    first, second = (place.boss.make(path, {"beneficiary_id": str(make_person(place.context))}) for _ in range(2))
    assert place.boss.ask("POST", f"/seats/{second['id']}/accept").json["type"].endswith("no-offer")
    place.boss.ask("DELETE", f"/seats/{first['id']}")
    offered = place.boss.ask("GET", f"/seats/{second['id']}").json
    assert (offered["state"], offered["position"]) == ("offre_en_cours", None)
    assert offered["offered_until"] is not None
    taken = place.boss.ask("POST", f"/seats/{second['id']}/accept").json
    assert (taken["state"], taken["offered_until"]) == ("inscrit", None)


def test_a_training_has_its_list_of_helpers_and_no_seat_for_beneficiaries(place: Martinique) -> None:
    session = place.plan(place.workshop(kind="formation_aidants", title="Module 3"), capacity=2)
    path = f"/workshop-sessions/{session['id']}"
    mel, ted, eve = (place.boss.make("/helpers", {"name": name})["id"] for name in ("Mélissa", "Teddy", "Ève"))
    refused = place.boss.ask("POST", f"{path}/seats", {"beneficiary_id": str(make_person(place.context))})
    assert refused.json["type"].endswith("not-for-beneficiaries")
    both = {"trainees": {mel: "inscrit", ted: "inscrit"}}
    assert len(place.boss.ask("PUT", f"{path}/trainees", both).json["items"]) == 2
    too_many = place.boss.ask("PUT", f"{path}/trainees", {"trainees": {eve: "inscrit"}})
    assert too_many.json["type"].endswith("capacity-too-small")
    early = place.boss.ask("PUT", f"{path}/trainees", {"trainees": {mel: "present"}})
    assert early.json["type"].endswith("too-early")
    stranger = place.boss.ask("PUT", f"{path}/trainees", {"trainees": {mel: "desiste", str(uuid.uuid4()): "inscrit"}})
    assert (stranger.status_code, list(stranger.json["errors"])) == (400, ["trainees"])
    with clock.at(HOUR_BEFORE):
        marked = place.boss.ask("PUT", f"{path}/trainees", {"trainees": {mel: "present", ted: "excuse"}})
        assert {each["helper_id"]: each["state"] for each in marked.json["items"]} == {mel: "present", ted: "excuse"}
        assert place.boss.ask("GET", path).json["state"] == "tenue"


def test_a_meeting_has_its_report(place: Martinique) -> None:
    session = place.plan(place.workshop(kind="coordination", title="Comité du hub"))
    path = f"/workshop-sessions/{session['id']}/coordination"
    report = {"kind": "partenariat", "nature": "subvention", "scale": "regional", "structures": 3, "participants": 2}
    assert place.boss.ask("PUT", path, report).json["type"].endswith("too-early")
    assert place.boss.ask("GET", path).status_code == 404
    with clock.at(HOUR_BEFORE):
        assert place.boss.ask("PUT", path, report).json["revision"] == 1
        wrong = place.boss.ask("PUT", path, report | {"nature": "comite"})
        assert (wrong.status_code, list(wrong.json["errors"])) == (400, ["nature"])
        assert place.boss.ask("PUT", path, report | {"structures": -1}).status_code == 400
        assert place.boss.ask("GET", path).json["structures"] == 3
        assert place.boss.ask("GET", f"/workshop-sessions/{session['id']}").json["state"] == "tenue"


def test_a_helper_is_registered_changed_and_away(place: Martinique) -> None:
    made = place.boss.make("/helpers", {"name": "Teddy Larose", "availability": [{"weekday": 3, "from": "08:00", "to": "12:00"}]})
    assert (made["revision"], made["registered_on"]) == (1, "2026-03-09")
    path = f"/helpers/{made['id']}"
    changed = place.boss.ask("PATCH", path, {"aidants_connect_on": "2026-02-01"}, If_Match='"1"')
    assert (changed.status_code, changed.json["revision"]) == (200, 2)
    assert place.boss.ask("PATCH", path, {"name": "Ted"}, If_Match='"1"').status_code == 412
    away = place.boss.make(f"{path}/absences", {"first_day": "2026-03-12", "last_day": "2026-03-14"})
    assert [each["id"] for each in place.boss.ask("GET", f"{path}/absences").json["items"]] == [away["id"]]
    asked = place.boss.ask("POST", "/workshop-sessions", place.body(helper_ids=[made["id"]]))
    assert [each["kind"] for each in asked.json["conflicts"]] == ["absence"]
    assert place.boss.ask("DELETE", f"/absences/{away['id']}").status_code == 204
    assert place.boss.ask("DELETE", f"/absences/{away['id']}").status_code == 404
    assert place.plan(helper_ids=[made["id"]])["helper_ids"] == [made["id"]]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ended_on": "2020-01-01"}, "ended_on"),
        ({"registered_on": "2027-01-01"}, "registered_on"),
        ({"aidants_connect_on": "2027-01-01"}, "aidants_connect_on"),
        ({"availability": [{"weekday": 7, "from": "08:00", "to": "12:00"}]}, "availability"),
        ({"availability": [{"weekday": 1, "from": "12:00", "to": "08:00"}]}, "availability"),
        ({"availability": [{"weekday": 1, "from": "8h", "to": "12:00"}]}, "availability"),
        ({"availability": [{"weekday": 1, "from": "08:00", "to": "09:00"}] * 3}, "availability"),
    ],
)
def test_what_is_no_helper_is_refused(place: Martinique, changes: dict[str, Any], field: str) -> None:
    refused = place.boss.ask("POST", "/helpers", {"name": "Teddy"} | changes)
    assert (refused.status_code, [name.split(".")[0] for name in refused.json["errors"]]) == (400, [field])


def test_sessions_to_fill_and_those_of_a_helper_are_listed(place: Martinique) -> None:
    helper = place.boss.make("/helpers", {"name": "Ève"})["id"]
    workshop = place.workshop()
    done = place.plan(workshop, helper_ids=[helper], starts_at=(DAYS_BEFORE - dt.timedelta(days=2)).isoformat())
    to_come = place.plan(workshop, helper_ids=[helper])
    mine = place.boss.ask("GET", f"/workshop-sessions?helper={helper}").json["items"]
    assert [each["id"] for each in mine] == [done["id"], to_come["id"]]
    unfilled = place.boss.ask("GET", f"/workshop-sessions?helper={helper}&to_fill=true").json["items"]
    assert [each["id"] for each in unfilled] == [done["id"]]


def test_the_trail_tells_every_correction(place: Martinique) -> None:
    session = place.plan()
    seat = place.boss.make(f"/workshop-sessions/{session['id']}/seats", {"beneficiary_id": str(make_person(place.context))})
    with clock.at(HOUR_BEFORE):
        for status in ("present", "absent", "absent"):
            place.boss.ask("PUT", f"/seats/{seat['id']}/attendance", {"status": status})
    trail = place.boss.ask("GET", f"/workshop-sessions/{session['id']}/attendance").json["items"]
    assert [(each["before"], each["after"]) for each in trail] == [("inscrit", "present"), ("present", "absent")]
    assert all(each["by"] for each in trail)
