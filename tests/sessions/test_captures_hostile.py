"""What a device sends that cannot be read or applied is kept for people, and stops no other entry."""

import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lakou.kernel.context import ServiceContext
from services.sessions import use_cases
from services.sessions.model import Capture, Support
from services.sessions.model.capture_rules import NotYourNotebook
from tests.sessions.captures_kit import HELPER, PHONE, SENT, entry, heads, marked, said, seat_of, send
from tests.sessions.factories import (
    AFTER,
    make_context,
    make_person,
    make_session,
    seat_early,
)


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ServiceContext]:
    made = make_context(tmp_path)
    yield made
    made.database.dispose()


def test_what_cannot_be_read_is_kept_and_stops_no_other(context: ServiceContext) -> None:
    session = make_session(context)
    (seat,) = seat_early(context, session, [make_person(context)])
    strange = entry("dance", partner="x" * 10)
    broken = marked(seat, "perhaps")
    huge = entry("support", themes=["email"], note="x" * 9000)
    assert said(send(context, strange, broken, huge, marked(seat, "present"))) == [
        ("check", "unreadable"),
        ("check", "unreadable"),
        ("check", "unreadable"),
        ("applied", ""),
    ]


def test_an_entry_for_a_seat_that_nobody_knows_is_kept(context: ServiceContext) -> None:
    session = make_session(context)
    stranger = entry("attendance", session_id=str(session.id), seat_id=str(uuid.uuid4()), status="present", seen_revision=1)
    assert said(send(context, stranger)) == [("check", "not-found")]


def test_nobody_sends_or_settles_for_somebody_else(context: ServiceContext) -> None:
    session = make_session(context)
    given = entry("walk_in", session_id=str(session.id), name="Ketty")
    with pytest.raises(NotYourNotebook):
        use_cases.take(context, account="other", owner=HELPER, device=PHONE, sent_at=SENT, entries=[given])
    send(context, given)
    with pytest.raises(NotYourNotebook):
        send(context, given, account="other")


def test_an_effect_that_fails_leaves_no_trace_of_its_entry(context: ServiceContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry and what it does are one transaction: the database went away at the last moment."""
    session = make_session(context)
    given = entry("anonymous", session_id=str(session.id), count=1, seen_revision=0)
    real = context.database._pass

    def fail(place: str) -> None:
        raise ConnectionError

    monkeypatch.setattr(context.database, "_pass", fail)
    with pytest.raises(ConnectionError):
        send(context, given)
    monkeypatch.setattr(context.database, "_pass", real)
    assert heads(context, session) == 0
    assert said(send(context, given)) == [("applied", "")]
    assert heads(context, session) == 1


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
NAMES = ("skew_seconds", "contact_at", "session_id", "seat_id", "status", "seen_revision", "name", "count", "themes")
MOMENTS = st.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-03-12T09:00:00Z", AFTER.isoformat()])
STRANGE = st.fixed_dictionaries(
    {"kind": st.sampled_from(["attendance", "walk_in", "anonymous", "support"]) | JSON, "at": MOMENTS | JSON},
    optional=dict.fromkeys([*NAMES, "duration_minutes", "beneficiary_id", "place_type"], MOMENTS | JSON),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(strange=STRANGE)
def test_whatever_a_device_sends_is_kept_and_comes_back(context: ServiceContext, strange: dict[str, Any]) -> None:
    (outcome,) = send(context, strange | {"key": uuid.uuid4()})
    with context.database.reading() as db:
        kept = db.get_one(Capture, outcome.capture.id)
    assert kept.state in ("applied", "check")


@pytest.mark.postgres
def test_the_same_batch_sent_by_many_at_once_counts_once_on_postgresql(
    tmp_path: Path, make_postgres_url: Callable[[str], str]
) -> None:
    """The answer was lost, the device asks again while the first one is still at work."""
    context = make_context(tmp_path, make_postgres_url("sessions"))
    session = make_session(context)
    (seat,) = seat_early(context, session, [make_person(context)])
    one = str(session.id)
    batch = [
        marked(seat, "present"),
        entry("anonymous", session_id=one, count=2, seen_revision=0),
        entry("walk_in", session_id=one, name="Ketty"),
        entry("support", duration_minutes=30, themes=["email"]),
    ]
    answers: list[list[tuple[str, str]]] = []
    threads = [threading.Thread(target=lambda: answers.append(said(send(context, *batch)))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == [[("applied", ""), ("applied", ""), ("check", "to-match"), ("applied", "")]] * 6
    assert heads(context, session) == 3
    assert seat_of(context, seat).revision == 2
    with context.database.reading() as db:
        assert db.query(Support).count() == 1
    context.database.dispose()
