import uuid

import pytest
from openapi_spec_validator import validate

from lakou.contracts.vocabulary import ContactChannel
from services.notifications import use_cases
from tests.notifications.doors import API, Doors
from tests.notifications.factories import Story, ledger, tell

FIELDS = {
    "id", "revision", "kind", "channel", "state", "reason", "due_at", "expires_at", "sent_at",
    "beneficiary_id", "session_id", "seat_id", "language", "parts",
}  # fmt: skip


def seated(doors: Doors, number: int = 1, **identity: object) -> Story:
    story = Story(number).begin(doors.service, **identity)
    tell(doors.service, story.seated())
    return story


def test_the_ledger_lists_every_message_without_its_text(doors: Doors) -> None:
    story = seated(doors)
    use_cases.send_due(doors.service, 10)
    body = doors.get(f"{API}/messages").get_json()
    assert body["next"] is None
    assert {each["kind"]: each["state"] for each in body["items"]} == {"confirmation": "sent", "reminder": "planned"}
    confirmation = next(each for each in body["items"] if each["kind"] == "confirmation")
    assert set(confirmation) == FIELDS
    assert confirmation["beneficiary_id"] == str(story.person)
    assert (confirmation["channel"], confirmation["language"], confirmation["parts"]) == ("sms", "fr", 1)
    assert confirmation["sent_at"] == "2026-03-09T16:00:00+00:00"
    assert "Rosalie" not in str(body)


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("state=sent", {"confirmation"}),
        ("kind=reminder", {"reminder"}),
        ("from=2026-03-12&to=2026-03-12", {"reminder"}),
        ("to=2026-03-11", {"confirmation"}),
        ("from=2026-03-13", set()),
        (f"beneficiary_id={uuid.UUID(int=1)}", {"confirmation", "reminder"}),
        (f"beneficiary_id={uuid.UUID(int=9)}", set()),
    ],
)
def test_the_ledger_is_filtered(doors: Doors, query: str, kinds: set[str]) -> None:
    seated(doors)
    use_cases.send_due(doors.service, 10)
    assert {each["kind"] for each in doors.get(f"{API}/messages?{query}").get_json()["items"]} == kinds


@pytest.mark.parametrize(
    "query", ["state=lost", "from=hier", "limit=201", "after=x", "after=de972e55-37a9-4e1a-875c-5269454a40ea", "unknown=1"]
)
def test_a_wrong_filter_is_refused(doors: Doors, query: str) -> None:
    answer = doors.get(f"{API}/messages?{query}")
    assert answer.status_code == 400
    assert query.split("=")[0] in answer.get_json()["errors"]


def test_pages_follow_each_other_without_loss(doors: Doors) -> None:
    for number in range(1, 6):
        seated(doors, number)
    found, after = [], ""
    while True:
        body = doors.get(f"{API}/messages?limit=3{after}").get_json()
        found += [each["id"] for each in body["items"]]
        if body["next"] is None:
            break
        after = f"&after={body['next']}"
    assert len(found) == len(set(found)) == 10


def test_one_message_shows_what_she_read(doors: Doors) -> None:
    seated(doors)
    use_cases.send_due(doors.service, 10)
    message = ledger(doors.service)[0]
    answer = doors.get(f"{API}/messages/{message.id}")
    assert answer.get_json()["text"].startswith("Bonjour Rosalie.")
    assert answer.headers["ETag"] == '"2"'
    assert doors.get(f"{API}/messages/{uuid.uuid4()}").status_code == 404


def test_a_call_made_is_told_to_the_api(doors: Doors) -> None:
    seated(doors, channel=ContactChannel.APPEL)
    use_cases.send_due(doors.service, 10)
    message = ledger(doors.service)[0]
    assert doors.send("POST", f"{API}/messages/{message.id}/called").get_json()["state"] == "called"
    assert doors.send("POST", f"{API}/messages/{message.id}/called").status_code == 200
    reminder = ledger(doors.service)[1]
    refused = doors.send("POST", f"{API}/messages/{reminder.id}/called")
    assert (refused.status_code, refused.get_json()["type"]) == (409, "urn:lakou:problem:nothing-to-call")
    assert doors.send("POST", f"{API}/messages/{uuid.uuid4()}/called").status_code == 404


def test_a_text_is_read_and_replaced(doors: Doors) -> None:
    ours = doors.get(f"{API}/templates/reminder/fr")
    assert ours.get_json()["text"].startswith("Bonjour {given_name}.")
    assert ours.get_json()["edited"] is False
    assert ours.headers["ETag"] == '"0"'
    put = doors.send("PUT", f"{API}/templates/reminder/fr", json={"text": "{given_name}, c’est {day}"}, headers={"If-Match": '"0"'})
    assert put.status_code == 200
    assert (put.get_json()["edited"], put.get_json()["revision"]) == (True, 1)
    assert doors.get(f"{API}/templates/reminder/fr").get_json()["text"] == "{given_name}, c’est {day}"


def test_a_text_changed_meanwhile_is_not_written_over(doors: Doors) -> None:
    doors.send("PUT", f"{API}/templates/reminder/fr", json={"text": "Un"})
    late = doors.send("PUT", f"{API}/templates/reminder/fr", json={"text": "Deux"}, headers={"If-Match": '"0"'})
    assert late.status_code == 412
    assert doors.get(f"{API}/templates/reminder/fr").get_json()["text"] == "Un"


@pytest.mark.parametrize(
    ("body", "word"),
    [({"text": "Bonjour {nom}"}, "{nom}"), ({"text": ""}, "caractères"), ({}, "Écrivez"), ({"text": "a" * 601}, "600")],
)
def test_a_wrong_text_is_refused_with_a_sentence(doors: Doors, body: dict[str, str], word: str) -> None:
    answer = doors.send("PUT", f"{API}/templates/reminder/fr", json=body)
    assert answer.status_code == 400
    assert word in answer.get_json()["errors"]["text"]


@pytest.mark.parametrize("path", ["reminder/nl", "reminder/xx", "letter/fr"])
def test_a_text_that_does_not_exist_is_not_found(doors: Doors, path: str) -> None:
    assert doors.get(f"{API}/templates/{path}").status_code == 404


def test_all_texts_are_listed(doors: Doors) -> None:
    items = doors.get(f"{API}/templates").get_json()["items"]
    assert len(items) == 5 * 6
    assert {each["language"] for each in items} == {"fr", "gcf", "ht", "en", "pt", "es"}


@pytest.mark.parametrize("role", ["partner", "analyst", "operator"])
@pytest.mark.parametrize("path", ["/messages", "/templates", "/templates/reminder/fr"])
def test_only_staff_may_read(doors: Doors, role: str, path: str) -> None:
    assert doors.get(f"{API}{path}", role).status_code == 403


def test_nobody_reads_without_a_token(doors: Doors) -> None:
    assert doors.get(f"{API}/messages", None).status_code == 401


def test_the_api_describes_itself(doors: Doors) -> None:
    described = doors.get("/notifications/api/openapi.json", None).get_json()
    validate(described)
    names = {each["name"] for each in described["paths"]["/messages"]["get"]["parameters"]}
    assert {"state", "kind", "beneficiary_id", "from", "to", "after", "limit"} <= names
