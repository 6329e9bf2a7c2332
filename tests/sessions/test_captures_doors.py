"""The doors of the notebook: where devices send, what waits for people, and the page that holds nothing of anybody."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from lakou.contracts.vocabulary import Theme
from lakou.kernel import clock
from lakou.node.node import Node
from services.sessions import use_cases
from services.sessions.model import WorkshopSession
from services.sessions.pages import offline
from tests.sessions.doors import Browser, Program, make_node, sessions_of
from tests.sessions.factories import make_person

ACCOUNT = "token:test"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path)
    yield made
    for context in made.contexts():
        context.database.dispose()


@pytest.fixture
def session(node: Node) -> WorkshopSession:
    """One that began a while ago, with a person on its list."""
    context = sessions_of(node)
    workshop = use_cases.add_workshop(context, title="E-mail", themes=[Theme.EMAIL])
    began = clock.now() - dt.timedelta(minutes=20)
    made = use_cases.plan_session(context, workshop_id=workshop.id, starts_at=began, duration_minutes=60, capacity=3)
    use_cases.hold_seat(context, made.id, make_person(context))
    return made


def batch(*entries: dict[str, Any], account: str = ACCOUNT) -> dict[str, Any]:
    return {"device": str(uuid.uuid4()), "account": account, "sent_at": clock.now().isoformat(), "entries": list(entries)}


def entry(kind: str, **said: Any) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), "kind": kind, "at": clock.now().isoformat()} | said


def test_a_device_takes_its_lists_and_sends_what_it_noted(node: Node, session: WorkshopSession) -> None:
    program = Program(node, "helper")
    (listed,) = program.ask("GET", "/notebook").json["sessions"]
    (seat,) = listed["seats"]
    assert (listed["title"], seat["name"], seat["state"]) == ("E-mail", "Rosalie Marcin", "inscrit")
    assert "+596" not in program.ask("GET", "/notebook").text  # no phone travels along

    said = {"session_id": listed["id"], "seat_id": seat["id"], "status": "present", "seen_revision": seat["revision"]}
    sent = batch(entry("attendance", **said), entry("walk_in", session_id=listed["id"], name="Ketty"))
    for again in (False, True):
        answer = program.ask("POST", "/captures", sent)
        assert answer.status_code == 200
        assert [(item["state"], item["again"]) for item in answer.json["items"]] == [("applied", again), ("check", again)]
    assert program.ask("GET", f"/seats/{seat['id']}").json["state"] == "present"


def test_a_program_says_when_somebody_was_seen_at_the_door(node: Node, session: WorkshopSession) -> None:
    program, seen = Program(node), (clock.now() - dt.timedelta(minutes=5)).replace(microsecond=0)
    path = f"/workshop-sessions/{session.id}/seats"
    said = {"beneficiary_id": str(make_person(sessions_of(node), "Ketty")), "walk_in": True}
    tomorrow = (clock.now() + dt.timedelta(days=1)).isoformat()
    assert program.ask("POST", path, said | {"recorded_at": tomorrow}).json["errors"]["recorded_at"]
    made = program.make(path, said | {"recorded_at": seen.isoformat()})
    assert dt.datetime.fromisoformat(made["recorded_at"]) == seen


@pytest.mark.parametrize(
    "broken",
    [
        {"entries": []},
        {"entries": [{"kind": "support"}]},
        {"entries": [{"key": "x"}]},
        {"entries": [7]},
        {"device": "x"},
        {"sent_at": "yesterday"},
        {"sent_at": "2026-03-12T09:00:00"},
        {"more": True},
        {"entries": [{"key": str(uuid.uuid4())}] * 201},
    ],
)
def test_what_is_no_batch_is_refused_whole(node: Node, broken: dict[str, Any]) -> None:
    assert Program(node).ask("POST", "/captures", batch(entry("support")) | broken).status_code == 400


def test_nobody_sends_the_notebook_of_another_account(node: Node) -> None:
    answer = Program(node).ask("POST", "/captures", batch(entry("support"), account="somebody-else"))
    assert (answer.status_code, answer.json["type"]) == (409, "urn:lakou:problem:not-your-notebook")


def test_a_helper_sees_and_settles_her_own_and_a_coordinator_all(node: Node, session: WorkshopSession) -> None:
    helper, boss = Program(node, "helper"), Browser(node)
    other = Browser(node, "helper")
    sent = batch(entry("walk_in", session_id=str(session.id), name="Ketty Sorbier"))
    helper.ask("POST", "/captures", sent)
    key = sent["entries"][0]["key"]

    assert [item["id"] for item in helper.ask("GET", "/captures").json["items"]] == [key]
    assert "Ketty Sorbier" in boss.see("/sessions/captures").text
    assert re.search(r"1\sentrée à vérifier", boss.see("/sessions/").text)
    assert "Ketty Sorbier" not in other.see("/sessions/captures").text
    assert "n’est pas pour ce compte" in other.send(f"/sessions/captures/{key}/settle", {"action": "drop"}).text
    assert helper.ask("POST", f"/captures/{key}/settle", {"action": "nameless"}).json["state"] == "applied"
    assert helper.ask("POST", f"/captures/{key}/settle", {"action": "nameless"}).status_code == 409


def test_a_typed_name_is_brought_together_with_its_file_on_the_page(node: Node, session: WorkshopSession) -> None:
    context, boss = sessions_of(node), Browser(node)
    person = make_person(context, "Ketty", "Sorbier")
    sent = batch(entry("walk_in", session_id=str(session.id), name="Mme Sorbié"))
    Program(node).ask("POST", "/captures", sent)
    path = f"/sessions/captures/{sent['entries'][0]['key']}/settle"

    assert "Personne ne porte ce nom ici" in boss.see("/sessions/captures").text
    assert "C’est Ketty Sorbier" in boss.send(path, {"action": "look", "q": "sorbier"}).text
    assert "rapprochée de sa fiche" in boss.send(path, {"action": "match", "beneficiary_id": str(person)}).text
    seats = Program(node).ask("GET", f"/workshop-sessions/{session.id}/seats").json["items"]
    assert [seat["state"] for seat in seats if seat["beneficiary_id"] == str(person)] == ["present"]


def test_a_session_cancelled_meanwhile_shows_both_versions_and_a_way_out(node: Node, session: WorkshopSession) -> None:
    context, boss, program = sessions_of(node), Browser(node), Program(node)
    other = use_cases.plan_session(
        context, workshop_id=session.workshop_id, starts_at=session.starts_at, duration_minutes=30, capacity=2
    )
    (seat,) = program.ask("GET", f"/workshop-sessions/{session.id}/seats").json["items"]
    use_cases.cancel_session(context, session.id, "Alerte météo")
    said = {"session_id": str(session.id), "seat_id": seat["id"], "status": "present", "seen_revision": 1}
    sent = batch(entry("attendance", **said))
    program.ask("POST", "/captures", sent)

    page = boss.see("/sessions/captures").text
    assert "Rosalie Marcin\N{NO-BREAK SPACE}: présent" in page
    assert "La séance est annulée\N{NO-BREAK SPACE}: Alerte météo" in page
    path = f"/sessions/captures/{sent['entries'][0]['key']}/settle"
    assert "n’existe pas" in boss.send(path, {"action": "elsewhere", "session_id": str(uuid.uuid4())}).text
    assert "passée à l’autre séance" in boss.send(path, {"action": "elsewhere", "session_id": str(other.id)}).text
    assert "Rien à vérifier" in boss.see("/sessions/captures").text


@pytest.mark.parametrize("form", [{}, {"action": "burn"}, {"action": "match"}, {"action": "match", "beneficiary_id": "x"}])
def test_a_decision_that_is_none_changes_nothing(node: Node, session: WorkshopSession, form: dict[str, str]) -> None:
    boss = Browser(node)
    sent = batch(entry("walk_in", session_id=str(session.id), name="Ketty"))
    Program(node).ask("POST", "/captures", sent)
    boss.send(f"/sessions/captures/{sent['entries'][0]['key']}/settle", form)
    assert "Ketty" in boss.see("/sessions/captures").text


def test_an_entry_that_nobody_can_read_is_shown_and_may_be_dropped(node: Node) -> None:
    boss, sent = Browser(node), batch(entry("attendance", status="dancing"))
    Program(node).ask("POST", "/captures", sent)
    assert "Une personne\N{NO-BREAK SPACE}: dancing" in boss.see("/sessions/captures").text
    path = f"/sessions/captures/{sent['entries'][0]['key']}/settle"
    assert "ne va pas avec cette entrée" in boss.send(path, {"action": "keep"}).text
    assert "est écartée" in boss.send(path, {"action": "drop"}).text


def test_the_page_of_the_notebook_holds_nothing_of_who_asks(node: Node) -> None:
    somebody = Browser(node).see("/sessions/offline")
    assert "Orvil" not in somebody.text
    assert 'name="csrf"' not in somebody.text
    assert somebody.text == Client(node.app).get("/sessions/offline").text
    policy = somebody.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_its_scripts_are_found_under_their_version_alone(node: Node) -> None:
    client = Client(node.app)
    page = client.get("/sessions/offline").text
    named = set(re.findall(r'"(/sessions/offline/[^"]+)"', page))
    assert {address.rsplit("/", 1)[1] for address in named} == set(offline.scripts())
    for address in named:
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
        assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/sessions/offline/000000000000/main.js").status_code == 404
    assert client.get(f"/sessions/offline/{offline.version()}/worker.js").status_code == 404
    assert client.get(f"/sessions/offline/{offline.version()}/..%2f..%2fapi.py").status_code == 404


def test_the_worker_serves_the_whole_node_and_is_asked_for_anew(node: Node) -> None:
    worker = Client(node.app).get("/sessions/worker.js")
    assert worker.text.startswith('const VERSION = "')
    assert (worker.headers["Service-Worker-Allowed"], worker.headers["Cache-Control"]) == ("/", "no-cache")
    manifest = Client(node.app).get("/sessions/app.webmanifest")
    assert (manifest.mimetype, manifest.json["start_url"]) == ("application/manifest+json", "/sessions/")  # type: ignore[index]


def test_every_script_is_small_and_imports_what_exists() -> None:
    for name, text in offline.scripts().items():
        assert len(text.splitlines()) <= 150, f"{name} is too long to be read at a glance"
        for imported in re.findall(rb'from "\./([^"]+)"', text):
            assert imported.decode() in offline.scripts(), f"{name} imports {imported.decode()}"
