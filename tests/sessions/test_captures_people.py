"""Who came without a seat, heads and helps that a device recorded without a network."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.sessions import use_cases
from services.sessions.model import AnonymousCount, Capture, Support
from services.sessions.storage import seats
from tests.sessions.captures_kit import HELPER, PHONE, TABLET, entry, heads, said, send
from tests.sessions.factories import (
    AFTER,
    make_context,
    make_people,
    make_person,
    make_session,
    seat_early,
)


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ServiceContext]:
    made = make_context(tmp_path)
    yield made
    made.database.dispose()


def test_a_typed_name_counts_and_is_matched_later_without_counting_twice(context: ServiceContext) -> None:
    session, person = make_session(context), make_person(context, "Ketty", "Sorbier")
    (outcome,) = send(context, entry("walk_in", session_id=str(session.id), name="ketty sorbier"))
    assert heads(context, session) == 1

    use_cases.settle_capture(context, outcome.capture.id, "match", by=HELPER, role="helper", beneficiary_id=person)
    with context.database.reading() as db:
        seat = seats.of_person(db, session.id, person)
        kept = db.get_one(Capture, outcome.capture.id)
    assert seat is not None
    assert (seat.state, seat.recorded_at, heads(context, session)) == ("present", AFTER, 0)
    assert (kept.state, kept.name, kept.subject) == ("applied", "", seat.id)


def test_a_mistaken_walk_in_counts_no_more(context: ServiceContext) -> None:
    session = make_session(context)
    (outcome,) = send(context, entry("walk_in", session_id=str(session.id), name="Erreur"))
    use_cases.settle_capture(context, outcome.capture.id, "drop", by=HELPER, role="helper")
    assert heads(context, session) == 0


def test_the_same_name_from_two_devices_counts_once_until_somebody_says_otherwise(context: ServiceContext) -> None:
    session = make_session(context)
    send(context, entry("walk_in", session_id=str(session.id), name="Ketty Sorbier"))
    (outcome,) = send(context, entry("walk_in", session_id=str(session.id), name="SORBIER ketty"), device=TABLET)
    assert (outcome.capture.reason, heads(context, session)) == ("same-name", 1)
    use_cases.settle_capture(context, outcome.capture.id, "keep", by=HELPER, role="helper")
    assert heads(context, session) == 2


def test_somebody_who_is_known_and_picked_on_the_device_is_present(context: ServiceContext) -> None:
    session, person = make_session(context, capacity=1), make_person(context)
    seat_early(context, session, make_people(context, 1))
    said_of = entry("walk_in", session_id=str(session.id), name="Rosalie Marcin", beneficiary_id=str(person))
    (outcome,) = send(context, said_of)
    with context.database.reading() as db:
        seat = seats.of_person(db, session.id, person)
    assert seat is not None
    assert (seat.state, seat.walk_in, seat.recorded_at) == ("present", True, AFTER)
    assert outcome.capture.name == ""


def test_heads_of_two_devices_add_up(context: ServiceContext) -> None:
    session = make_session(context)
    for device in (PHONE, TABLET):
        sent = send(context, entry("anonymous", session_id=str(session.id), count=2, seen_revision=0), device=device)
        assert said(sent) == [("applied", "")]
    assert heads(context, session) == 4


def test_heads_counted_anew_by_hand_meanwhile_are_asked_about(context: ServiceContext) -> None:
    session = make_session(context)
    with clock.at(AFTER):
        use_cases.count_anonymous(context, session.id, 3, gender={"feminin": 3})
    (outcome,) = send(context, entry("anonymous", session_id=str(session.id), count=2, seen_revision=0))
    assert (outcome.capture.reason, heads(context, session)) == ("counted-meanwhile", 3)
    use_cases.settle_capture(context, outcome.capture.id, "keep", by=HELPER, role="helper")
    with context.database.reading() as db:
        counted = db.get_one(AnonymousCount, session.id)
    assert (counted.total, counted.gender) == (5, {"feminin": 3, "non_communique": 2})


def test_a_help_is_given_on_its_day_once(context: ServiceContext) -> None:
    given = entry("support", duration_minutes=30, themes=["email"])
    for _ in range(2):
        send(context, given)
    with context.database.reading() as db:
        (support,) = db.query(Support).all()
    assert (support.day, support.duration_minutes) == (dt.date(2026, 3, 12), 30)


def test_a_help_with_a_typed_name_waits_for_its_file(context: ServiceContext) -> None:
    person = make_person(context)
    (outcome,) = send(context, entry("support", duration_minutes=30, themes=["email"], name="Rosalie Marcin"))
    assert outcome.capture.reason == "to-match"
    use_cases.settle_capture(context, outcome.capture.id, "match", by=HELPER, role="helper", beneficiary_id=person)
    with context.database.reading() as db:
        (support,) = db.query(Support).all()
    assert support.beneficiary_id == person
