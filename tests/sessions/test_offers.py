"""A seat that comes free is kept for the answer of the first who waits, when the workshop says so; never after the start."""

import datetime as dt
from pathlib import Path

import pytest

from lakou.contracts.vocabulary import AttendanceStatus
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.sessions import use_cases
from services.sessions.model import Seat
from services.sessions.model.rules import NoOffer, StillWaiting
from services.sessions.storage import seats
from tests.sessions.factories import (
    AFTER,
    DAYS_BEFORE,
    HOUR_BEFORE,
    NINE,
    make_context,
    make_people,
    make_session,
    recorded,
    seat_early,
    states,
)

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def context(tmp_path: Path) -> ServiceContext:
    return make_context(tmp_path)


def one_seat_and_two_who_wait(context: ServiceContext, hours: int = 24) -> list[Seat]:
    session = make_session(context, capacity=1, offer_hours=hours)
    return seat_early(context, session, make_people(context, 3))


def session_states(context: ServiceContext, seat: Seat) -> list[str]:
    with context.database.reading() as db:
        return [each.state for each in seats.of_session(db, seat.session_id)]


def test_the_first_who_waits_is_asked_and_the_seat_is_kept_for_her(context: ServiceContext) -> None:
    first, second, _third = one_seat_and_two_who_wait(context)
    with clock.at(DAYS_BEFORE):
        use_cases.withdraw_seat(context, first.id)
    assert session_states(context, first) == ["desiste", "offre_en_cours", "liste_attente"]
    told = recorded(context, "sessions.seat.changed.v1")[-1]
    assert (told["seat_id"], told["state"]) == (str(second.id), "offre_en_cours")
    assert dt.datetime.fromisoformat(str(told["offered_until"])) == DAYS_BEFORE + 24 * HOUR
    newcomer = make_people(context, 1)[0]
    with clock.at(DAYS_BEFORE):
        place = use_cases.hold_seat(context, first.session_id, newcomer)
    assert (place.seat.state, place.position) == ("liste_attente", 2)


def test_she_accepts_once_or_twice_and_nobody_else_may(context: ServiceContext) -> None:
    first, second, third = one_seat_and_two_who_wait(context)
    with clock.at(DAYS_BEFORE):
        use_cases.withdraw_seat(context, first.id)
        with pytest.raises(NoOffer):
            use_cases.accept_offer(context, third.id)
        assert use_cases.accept_offer(context, second.id).state == "inscrit"
        assert use_cases.accept_offer(context, second.id).revision == use_cases.accept_offer(context, second.id).revision
    assert session_states(context, first) == ["desiste", "inscrit", "liste_attente"]


def test_who_lets_it_pass_goes_to_the_end_and_the_next_is_asked(context: ServiceContext) -> None:
    first, second, third = one_seat_and_two_who_wait(context, hours=4)
    with clock.at(DAYS_BEFORE):
        use_cases.withdraw_seat(context, first.id)
    with clock.at(DAYS_BEFORE + 4 * HOUR):
        assert use_cases.end_offers(context) == 1
        assert session_states(context, first) == ["desiste", "offre_en_cours", "liste_attente"]
        with pytest.raises(NoOffer):
            use_cases.accept_offer(context, second.id)
    with clock.at(DAYS_BEFORE + 8 * HOUR):
        assert use_cases.end_offers(context) == 1
        assert use_cases.end_offers(context) == 0
        assert session_states(context, first) == ["desiste", "liste_attente", "liste_attente"]
        assert use_cases.accept_offer(context, third.id).state == "inscrit", "she calls late, and the seat is still free"


def test_an_offer_ends_with_the_start_and_is_not_passed_on(context: ServiceContext) -> None:
    first, second, _third = one_seat_and_two_who_wait(context)
    with clock.at(NINE - 2 * HOUR):
        use_cases.withdraw_seat(context, first.id)
    told = recorded(context, "sessions.seat.changed.v1")[-1]
    assert dt.datetime.fromisoformat(str(told["offered_until"])) == NINE
    with clock.at(NINE):
        with pytest.raises(NoOffer):
            use_cases.accept_offer(context, second.id)
        use_cases.end_offers(context)
    assert session_states(context, first) == ["desiste", "liste_attente", "liste_attente"]


def test_who_was_offered_a_seat_and_comes_is_present_in_it_but_is_never_absent(context: ServiceContext) -> None:
    first, second, _third = one_seat_and_two_who_wait(context)
    with clock.at(HOUR_BEFORE):
        use_cases.withdraw_seat(context, first.id)
        with pytest.raises(StillWaiting):
            use_cases.record_attendance(context, second.id, AttendanceStatus.ABSENT)
        seat = use_cases.record_attendance(context, second.id, AttendanceStatus.PRESENT)
    assert (seat.state, seat.walk_in, seat.offered_until) == ("present", False, None)


def test_giving_up_an_offer_asks_the_next(context: ServiceContext) -> None:
    first, second, _third = one_seat_and_two_who_wait(context)
    with clock.at(DAYS_BEFORE):
        use_cases.withdraw_seat(context, first.id)
        use_cases.withdraw_seat(context, second.id)
    assert session_states(context, first) == ["desiste", "desiste", "offre_en_cours"]


def test_a_roll_where_all_stayed_away_closes_when_the_session_is_over_and_can_be_corrected(context: ServiceContext) -> None:
    session = make_session(context)
    first, second = seat_early(context, session, make_people(context, 2))
    with clock.at(AFTER):
        for seat, status in ((first, AttendanceStatus.ABSENT), (second, AttendanceStatus.EXCUSE)):
            use_cases.record_attendance(context, seat.id, status)
        use_cases.close_empty_rolls(context)
        assert recorded(context, "sessions.workshop_session.described.v1")[-1]["state"] == "planifiee"
    with clock.at(AFTER + 2 * HOUR):
        use_cases.close_empty_rolls(context)
        use_cases.close_empty_rolls(context)
        told = [each["state"] for each in recorded(context, "sessions.workshop_session.described.v1")]
        assert told == ["planifiee", "annulee"]
        use_cases.record_attendance(context, first.id, AttendanceStatus.PRESENT)
        assert recorded(context, "sessions.workshop_session.described.v1")[-1]["state"] == "tenue"
    assert states(context, session) == ["present", "excuse"]
