"""What holds for every door of Lakou, whichever service is behind it."""

from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import update
from werkzeug.wrappers import Response

from lakou.kernel.tables import idempotency
from lakou.kernel.web.call import safe_path
from tests.kernel.web_kit import CSRF, SECRET, Yard

PROBLEM = "application/problem+json"


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    return Yard(tmp_path)


# Who may pass


def test_a_visitor_is_sent_to_the_door_and_comes_back(yard: Yard) -> None:
    answer = yard.ask("GET", "/yard/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/connexion?next=/yard/")


def test_a_strange_path_does_not_break_the_way_to_the_door(yard: Yard) -> None:
    answer = yard.ask("GET", "/yard/open/a%0d%0aSet-Cookie:%20x%3Fb&c")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/connexion?next=/yard/open/a%0D%0ASet-Cookie%3A%20x%3Fb%26c"


def test_a_program_without_token_is_told_so(yard: Yard) -> None:
    answer = yard.ask("GET", "/yard/api/v1/boxes")
    assert (answer.status_code, answer.mimetype) == (401, PROBLEM)
    assert answer.get_json()["type"] == "urn:lakou:problem:not-signed-in"


@pytest.mark.parametrize("path", ["/yard/", "/yard/api/v1/boxes"])
def test_another_role_does_not_pass(yard: Yard, path: str) -> None:
    assert yard.ask("GET", path, "operator").status_code == 403
    assert yard.ask("GET", path, "helper").status_code == 200


# Forms come from our own pages


def test_a_form_without_its_token_is_refused(yard: Yard) -> None:
    for sent in ({}, {"csrf": "other"}, {"csrf": ""}, {"csrf": "é"}):
        assert yard.ask("POST", "/yard/boxes", "helper", data={"label": "a", **sent}).status_code == 403
    assert yard.made == []
    assert yard.ask("POST", "/yard/boxes", "helper", data={"label": "a", "csrf": CSRF}).status_code == 303
    assert yard.made == [{"label": "a"}]


def test_a_browser_may_send_its_token_in_a_header(yard: Yard) -> None:
    answer = yard.ask("POST", "/yard/api/v1/boxes", "helper", json={"label": "a"}, headers={"X-CSRF-Token": CSRF})
    assert answer.status_code == 201
    assert yard.ask("POST", "/yard/api/v1/boxes", "helper", json={"label": "a"}).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_of_another_site_is_refused_even_with_the_token_and_even_without_account(yard: Yard, site: str) -> None:
    headers = {"Sec-Fetch-Site": site}
    assert yard.ask("POST", "/yard/boxes", "helper", data={"label": "a", "csrf": CSRF}, headers=headers).status_code == 403
    assert yard.ask("POST", "/yard/visitors", headers=headers).status_code == 403


def test_an_old_browser_is_known_by_the_origin_it_names(yard: Yard) -> None:
    for origin, status in (("https://mal.example", 403), ("null", 403), ("http://localhost", 303)):
        assert yard.ask("POST", "/yard/visitors", headers={"Origin": origin}).status_code == status


def test_a_program_needs_no_form_token(yard: Yard) -> None:
    assert yard.post_box(headers={"X-Who": "helper bearer", "Sec-Fetch-Site": "cross-site"}).status_code == 201


# What is asked is checked


def test_what_is_too_large_is_refused(yard: Yard) -> None:
    assert yard.post_box("x" * 1000).status_code == 413
    form = {"label": "x" * 1000, "csrf": CSRF}
    assert yard.ask("POST", "/yard/boxes", "helper", data=form).status_code == 413
    assert yard.made == []


@pytest.mark.parametrize("body", [b"{", b"[", b"\xff\xfe", b"[" * 900, b"[1]", b'"x"', b"NaN", b"null"])
def test_bad_json_is_a_problem_not_a_failure(yard: Yard, body: bytes) -> None:
    answer = yard.ask("POST", "/yard/api/v1/boxes", "helper bearer", data=body, content_type="application/json")
    assert (answer.status_code, answer.mimetype) == (400, PROBLEM)
    assert answer.get_json()["errors"]["_schema"]


def test_each_wrong_field_has_its_sentence(yard: Yard) -> None:
    answer = yard.ask("POST", "/yard/api/v1/boxes", "helper bearer", json={"size": "x", "colour": 1})
    assert answer.status_code == 400
    assert answer.get_json()["errors"] == {
        "label": "Répondez à cette question.",
        "size": "Écrivez un nombre entier.",
        "colour": "Ce champ n’existe pas ici. Retirez-le.",
    }


def test_a_list_is_asked_within_its_limits(yard: Yard) -> None:
    for query, status in (("limit=200", 200), ("limit=201", 400), ("limit=0", 400), ("limit=x", 400), ("page=2", 400)):
        assert yard.ask("GET", f"/yard/api/v1/boxes?{query}", "helper").status_code == status


def test_an_unknown_address_is_a_page_for_people_and_a_problem_for_programs(yard: Yard) -> None:
    page = yard.ask("GET", "/nothing")
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "Nous ne trouvons pas cette page" in page.text
    for path in ("/yard/api/v1/nothing", "/yard/api/v1/boxes/12", f"/yard/api/v1/boxes/{'0' * 8}-0000-0000-0000-{'0' * 12}"):
        answer = yard.ask("GET", path, "helper")
        assert (answer.status_code, answer.mimetype) == (404, PROBLEM)


@pytest.mark.parametrize("path", ["//", "//yard", "/yard//", "/yard/../yard", "/yard/%00", "/%ff", "/yard/api", "/" + "x" * 5000])
def test_a_deformed_address_is_simply_not_found(yard: Yard, path: str) -> None:
    assert yard.ask("GET", path, "helper").status_code in (200, 404)


def test_another_verb_is_refused(yard: Yard) -> None:
    assert yard.ask("DELETE", "/yard/", "helper").status_code == 405
    answer = yard.ask("PUT", "/yard/api/v1/boxes", "helper bearer")
    assert (answer.status_code, answer.mimetype) == (405, PROBLEM)
    assert yard.ask("HEAD", "/yard/", "helper").status_code == 200


# Answers


def test_a_broken_rule_says_which_and_what_to_do(yard: Yard) -> None:
    answer = yard.post_box("full")
    assert (answer.status_code, answer.mimetype) == (409, PROBLEM)
    assert answer.get_json() == {
        "type": "urn:lakou:problem:yard-full",
        "title": "La cour est pleine",
        "status": 409,
        "detail": "Attendez qu’une place se libère.",
        "count": 3,
    }


@pytest.mark.parametrize("path", ["/yard/broken", "/yard/api/v1/broken"])
def test_an_unexpected_failure_shows_and_logs_nothing_of_what_it_says(yard: Yard, path: str) -> None:
    with structlog.testing.capture_logs() as logs:
        answer = yard.ask("GET", path)
    assert answer.status_code == 500
    assert "Orvil" not in answer.text + str(answer.headers) + str(logs)
    assert logs[0]["error"] == "ValueError"


def test_even_when_the_page_of_errors_fails_there_is_an_answer(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_everything: object) -> str:
        raise ValueError(SECRET)

    monkeypatch.setattr(yard.doorkeeper, "problem_page", fail)
    answer = yard.ask("GET", "/nothing")
    assert answer.status_code == 404
    assert "Nous ne trouvons pas cette page" in answer.text
    assert "Orvil" not in answer.text


def test_a_plain_door_that_fails_is_an_answer_too(yard: Yard) -> None:
    def readyz() -> Response:
        raise LookupError(SECRET)

    yard.app.open_plain({"/readyz": readyz})
    answer = yard.ask("GET", "/readyz")
    assert answer.status_code == 500
    assert "Orvil" not in answer.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/nothing"),
        ("GET", "/yard/"),
        ("GET", "/yard/broken"),
        ("POST", "/yard/boxes"),
        ("GET", "/yard/api/v1/boxes"),
        ("GET", "/yard/api/openapi.json"),
    ],
)
def test_every_answer_carries_the_headers_that_protect(yard: Yard, method: str, path: str) -> None:
    headers = yard.ask(method, path).headers
    assert "script-src" not in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert len(headers["X-Trace"]) == 32


def test_the_trace_of_the_asker_is_followed_when_it_is_one(yard: Yard) -> None:
    given = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
    assert yard.ask("GET", "/", headers={"traceparent": given}).headers["X-Trace"] == "a" * 32
    assert yard.ask("GET", "/", headers={"traceparent": "x" * 5000}).headers["X-Trace"] != "x" * 32


def test_requests_are_counted_by_route_and_never_by_address(yard: Yard) -> None:
    yard.ask("GET", f"/yard/open/{SECRET}", "helper")
    yard.ask("GET", f"/{SECRET}")
    labels = [sample.labels["route"] for metric in yard.metrics.requests.collect() for sample in metric.samples]
    assert set(labels) == {"GET /open/<name>", "unknown"}


def test_one_never_leaves_this_site_by_a_redirection(yard: Yard) -> None:
    inside = ["/", "/yard/?a=1&b=//x", "/enrollment/é"]
    outside = [
        "https://mal.example", "//mal.example", "/\\mal.example", "/\t/mal.example", "/\r\n/mal.example", "\\\\mal.example",
        "javascript:alert(1)", "///mal.example", "//[", "http://[", "", "mal.example", "/a\\..\\\\mal.example",
    ]  # fmt: skip
    assert [safe_path(path) for path in inside] == inside
    assert {safe_path(path) for path in outside} == {"/"}
    answer = yard.ask("POST", "/yard/boxes", "helper", data={"label": "a", "csrf": CSRF, "next": "//mal.example"})
    assert answer.status_code in (303, 400)
    assert answer.headers.get("Location", "/") == "/"


# Twice the same, and changes


def test_the_same_key_gets_the_first_answer_and_nothing_is_done_twice(yard: Yard) -> None:
    first, second = yard.post_box(key="k1"), yard.post_box(key="k1")
    assert first.status_code == second.status_code == 201
    assert first.get_json() == second.get_json()
    assert second.headers["Idempotent-Replay"] == "true"
    assert [second.headers[name] for name in ("Location", "ETag")] == ["/yard/api/v1/boxes/1", '"1"']
    assert len(yard.made) == 1
    assert yard.post_box(key="k2").get_json()["size"] == 2


def test_the_same_key_for_another_request_is_refused(yard: Yard) -> None:
    yard.post_box("mango", key="k1")
    answer = yard.post_box("papaye", key="k1")
    assert answer.status_code == 409
    assert answer.get_json()["type"] == "urn:lakou:problem:idempotency-key-in-use"
    assert len(yard.made) == 1


def test_a_request_that_failed_frees_its_key(yard: Yard) -> None:
    assert yard.post_box("full", key="k1").status_code == 409
    assert yard.post_box("mango", key="k1").status_code == 201


def crash_after(yard: Yard, **values: Any) -> None:
    """Leave the key as a crash would have left it."""
    with yard.app._mounts["/yard"].context.database.transaction() as db:
        db.execute(update(idempotency).values(status=None, body=None, **values))


def test_a_request_that_is_still_being_answered_holds_its_key(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    yard.post_box(key="k1")
    crash_after(yard, done=False, claim="now")
    monkeypatch.setattr("lakou.kernel.web.idempotency._working", {"now"})
    assert yard.post_box(key="k1").status_code == 409


def test_a_key_whose_work_was_never_done_may_be_tried_again_at_once(yard: Yard) -> None:
    yard.post_box(key="k1")
    crash_after(yard, done=False)
    assert yard.post_box(key="k1").status_code == 201


def test_a_key_whose_answer_was_lost_does_nothing_twice(yard: Yard) -> None:
    yard.post_box(key="k1")
    crash_after(yard, done=True)
    answer = yard.post_box(key="k1")
    assert (answer.status_code, answer.get_json()["type"]) == (409, "urn:lakou:problem:idempotency-answer-lost")
    assert len(yard.made) == 1


def test_a_key_that_cannot_be_one_is_refused(yard: Yard) -> None:
    assert yard.post_box(key="x" * 201).status_code == 400


def test_a_change_made_on_an_old_copy_is_refused(yard: Yard) -> None:
    path = "/yard/api/v1/boxes/00000000-0000-0000-0000-000000000001"
    tag = yard.ask("GET", path, "helper").headers["ETag"]
    for given, status in ((tag, 200), ('"6"', 412), ("*", 200), ("", 200)):
        headers = {"If-Match": given} if given else {}
        assert yard.ask("PATCH", path, "helper bearer", json={"label": "a"}, headers=headers).status_code == status


def test_what_was_done_is_told_to_the_doorkeeper(yard: Yard) -> None:
    yard.post_box()
    assert yard.doorkeeper.after_calls == [("POST /boxes", 201)]
