"""The API of sessions, through the door."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest

from lakou.kernel import clock
from tests.sessions.doors import Program, make_node, sessions_of
from tests.sessions.factories import CAYENNE, DAYS_BEFORE, HOUR_BEFORE, LE_LAMENTIN, NINE, PARIS, make_person


class Martinique:
    """A node, a program with a token, and a way to make what a session needs."""

    def __init__(self, folder: Path) -> None:
        self.node = make_node(folder)
        self.program = Program(self.node)
        self.context = sessions_of(self.node)

    def session(self, **changes: Any) -> dict[str, Any]:
        workshop = self.program.make("/workshops", {"title": "Ma boîte e-mail", "themes": ["email"]})
        body = {"workshop_id": workshop["id"], "starts_at": NINE.isoformat(), "duration_minutes": 120, "capacity": 2}
        return self.program.make("/workshop-sessions", body | changes)

    def seat(self, session: dict[str, Any]) -> dict[str, Any]:
        person = make_person(self.context)
        return self.program.make(f"/workshop-sessions/{session['id']}/seats", {"beneficiary_id": str(person)})


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Martinique:
    return Martinique(tmp_path_factory.mktemp("node"))


@pytest.fixture
def api(place: Martinique) -> Program:
    return place.program


def test_a_venue_is_made_read_and_changed(api: Program) -> None:
    venue = api.make("/venues", {"name": "Médiathèque", "commune": LE_LAMENTIN, "equipment": ["ordinateur"]})
    assert (venue["territory"], venue["zone"]) == ("972", "America/Martinique")
    read = api.ask("GET", f"/venues/{venue['id']}")
    assert (read.json, read.headers["ETag"]) == (venue, '"1"')
    changed = api.ask("PATCH", f"/venues/{venue['id']}", {"commune": CAYENNE}, If_Match='"1"')
    assert (changed.status_code, changed.json["territory"], changed.json["revision"]) == (200, "973", 2)
    stale = api.ask("PATCH", f"/venues/{venue['id']}", {"name": "Autre"}, If_Match='"1"')
    assert stale.status_code == 412


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/venues", {"commune": LE_LAMENTIN}, "name"),
        ("/venues", {"name": "Lieu"}, "commune"),
        ("/venues", {"name": "Lieu", "commune": "97299"}, "commune"),
        ("/venues", {"name": "Lieu", "commune": PARIS}, "territory"),
        ("/venues", {"name": "Lieu", "commune": LE_LAMENTIN, "color": "red"}, "color"),
        ("/venues", {"name": "x" * 151, "commune": LE_LAMENTIN}, "name"),
        ("/venues", {"name": "a\u0000b", "commune": LE_LAMENTIN}, "name"),
        ("/helpers", {}, "name"),
        ("/helpers", {"name": "Teddy", "languages": ["klingon"]}, "languages.0"),
        ("/workshops", {"themes": ["email"]}, "title"),
        ("/workshops", {"title": "CV", "themes": []}, "themes"),
        ("/workshops", {"title": "CV", "themes": ["logement"]}, "themes"),
        ("/workshops", {"title": "CV", "themes": ["email"], "kind": "individuel"}, "kind"),
        ("/supports", {"date": "2026-03-12", "duration_minutes": 30}, "themes"),
        ("/supports", {"date": "2026-03-12", "themes": ["email"]}, "duration_minutes"),
        ("/supports", {"date": "12/03/2026", "themes": ["email"], "duration_minutes": 30}, "date"),
    ],
)
def test_a_wrong_answer_is_refused_by_the_name_of_its_field(api: Program, path: str, body: dict[str, Any], field: str) -> None:
    refused = api.ask("POST", path, body)
    assert (refused.status_code, list(refused.json["errors"])) == (400, [field])
    assert refused.json["errors"][field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_at": "2026-03-12T09:00:00"}, "starts_at"),
        ({"starts_at": "9999-12-31T23:59:59+00:00"}, "starts_at"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": "8"}, "capacity"),
        ({"duration_minutes": 0}, "duration_minutes"),
        ({"venue_id": str(uuid.uuid4())}, "venue_id"),
        ({"recurrence": "FREQ=WEEKLY"}, "recurrence"),
        ({"recurrence": "FREQ=WEEKLY;COUNT=2", "holidays": "dance"}, "holidays"),
        ({"workshop_id": str(uuid.uuid4())}, "workshop_id"),
    ],
)
def test_a_session_that_cannot_be_is_refused_by_the_name_of_its_field(
    place: Martinique, changes: dict[str, Any], field: str
) -> None:
    workshop = place.program.make("/workshops", {"title": "CV", "themes": ["email"]})
    body = {"workshop_id": workshop["id"], "starts_at": NINE.isoformat(), "duration_minutes": 120, "capacity": 2}
    refused = place.program.ask("POST", "/workshop-sessions", body | changes)
    assert (refused.status_code, list(refused.json["errors"])) == (400, [field])


@pytest.mark.parametrize("missing", ["workshop_id", "starts_at", "duration_minutes", "capacity"])
def test_what_a_session_requires_is_required(place: Martinique, missing: str) -> None:
    body = {"workshop_id": str(uuid.uuid4()), "starts_at": NINE.isoformat(), "duration_minutes": 120, "capacity": 2}
    del body[missing]
    refused = place.program.ask("POST", "/workshop-sessions", body)
    assert (refused.status_code, list(refused.json["errors"])) == (400, [missing])


def test_a_session_is_said_on_the_clock_of_its_place_and_found_by_its_day(place: Martinique) -> None:
    venue = place.program.make("/venues", {"name": "Médiathèque", "commune": CAYENNE})
    session = place.session(venue_id=venue["id"])
    assert (session["starts_at"], session["territory"]) == ("2026-03-12T10:00:00-03:00", "973")
    found = place.program.ask("GET", f"/workshop-sessions?from=2026-03-12&to=2026-03-12&venue={venue['id']}").json
    assert [each["id"] for each in found["items"]] == [session["id"]]
    moment = "2026-03-12T09:00:01-04:00"
    later = place.program.ask("GET", f"/workshop-sessions?from={moment}&venue={venue['id']}").json
    assert later == {"items": [], "next": None}


def test_seats_are_given_in_order_with_their_place_in_the_waiting_list(place: Martinique) -> None:
    session = place.session()
    seats = [place.seat(session) for _ in range(4)]
    assert [(seat["state"], seat["position"]) for seat in seats] == [
        ("inscrit", None),
        ("inscrit", None),
        ("liste_attente", 1),
        ("liste_attente", 2),
    ]
    listed = place.program.ask("GET", f"/workshop-sessions/{session['id']}/seats").json["items"]
    assert [(seat["id"], seat["position"]) for seat in listed] == [(seat["id"], seat["position"]) for seat in seats]
    now = place.program.ask("GET", f"/workshop-sessions/{session['id']}").json
    assert (now["seats_taken"], now["waiting"]) == (2, 2)


def test_the_same_person_twice_is_a_conflict_that_names_her_seat(place: Martinique) -> None:
    session, seat = (made := place.session()), place.seat(made)
    again = place.program.ask("POST", f"/workshop-sessions/{session['id']}/seats", {"beneficiary_id": seat["beneficiary_id"]})
    assert (again.status_code, again.json["type"]) == (409, "urn:lakou:problem:already-seated")
    assert again.json["seat"] == seat["id"]


def test_an_unknown_person_or_session_is_not_found(place: Martinique, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.sessions.api.seats.expect_person", lambda *_: None)
    body = {"beneficiary_id": str(uuid.uuid4())}
    unknown = place.program.ask("POST", f"/workshop-sessions/{place.session()['id']}/seats", body)
    assert (unknown.status_code, unknown.json["type"]) == (404, "urn:lakou:problem:unknown-beneficiary")
    assert place.program.ask("POST", f"/workshop-sessions/{uuid.uuid4()}/seats", body).status_code == 404


def test_attendance_is_too_early_then_told_then_corrected(place: Martinique) -> None:
    seat = place.seat(place.session())
    path = f"/seats/{seat['id']}/attendance"
    with clock.at(DAYS_BEFORE):
        early = Program(place.node).ask("PUT", path, {"status": "present"})
    assert (early.status_code, early.json["type"]) == (409, "urn:lakou:problem:too-early")
    with clock.at(HOUR_BEFORE):
        program = Program(place.node)
        marked = program.ask("PUT", path, {"status": "present"})
        assert (marked.status_code, marked.json["state"], marked.headers["ETag"]) == (200, "present", '"2"')
        stale = program.ask("PUT", path, {"status": "absent"}, If_Match='"1"')
        assert stale.status_code == 412
        corrected = program.ask("PUT", path, {"status": "absent"}, If_Match='"2"')
    assert corrected.json["state"] == "absent"
    assert place.program.ask("PUT", path, {"status": "inscrit"}).status_code == 400
    assert place.program.ask("PUT", path, {"status": "present", "recorded_at": "2026-03-12T09:00"}).status_code == 400


def test_everybody_then_the_exceptions_in_one_call(place: Martinique) -> None:
    session = place.session()
    one, two = place.seat(session), place.seat(session)
    body = {"all": "present", "except": {two["id"]: "absent"}}
    answered = place.program.ask("POST", f"/workshop-sessions/{session['id']}/attendance", body)
    states = {seat["id"]: seat["state"] for seat in answered.json["items"]}
    assert states == {one["id"]: "present", two["id"]: "absent"}
    assert place.program.ask("GET", f"/workshop-sessions/{session['id']}").json["state"] == "tenue"


@pytest.mark.parametrize(("method", "suffix"), [("DELETE", ""), ("POST", "/withdraw")])
def test_a_seat_given_up_goes_to_the_first_who_waits(place: Martinique, method: str, suffix: str) -> None:
    session = place.session(capacity=1, starts_at=(clock.now() + dt.timedelta(days=2)).isoformat())
    one, two = place.seat(session), place.seat(session)
    gone = place.program.ask(method, f"/seats/{one['id']}{suffix}")
    assert (gone.status_code, gone.json["state"]) == (200, "desiste")
    assert place.program.ask("GET", f"/seats/{two['id']}").json["state"] == "inscrit"


def test_a_cancelled_session_is_frozen(place: Martinique) -> None:
    session = place.session()
    seat = place.seat(session)
    path = f"/workshop-sessions/{session['id']}"
    assert place.program.ask("POST", f"{path}/cancel", {}).status_code == 400
    cancelled = place.program.ask("POST", f"{path}/cancel", {"reason": "Lieu fermé"})
    assert (cancelled.json["state"], cancelled.json["cancel_reason"]) == ("annulee", "Lieu fermé")
    frozen = place.program.ask("PUT", f"/seats/{seat['id']}/attendance", {"status": "present"})
    assert (frozen.status_code, frozen.json["type"]) == (409, "urn:lakou:problem:session-cancelled")
    refused = place.program.ask("POST", f"{path}/seats", {"beneficiary_id": str(make_person(place.context))})
    assert refused.status_code == 409
    assert place.program.ask("PATCH", path, {"capacity": 9}).status_code == 409


def test_a_session_with_somebody_present_is_not_cancelled(place: Martinique) -> None:
    session = place.session()
    seat = place.seat(session)
    place.program.ask("PUT", f"/seats/{seat['id']}/attendance", {"status": "present"})
    refused = place.program.ask("POST", f"/workshop-sessions/{session['id']}/cancel", {"reason": "Lieu fermé"})
    assert (refused.status_code, refused.json["type"]) == (409, "urn:lakou:problem:session-was-held")


def test_heads_without_a_name_have_checked_margins(place: Martinique) -> None:
    path = f"/workshop-sessions/{place.session()['id']}/anonymous"
    body = {"total": 3, "gender": {"feminin": 2}, "age": {"non_communique": 3}}
    counted = place.program.ask("PUT", path, body).json
    assert (counted["total"], counted["gender"]) == (3, {"feminin": 2, "non_communique": 1})
    assert place.program.ask("GET", path).json == counted
    for wrong, field in (({"gender": {"feminin": 4}}, "gender"), ({"age": {"vieux": 1}}, "age")):
        refused = place.program.ask("PUT", path, {"total": 3} | wrong)
        assert (refused.status_code, list(refused.json["errors"])) == (400, [field])
    assert place.program.ask("PUT", path, {"total": -1}).status_code == 400


def test_a_support_is_noted_listed_and_taken_back(api: Program) -> None:
    body = {"date": "2026-03-10", "duration_minutes": 45, "themes": ["sante"], "place_type": "domicile"}
    support = api.make("/supports", body)
    assert (support["beneficiary_id"], support["territory"], support["date"]) == (None, "972", "2026-03-10")
    listed = api.ask("GET", "/supports?from=2026-03-10&to=2026-03-10").json["items"]
    assert [each["id"] for each in listed] == [support["id"]]
    assert api.ask("DELETE", f"/supports/{support['id']}").json["withdrawn"] is True
    assert api.ask("GET", "/supports?from=2026-03-10&to=2026-03-10").json["items"] == []


def test_lists_are_read_a_page_at_a_time(api: Program) -> None:
    made = {api.make("/helpers", {"name": f"Aidante {rank}"})["id"] for rank in range(3)}
    found, after = set(), ""
    while True:
        page = api.ask("GET", f"/helpers?limit=1{after}").json
        found |= {item["id"] for item in page["items"]}
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert made <= found
    assert api.ask("GET", "/helpers?limit=201").status_code == 400


@pytest.mark.parametrize(
    "path", ["/venues/{}", "/workshops/{}", "/workshop-sessions/{}", "/workshop-sessions/{}/seats", "/seats/{}", "/supports/{}"]
)
def test_what_does_not_exist_is_not_found(api: Program, path: str) -> None:
    assert api.ask("GET", path.format(uuid.uuid4())).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("operator", 403), ("analyst", 403), ("partner", 403), ("helper", 200)])
def test_only_the_staff_may_read_sessions(place: Martinique, role: str, status: int) -> None:
    assert Program(place.node, role).ask("GET", "/workshop-sessions").status_code == status


def test_a_helper_does_not_cancel(place: Martinique) -> None:
    session = place.session()
    refused = Program(place.node, "helper").ask("POST", f"/workshop-sessions/{session['id']}/cancel", {"reason": "Pluie"})
    assert refused.status_code == 403
