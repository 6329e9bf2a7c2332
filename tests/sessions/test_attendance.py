"""Who came, and what that does to the session."""

import datetime as dt
import uuid
from pathlib import Path

import pytest
from sqlalchemy import select

from lakou.contracts.vocabulary import AttendanceStatus
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import InvalidInput
from services.sessions import use_cases
from services.sessions.model import AttendanceChange
from services.sessions.model.rules import NotOnTheSheet, SessionCancelled, SessionWasHeld, StillWaiting, TooEarly
from tests.sessions.factories import (
    AFTER,
    DAYS_BEFORE,
    HOUR_BEFORE,
    NINE,
    fresh,
    make_context,
    make_people,
    make_session,
    recorded,
    seat_early,
    states,
)

PRESENT, EXCUSE, ABSENT = AttendanceStatus.PRESENT, AttendanceStatus.EXCUSE, AttendanceStatus.ABSENT


@pytest.fixture
def context(tmp_path: Path) -> ServiceContext:
    return make_context(tmp_path)


def test_attendance_opens_two_hours_before_the_start(context: ServiceContext) -> None:
    seat = seat_early(context, make_session(context), make_people(context, 1))[0]
    with clock.at(NINE - dt.timedelta(hours=2, seconds=1)), pytest.raises(TooEarly) as refused:
        use_cases.record_attendance(context, seat.id, PRESENT)
    assert refused.value.facts["opens_at"] == "2026-03-12T11:00:00+00:00"
    with clock.at(NINE - dt.timedelta(hours=2)):
        assert use_cases.record_attendance(context, seat.id, PRESENT).state == "present"


def test_what_was_seen_too_early_is_refused_and_what_lies_ahead_too(context: ServiceContext) -> None:
    seat = seat_early(context, make_session(context), make_people(context, 1))[0]
    with clock.at(AFTER):
        with pytest.raises(TooEarly):
            use_cases.record_attendance(context, seat.id, PRESENT, recorded_at=DAYS_BEFORE)
        with pytest.raises(InvalidInput) as refused:
            use_cases.record_attendance(context, seat.id, PRESENT, recorded_at=AFTER + dt.timedelta(hours=1))
    assert list(refused.value.errors) == ["recorded_at"]


def test_one_person_present_makes_the_session_held_and_a_correction_takes_it_back(context: ServiceContext) -> None:
    session = make_session(context)
    seat = seat_early(context, session, make_people(context, 1))[0]
    with clock.at(AFTER):
        assert fresh(context, session).state == "planifiee"
        use_cases.record_attendance(context, seat.id, PRESENT)
        assert fresh(context, session).state == "tenue"
        use_cases.record_attendance(context, seat.id, ABSENT)
    assert fresh(context, session).state == "planifiee"
    assert [event["state"] for event in recorded(context, "sessions.workshop_session.described.v1")] == [
        "planifiee",
        "tenue",
        "planifiee",
    ]


def test_a_correction_leaves_a_trail(context: ServiceContext) -> None:
    seat = seat_early(context, make_session(context), make_people(context, 1))[0]
    seen = NINE + dt.timedelta(minutes=5)
    with clock.at(AFTER):
        use_cases.record_attendance(context, seat.id, ABSENT, by="a1", recorded_at=seen)
        use_cases.record_attendance(context, seat.id, PRESENT, by="a2")
    with context.database.reading() as db:
        trail = list(db.scalars(select(AttendanceChange).order_by(AttendanceChange.id)))
    assert [(line.before, line.after, line.by, line.recorded_at, line.noted_at) for line in trail] == [
        ("inscrit", "absent", "a1", seen, AFTER),
        ("absent", "present", "a2", AFTER, AFTER),
    ]


def test_saying_the_same_again_changes_nothing(context: ServiceContext) -> None:
    seat = seat_early(context, make_session(context), make_people(context, 1))[0]
    with clock.at(AFTER):
        use_cases.record_attendance(context, seat.id, PRESENT)
        again = use_cases.record_attendance(context, seat.id, PRESENT)
    assert again.revision == 2
    assert len(recorded(context, "sessions.seat.changed.v1")) == 2


def test_an_excuse_before_the_start_gives_the_seat_to_the_next(context: ServiceContext) -> None:
    session = make_session(context, capacity=1)
    seated, _ = seat_early(context, session, make_people(context, 2))
    with clock.at(HOUR_BEFORE):
        use_cases.record_attendance(context, seated.id, EXCUSE)
    assert states(context, session) == ["excuse", "inscrit"]


def test_an_excuse_after_the_start_moves_nobody_up(context: ServiceContext) -> None:
    session = make_session(context, capacity=1)
    seated, _ = seat_early(context, session, make_people(context, 2))
    with clock.at(NINE):
        use_cases.record_attendance(context, seated.id, EXCUSE)
    assert states(context, session) == ["excuse", "liste_attente"]


def test_an_excused_person_who_comes_after_all_counts_without_her_seat(context: ServiceContext) -> None:
    session = make_session(context, capacity=1)
    seated, _ = seat_early(context, session, make_people(context, 2))
    with clock.at(HOUR_BEFORE):
        use_cases.record_attendance(context, seated.id, EXCUSE)
    with clock.at(AFTER):
        back = use_cases.record_attendance(context, seated.id, PRESENT)
    assert (back.state, back.walk_in) == ("present", True)
    assert fresh(context, session).seats_taken == 1


def test_who_waited_and_came_counts_but_cannot_be_absent(context: ServiceContext) -> None:
    session = make_session(context, capacity=1)
    _, waiting = seat_early(context, session, make_people(context, 2))
    with clock.at(AFTER):
        with pytest.raises(StillWaiting):
            use_cases.record_attendance(context, waiting.id, ABSENT)
        came = use_cases.record_attendance(context, waiting.id, PRESENT)
    assert (came.state, came.walk_in) == ("present", True)


def test_who_gave_up_is_not_marked_absent_but_may_come(context: ServiceContext) -> None:
    seat = seat_early(context, make_session(context), make_people(context, 1))[0]
    with clock.at(DAYS_BEFORE):
        use_cases.withdraw_seat(context, seat.id)
    with clock.at(AFTER):
        with pytest.raises(NotOnTheSheet):
            use_cases.record_attendance(context, seat.id, ABSENT)
        assert use_cases.record_attendance(context, seat.id, PRESENT).state == "present"


def test_forty_seats_are_marked_in_one_transaction(context: ServiceContext) -> None:
    session = make_session(context, capacity=40)
    seats = seat_early(context, session, make_people(context, 40))
    before = context.database.bell.rings
    with clock.at(AFTER):
        use_cases.record_attendance_list(context, session.id, {seat.id: PRESENT for seat in seats})
    assert context.database.bell.rings == before + 1
    assert states(context, session) == ["present"] * 40


def test_a_list_with_a_seat_of_another_session_marks_nobody(context: ServiceContext) -> None:
    session = make_session(context)
    seat = seat_early(context, session, make_people(context, 1))[0]
    stranger = uuid.uuid4()
    with clock.at(AFTER), pytest.raises(InvalidInput) as refused:
        use_cases.record_attendance_list(context, session.id, {seat.id: PRESENT, stranger: PRESENT})
    assert list(refused.value.errors) == [str(stranger)]
    assert states(context, session) == ["inscrit"]


def test_everybody_then_the_exceptions_leaves_who_is_marked_already(context: ServiceContext) -> None:
    session = make_session(context, capacity=3)
    one, two, *_ = seat_early(context, session, make_people(context, 4))
    with clock.at(AFTER):
        use_cases.record_attendance(context, one.id, EXCUSE)
        use_cases.mark_everyone(context, session.id, PRESENT, {two.id: ABSENT})
    assert states(context, session) == ["excuse", "absent", "present", "liste_attente"]


def test_a_session_that_was_held_is_not_cancelled(context: ServiceContext) -> None:
    session = make_session(context)
    seat = seat_early(context, session, make_people(context, 1))[0]
    with clock.at(AFTER):
        use_cases.record_attendance(context, seat.id, PRESENT)
        with pytest.raises(SessionWasHeld):
            use_cases.cancel_session(context, session.id, "Alerte météo")


def test_cancelling_freezes_every_seat_but_the_excused(context: ServiceContext) -> None:
    session = make_session(context, capacity=2)
    excused, kept, _ = seat_early(context, session, make_people(context, 3))
    with clock.at(NINE):
        use_cases.record_attendance(context, excused.id, EXCUSE)
        use_cases.cancel_session(context, session.id, "Alerte météo")
        with pytest.raises(SessionCancelled):
            use_cases.record_attendance(context, kept.id, PRESENT)
        with pytest.raises(SessionCancelled):
            use_cases.withdraw_seat(context, kept.id)
    assert states(context, session) == ["excuse", "annule_service", "annule_service"]
    cancelled = fresh(context, session)
    assert (cancelled.state, cancelled.cancel_reason, cancelled.seats_taken) == ("annulee", "Alerte météo", 0)


def test_a_past_session_without_attendance_is_to_fill_and_not_held(context: ServiceContext) -> None:
    session = make_session(context)
    with clock.at(NINE + dt.timedelta(hours=1, minutes=59)):
        assert not fresh(context, session).to_fill
    with clock.at(NINE + dt.timedelta(hours=2)):
        assert fresh(context, session).to_fill
