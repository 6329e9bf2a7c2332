"""Taking a seat, waiting, giving it up."""

import datetime as dt
import uuid
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.sessions import use_cases
from services.sessions.model import Seat
from services.sessions.model.rules import (
    AlreadyMarked,
    AlreadySeated,
    CapacityTooSmall,
    SessionCancelled,
    TooEarly,
    UnknownBeneficiary,
)
from tests.sessions.factories import (
    AFTER,
    DAYS_BEFORE,
    HOUR_BEFORE,
    fresh,
    make_context,
    make_people,
    make_person,
    make_session,
    recorded,
    seat_early,
    states,
)


@pytest.fixture
def context(tmp_path: Path) -> ServiceContext:
    return make_context(tmp_path)


def test_a_full_session_puts_the_next_people_on_the_waiting_list_in_order(context: ServiceContext) -> None:
    session = make_session(context, capacity=2)
    with clock.at(DAYS_BEFORE):
        places = [use_cases.hold_seat(context, session.id, person) for person in make_people(context, 4)]
    assert [(place.seat.state, place.position) for place in places] == [
        ("inscrit", None),
        ("inscrit", None),
        ("liste_attente", 1),
        ("liste_attente", 2),
    ]
    assert fresh(context, session).seats_taken == 2


def test_the_same_person_twice_is_refused_with_the_id_of_her_seat(context: ServiceContext) -> None:
    session, person = make_session(context), make_person(context)
    seat = seat_early(context, session, [person])[0]
    with clock.at(DAYS_BEFORE), pytest.raises(AlreadySeated) as refused:
        use_cases.hold_seat(context, session.id, person)
    assert refused.value.facts["seat"] == str(seat.id)


def test_the_database_itself_refuses_a_second_row_for_a_person(context: ServiceContext) -> None:
    session, person = make_session(context), make_person(context)
    seat_early(context, session, [person])
    with pytest.raises(IntegrityError), context.database.transaction() as db:
        db.add(Seat(session_id=session.id, beneficiary_id=person, state="inscrit", ticket=99, taken_at=clock.now()))


def test_the_database_itself_refuses_an_overbooked_session(context: ServiceContext) -> None:
    session = make_session(context, capacity=2)
    with pytest.raises(IntegrityError), context.database.transaction() as db:
        db.execute(text("UPDATE workshop_session SET seats_taken = 3"))
    assert fresh(context, session).seats_taken == 0


def test_somebody_nobody_knows_gets_no_seat(context: ServiceContext) -> None:
    with pytest.raises(UnknownBeneficiary):
        use_cases.hold_seat(context, make_session(context).id, uuid.uuid4())


def test_a_cancelled_session_takes_nobody(context: ServiceContext) -> None:
    session, person = make_session(context), make_person(context)
    use_cases.cancel_session(context, session.id, "Lieu fermé")
    with pytest.raises(SessionCancelled):
        use_cases.hold_seat(context, session.id, person)


def test_a_withdrawal_gives_the_seat_to_the_first_who_waits_in_the_same_transaction(context: ServiceContext) -> None:
    session = make_session(context, capacity=1)
    first, *_ = seat_early(context, session, make_people(context, 3))
    with clock.at(DAYS_BEFORE):
        use_cases.withdraw_seat(context, first.id)
    assert states(context, session) == ["desiste", "inscrit", "liste_attente"]
    told = [event["state"] for event in recorded(context, "sessions.seat.changed.v1")]
    assert told[-2:] == ["desiste", "inscrit"]


def test_giving_up_twice_changes_nothing(context: ServiceContext) -> None:
    session = make_session(context)
    seat = seat_early(context, session, [make_person(context)])[0]
    with clock.at(DAYS_BEFORE):
        use_cases.withdraw_seat(context, seat.id)
        assert use_cases.withdraw_seat(context, seat.id).revision == 2


def test_after_the_start_a_seat_is_not_given_up_and_nobody_moves_up(context: ServiceContext) -> None:
    session = make_session(context, capacity=1)
    seated, waiting = seat_early(context, session, make_people(context, 2))
    with clock.at(AFTER):
        with pytest.raises(AlreadyMarked):
            use_cases.withdraw_seat(context, seated.id)
        use_cases.withdraw_seat(context, waiting.id)
    assert states(context, session) == ["inscrit", "desiste"]


def test_who_gave_up_may_come_back_at_the_end_of_the_line(context: ServiceContext) -> None:
    session, people = make_session(context, capacity=1), make_people(context, 2)
    first, second = seat_early(context, session, people)
    with clock.at(DAYS_BEFORE):
        use_cases.withdraw_seat(context, first.id)
        back = use_cases.hold_seat(context, session.id, people[0])
    assert (back.seat.id, back.seat.state, back.position) == (first.id, "liste_attente", 1)
    with clock.at(DAYS_BEFORE):
        use_cases.withdraw_seat(context, second.id)
    assert states(context, session) == ["desiste", "inscrit"]


def test_a_walk_in_counts_beside_a_full_session(context: ServiceContext) -> None:
    session, people = make_session(context, capacity=1), make_people(context, 2)
    seat_early(context, session, people[:1])
    with clock.at(HOUR_BEFORE):
        place = use_cases.hold_seat(context, session.id, people[1], walk_in=True)
    assert (place.seat.state, place.seat.walk_in, place.position) == ("present", True, None)
    assert fresh(context, session).seats_taken == 1
    assert fresh(context, session).state == "tenue"


def test_a_walk_in_days_before_is_refused(context: ServiceContext) -> None:
    session, person = make_session(context), make_person(context)
    with clock.at(DAYS_BEFORE), pytest.raises(TooEarly):
        use_cases.hold_seat(context, session.id, person, walk_in=True)


def test_a_walk_in_added_by_mistake_is_taken_off_and_the_session_is_not_held(context: ServiceContext) -> None:
    session, person = make_session(context), make_person(context)
    with clock.at(AFTER):
        place = use_cases.hold_seat(context, session.id, person, walk_in=True)
        use_cases.withdraw_seat(context, place.seat.id)
    assert states(context, session) == ["desiste"]
    assert fresh(context, session).state == "planifiee"


def test_more_seats_go_to_those_who_wait_and_fewer_than_taken_are_refused(context: ServiceContext) -> None:
    session = make_session(context, capacity=1)
    seat_early(context, session, make_people(context, 3))
    with clock.at(DAYS_BEFORE):
        use_cases.change_session(context, session.id, {"capacity": 2})
        assert states(context, session) == ["inscrit", "inscrit", "liste_attente"]
        with pytest.raises(CapacityTooSmall):
            use_cases.change_session(context, session.id, {"capacity": 1})


def test_many_seats_are_taken_in_one_transaction(context: ServiceContext) -> None:
    session = make_session(context, capacity=40)
    with clock.at(DAYS_BEFORE):
        places = use_cases.hold_seats(context, session.id, make_people(context, 42))
    assert [place.position for place in places[-3:]] == [None, 1, 2]
    assert {place.seat.state for place in places[:40]} == {"inscrit"}


def test_a_seat_tells_its_whole_state_with_a_growing_revision(context: ServiceContext) -> None:
    session = make_session(context, capacity=1)
    person = make_person(context)
    seat_early(context, session, [person])
    event = recorded(context, "sessions.seat.changed.v1")[0]
    assert event["beneficiary_id"] == str(person)
    assert (event["revision"], event["state"], event["walk_in"]) == (1, "inscrit", False)
    assert dt.datetime.fromisoformat(str(event["changed_at"])) == DAYS_BEFORE
