"""Attendance that a device recorded without a network: each entry once, at its moment, and none lost."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from lakou.contracts.vocabulary import AttendanceStatus
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.sessions import use_cases
from services.sessions.model import AttendanceChange, Capture
from services.sessions.storage import seats
from tests.sessions.captures_kit import HELPER, SENT, TABLET, entry, heads, marked, said, seat_of, send
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


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ServiceContext]:
    made = make_context(tmp_path)
    yield made
    made.database.dispose()


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
