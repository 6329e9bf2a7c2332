"""What a device recorded without a network: each entry once, at its moment, and none lost."""

import datetime as dt
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lakou.contracts.vocabulary import AttendanceStatus
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.sessions import use_cases
from services.sessions.model import AnonymousCount, AttendanceChange, Capture, Seat, Support, WorkshopSession
from services.sessions.model.capture_rules import NotYourNotebook
from services.sessions.storage import seats
from tests.sessions.factories import (
    AFTER,
    HOUR_BEFORE,
    NINE,
    make_context,
    make_people,
    make_person,
    make_session,
    recorded,
    seat_early,
)

HELPER = "helper-account"
PHONE, TABLET = uuid.uuid4(), uuid.uuid4()
SENT = NINE + dt.timedelta(days=1)


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ServiceContext]:
    made = make_context(tmp_path)
    yield made
    made.database.dispose()


def entry(kind: str, at: dt.datetime = AFTER, **said: Any) -> dict[str, Any]:
    """An entry as the device writes it, from a clock that is right."""
    return {
        "key": uuid.uuid4(),
        "kind": kind,
        "at": at.isoformat(),
        "skew_seconds": 0,
        "contact_at": HOUR_BEFORE.isoformat(),
    } | said


def marked(seat: Seat, status: str, at: dt.datetime = AFTER, seen: int = 1) -> dict[str, Any]:
    return entry("attendance", at, session_id=str(seat.session_id), seat_id=str(seat.id), status=status, seen_revision=seen)


def send(
    context: ServiceContext, *entries: dict[str, Any], device: uuid.UUID = PHONE, account: str = HELPER, at: dt.datetime = SENT
) -> list[use_cases.Outcome]:
    with clock.at(at):
        return use_cases.take(context, account=account, owner=account, device=device, sent_at=at, entries=entries)


def said(outcomes: list[use_cases.Outcome]) -> list[tuple[str, str]]:
    return [(outcome.capture.state, outcome.capture.reason) for outcome in outcomes]


def seat_of(context: ServiceContext, seat: Seat) -> Seat:
    with context.database.reading() as db:
        return db.get_one(Seat, seat.id)


def heads(context: ServiceContext, session: WorkshopSession) -> int:
    with context.database.reading() as db:
        counted = db.get(AnonymousCount, session.id)
    return counted.total if counted else 0


def test_a_day_without_a_network_arrives_once_at_the_time_it_was_seen(context: ServiceContext) -> None:
    session = make_session(context, capacity=20)
    taken = seat_early(context, session, make_people(context, 15))
    entries = [marked(seat, "present", AFTER + dt.timedelta(minutes=rank)) for rank, seat in enumerate(taken)]
    entries += [entry("walk_in", session_id=str(session.id), name="Ketty Sorbier")]
    entries += [entry("anonymous", session_id=str(session.id), count=1, seen_revision=0)]

    first = send(context, *entries)
    second = send(context, *entries)

    assert said(first) == [("applied", "")] * 15 + [("check", "to-match"), ("applied", "")]
    assert said(second) == said(first)
    assert all(outcome.again for outcome in second)
    assert [seat_of(context, seat).recorded_at for seat in taken] == [AFTER + dt.timedelta(minutes=n) for n in range(15)]
    assert heads(context, session) == 2
    assert len(recorded(context, "sessions.seat.changed.v1")) == 30
    with context.database.reading() as db:
        assert db.query(AttendanceChange).count() == 15


def test_two_devices_that_disagree_are_both_shown_and_what_stands_is_left(context: ServiceContext) -> None:
    session = make_session(context)
    (seat,) = seat_early(context, session, [make_person(context)])
    send(context, marked(seat, "present"))
    (outcome,) = send(context, marked(seat, "absent", AFTER + dt.timedelta(minutes=1)), device=TABLET)
    assert (outcome.capture.state, outcome.capture.reason) == ("check", "marked-otherwise")
    assert seat_of(context, seat).state == "present"

    use_cases.settle_capture(context, outcome.capture.id, "keep", by=HELPER, role="helper")
    assert seat_of(context, seat).state == "absent"


def test_two_devices_that_agree_count_one_person(context: ServiceContext) -> None:
    session = make_session(context)
    (seat,) = seat_early(context, session, [make_person(context)])
    both = send(context, marked(seat, "present")) + send(context, marked(seat, "present"), device=TABLET)
    assert said(both) == [("applied", "")] * 2
    assert seat_of(context, seat).revision == 2


def test_a_helper_who_corrects_herself_on_one_device_is_believed(context: ServiceContext) -> None:
    session = make_session(context)
    (seat,) = seat_early(context, session, [make_person(context)])
    later = AFTER + dt.timedelta(minutes=5)
    assert said(send(context, marked(seat, "present"), marked(seat, "absent", later))) == [("applied", "")] * 2
    assert seat_of(context, seat).state == "absent"
    assert seat_of(context, seat).recorded_at == later


def test_what_was_noted_of_a_session_cancelled_meanwhile_may_go_to_another_one(context: ServiceContext) -> None:
    cancelled, other = make_session(context), make_session(context, starts_at=NINE + dt.timedelta(hours=2))
    person = make_person(context)
    (seat,) = seat_early(context, cancelled, [person])
    with clock.at(HOUR_BEFORE):
        use_cases.cancel_session(context, cancelled.id, "Lieu fermé")
    (outcome,) = send(context, marked(seat, "present"))
    assert (outcome.capture.state, outcome.capture.reason) == ("check", "session-cancelled")

    with clock.at(SENT):
        use_cases.settle_capture(context, outcome.capture.id, "elsewhere", by="boss", role="coordinator", session_id=other.id)
    with context.database.reading() as db:
        moved = seats.of_person(db, other.id, person)
        assert db.get_one(Capture, outcome.capture.id).state == "applied"
    assert moved is not None
    assert (moved.state, moved.recorded_at) == ("present", AFTER)


def test_a_seat_given_up_meanwhile_counts_when_she_came_all_the_same(context: ServiceContext) -> None:
    session = make_session(context, capacity=1)
    gone, waiting = seat_early(context, session, make_people(context, 2))
    with clock.at(HOUR_BEFORE):
        use_cases.withdraw_seat(context, gone.id)
    assert said(send(context, marked(gone, "present"), marked(gone, "absent"))) == [("applied", ""), ("applied", "")]
    assert said(send(context, marked(waiting, "present"))) == [("applied", "")]


def test_a_seat_given_up_meanwhile_cannot_be_absent(context: ServiceContext) -> None:
    session = make_session(context)
    (gone,) = seat_early(context, session, [make_person(context)])
    with clock.at(HOUR_BEFORE):
        use_cases.withdraw_seat(context, gone.id)
    assert said(send(context, marked(gone, "absent"))) == [("check", "not-on-the-sheet")]


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


def test_attendance_noted_too_early_may_be_kept(context: ServiceContext) -> None:
    session = make_session(context)
    (seat,) = seat_early(context, session, [make_person(context)])
    early = NINE - dt.timedelta(hours=3)
    given = marked(seat, "present", early) | {"contact_at": (early - dt.timedelta(hours=1)).isoformat()}
    (outcome,) = send(context, given)
    assert outcome.capture.reason == "too-early"
    use_cases.settle_capture(context, outcome.capture.id, "keep", by=HELPER, role="helper")
    assert seat_of(context, seat).recorded_at == NINE - dt.timedelta(hours=2)
    assert seat_of(context, seat).state == AttendanceStatus.PRESENT


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
