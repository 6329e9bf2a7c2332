"""Somebody is erased: nothing of her is left in any database of node and hub, and no figure moves."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lakou.kernel import clock
from services.notifications import use_cases as messages
from services.reporting.use_cases import replaying
from tests.node.village import Village
from tests.sessions.factories import NINE

NAMES = ("Zéphirine", "Quimbelonge", "zephirine", "quimbelonge")
ELSE = ("696424242", "242424696", "zephirine@exemple.fr", "son fils Aldéric", "97-déménagée", "1961-04-17")
HER = {
    "family_name": NAMES[1],
    "given_name": NAMES[0],
    "birth_date": "1961-04-17",
    "commune": "97213",
    "gender": "feminin",
    "phone": "0696 42 42 42",
    "email": "zephirine@exemple.fr",
    "notes": "son fils Aldéric vient avec elle",
    "consents": [{"purpose": "messages", "given": True}, {"purpose": "statistics", "given": True}],
}
SHEET = (
    "Nom;Prénom;Naissance;Commune;Téléphone\nQuimbelonge;Zéphirinne;1961;Ducos;0696424242\nMarcin;Rosalie;1984;Ducos;\n".encode()
)


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    with clock.at(NINE):
        made = Village(tmp_path)
        yield made
        made.close()


def person(village: Village, **given: Any) -> str:
    return str(village.post("/enrollment/api/v1/beneficiaries", HER | given, headers={"Idempotency-Key": str(uuid.uuid4())})["id"])


def another(village: Village, number: int) -> str:
    return str(
        village.post(
            "/enrollment/api/v1/beneficiaries",
            {"family_name": f"Autre {number}", "given_name": "Mona", "birth_year": 1970 + number, "commune": "97209"},
        )["id"]
    )


def lived(village: Village, people: list[str]) -> None:
    """A program, a session yesterday and one tomorrow, a support, a message that left, a sheet that names her."""
    program = village.post("/enrollment/api/v1/programs", {"name": "Inclusion", "kind": "beneficiaries", "target": 40})["id"]
    for each in people:
        enrolled = village.post("/enrollment/api/v1/enrollments", {"beneficiary_id": each, "program_id": program})["id"]
        village.post(f"/enrollment/api/v1/enrollments/{enrolled}/transitions", {"to": "enrolled"})
        said = {"to": "withdrawn", "reason": "97-déménagée"}
        if each == people[0]:
            village.post(f"/enrollment/api/v1/enrollments/{enrolled}/transitions", said)
    village.settle()
    workshop = village.post("/sessions/api/v1/workshops", {"title": "Mail", "themes": ["email"], "program_id": program})["id"]
    past = session(village, workshop, "2026-03-12T09:00:00-04:00")
    ahead = session(village, workshop, "2026-03-20T09:00:00-04:00")
    for each in people:
        seat = village.post(f"/sessions/api/v1/workshop-sessions/{past}/seats", {"beneficiary_id": each})["id"]
        village.ask("PUT", f"/sessions/api/v1/seats/{seat}/attendance", json={"status": "present"})
        village.post(f"/sessions/api/v1/workshop-sessions/{ahead}/seats", {"beneficiary_id": each})
    given = {"date": "2026-03-11", "duration_minutes": 30, "themes": ["email"], "beneficiary_id": people[0]}
    village.post("/sessions/api/v1/supports", given)
    village.settle()
    with clock.at(NINE.replace(hour=15)):
        messages.send_due(village.node.services["notifications"].context, 50)
    answer = village.ask("POST", "/enrollment/api/v1/imports?filename=liste.csv", data=SHEET, content_type="text/csv")
    assert answer.get_json()["to_check"] == 1, answer.text
    village.settle()


def session(village: Village, workshop: str, starts_at: str) -> str:
    said = {"workshop_id": workshop, "starts_at": starts_at, "duration_minutes": 120, "capacity": 10}
    made = village.post("/sessions/api/v1/workshop-sessions", said)
    return str(made.get("id") or made["items"][0]["id"])


def erase(village: Village, whom: str) -> dict[str, Any]:
    done = village.post(f"/enrollment/api/v1/beneficiaries/{whom}/erasure", {"confirmed": True})
    village.settle()
    village.settle()
    village.sweep()
    village.settle()
    village.sweep()
    return done


def everywhere(village: Village) -> dict[str, bytes]:
    return {str(path.relative_to(village.folder)): content for path, content in village.databases().items()}


def holding(found: dict[str, bytes], needle: bytes) -> list[str]:
    return [name for name, content in found.items() if needle in content]


def ids_of(whom: str) -> list[bytes]:
    return [whom.encode(), uuid.UUID(whom).hex.encode(), uuid.UUID(whom).bytes]


class Story:
    """She lived and was erased: what was there and what the figures said before."""

    def __init__(self, village: Village) -> None:
        self.village = village
        self.her, other = person(village), another(village, 1)
        lived(village, [self.her, other])
        self.before = self.figures()
        self.held = everywhere(village)
        self.pid = pseudonym(village, self.her)
        self.said = village.ask("GET", f"/enrollment/api/v1/beneficiaries/{self.her}/erasure").get_json()["held"]
        self.done = erase(village, self.her)

    def figures(self) -> dict[str, Any]:
        """By breakdown, at the node and at the hub."""
        breakdowns = ("gender", "age", "commune", "program")
        return {by: (self.village.figures(by=by), self.village.figures(self.village.hub, by=by)) for by in breakdowns}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with clock.at(NINE):
        made = Village(tmp_path_factory.mktemp("village"))
        yield Story(made)
        made.close()


def test_nothing_is_left_of_her(story: Story) -> None:
    for needle in (*NAMES[:2], "696424242", "zephirine@exemple.fr", "Ald"):
        assert holding(story.held, needle.encode()), f"{needle} was never there: this test proves nothing"
    assert holding(story.held, story.pid)
    found = everywhere(story.village)
    for needle in (*NAMES, *ELSE):
        assert holding(found, needle.encode()) == [], needle
    for form in ids_of(story.her):
        assert [name for name in holding(found, form) if "portal" not in name] == [], form
    assert holding({name: content for name, content in found.items() if "hub" in name}, story.pid) == []


def test_no_figure_moves(story: Story) -> None:
    after = story.figures()
    for by, figures in story.before.items():
        assert without_seats_ahead(after[by]) == without_seats_ahead(figures), by


def test_she_was_told_what_it_would_do_and_how_far_it_got(story: Story) -> None:
    said = story.said
    assert (said["seats"], said["upcoming"], said["supports"], said["programs"], said["notes"]) == (2, 1, 1, 1, 1)
    assert story.village.ask("GET", f"/enrollment/api/v1/erasures/{story.done['id']}").get_json()["waiting"] == []
    assert story.village.ask("GET", f"/enrollment/api/v1/beneficiaries/{story.her}").status_code == 404
    assert story.village.ask("GET", f"/enrollment/beneficiaries/{story.her}").status_code == 404


def pseudonym(village: Village, whom: str) -> bytes:
    from services.reporting.use_cases.desk import Desk

    context = village.node.services["reporting"].context
    with context.database.reading() as db:
        return Desk.of(context, db).pid(uuid.UUID(whom)).encode()


def without_seats_ahead(figures: tuple[Any, Any]) -> tuple[Any, Any]:
    """Her place in the session to come goes to others: the seats that are filled are one less, and nothing else."""
    return tuple({code: each for code, each in part.items() if code != "I8"} for part in figures)  # type: ignore[return-value]


def test_a_hub_that_is_fed_again_and_a_ledger_read_again_say_the_same(story: Story) -> None:
    village = story.village
    hub = village.another_hub()
    assert village.figures(hub) == village.figures(village.hub)
    assert village.figures(hub)["I1"][0] == 2
    for node in (hub, village.node):
        before = village.figures(node)
        replaying.replay(node.services["reporting"].context)
        assert village.figures(node) == before
    for context in hub.contexts():
        context.database.dispose()


def test_what_is_corrected_afterwards_stays_hers_and_nobodys(story: Story) -> None:
    village = story.village
    sessions = village.ask("GET", "/sessions/api/v1/workshop-sessions").get_json()["items"]
    dated = next(each for each in sessions if each["starts_at"].startswith("2026-03-12"))
    before = village.figures(village.hub, by="age")
    changed = village.ask("PATCH", f"/sessions/api/v1/workshop-sessions/{dated['id']}", json={"duration_minutes": 90})
    assert changed.status_code == 200, changed.text
    village.settle()
    after = village.figures(village.hub, by="age")
    assert after["I1"] == before["I1"]
    assert after["I7"][1]["minutes"] == before["I7"][1]["minutes"] - 30


def test_merged_files_go_together(village: Village) -> None:
    her = person(village)
    double = person(village, family_name="Kimbelonge", given_name="Zefirine", birth_date="1962-04-17", phone=None)
    lived(village, [her, double])
    village.post(f"/enrollment/api/v1/beneficiaries/{her}/merges", {"absorbed_id": double})
    village.settle()
    before = village.figures(village.hub)
    assert before["I1"][0] == 1
    erase(village, double)
    after = village.figures(village.hub)
    assert (after["I1"], after["I2"]) == (before["I1"], before["I2"])
    found = everywhere(village)
    for needle in (*NAMES, "Kimbelonge", "Zefirine"):
        assert holding(found, needle.encode()) == [], needle


def test_nothing_is_erased_without_a_word_for_it(village: Village) -> None:
    her = person(village)
    refused = village.ask("POST", f"/enrollment/api/v1/beneficiaries/{her}/erasure", json={"confirmed": False})
    assert refused.status_code == 400
    helper = village.ask("POST", f"/enrollment/api/v1/beneficiaries/{her}/erasure", role="helper", json={"confirmed": True})
    assert helper.status_code == 403
    assert village.ask("GET", f"/enrollment/api/v1/beneficiaries/{her}").status_code == 200
