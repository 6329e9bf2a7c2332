"""Whatever people do, in whatever order: the promises of a waiting list hold after each step."""

import datetime as dt
import tempfile
import uuid
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lakou.contracts.vocabulary import AttendanceStatus, SeatState
from lakou.kernel import clock
from lakou.kernel.problems import RuleBroken
from services.sessions import use_cases
from services.sessions.model import Seat, WorkshopSession
from services.sessions.storage import seats
from tests.sessions.factories import HOUR_BEFORE, NINE, fresh, make_context, make_people, make_session, recorded

PEOPLE = st.integers(min_value=0, max_value=5)
TWO_DAYS_BEFORE = NINE - dt.timedelta(days=2)


class History(RuleBasedStateMachine):
    """One session, six people, a clock that goes from two days before to the middle of the session.

    With `offer_hours` a seat that comes free is offered for so long, else it is given.
    """

    @initialize(capacity=st.integers(min_value=1, max_value=3), offer_hours=st.sampled_from([None, 6]))
    def open(self, capacity: int, offer_hours: int | None) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.context = make_context(Path(self.folder.name))
        self.session = make_session(self.context, capacity=capacity, offer_hours=offer_hours)
        self.people = make_people(self.context, 6)
        self.now = TWO_DAYS_BEFORE
        self.waiting_before: list[uuid.UUID] = []

    @rule(person=PEOPLE, walk_in=st.booleans())
    def ask(self, person: int, walk_in: bool) -> None:
        with clock.at(self.now):
            try:
                use_cases.hold_seat(self.context, self.session.id, self.people[person], walk_in=walk_in)
            except RuleBroken:
                return

    @rule(person=PEOPLE)
    def give_up(self, person: int) -> None:
        seat = self.seat(person)
        with clock.at(self.now):
            try:
                if seat:
                    use_cases.withdraw_seat(self.context, seat.id)
            except RuleBroken:
                return

    @rule(person=PEOPLE, status=st.sampled_from(AttendanceStatus))
    def mark(self, person: int, status: AttendanceStatus) -> None:
        seat = self.seat(person)
        with clock.at(self.now):
            try:
                if seat:
                    use_cases.record_attendance(self.context, seat.id, status)
            except RuleBroken:
                return

    @rule(capacity=st.integers(min_value=1, max_value=4))
    def resize(self, capacity: int) -> None:
        with clock.at(self.now):
            try:
                use_cases.change_session(self.context, self.session.id, {"capacity": capacity})
            except RuleBroken:
                return

    @rule(person=PEOPLE)
    def accept(self, person: int) -> None:
        seat = self.seat(person)
        with clock.at(self.now):
            try:
                if seat:
                    use_cases.accept_offer(self.context, seat.id)
            except RuleBroken:
                return

    @precondition(lambda self: self.now < HOUR_BEFORE)
    @rule()
    def hours_pass(self) -> None:
        self.until(min(self.now + dt.timedelta(hours=7), HOUR_BEFORE))

    @precondition(lambda self: self.now < HOUR_BEFORE)
    @rule()
    def the_doors_open(self) -> None:
        self.until(HOUR_BEFORE)

    @precondition(lambda self: self.now == HOUR_BEFORE)
    @rule()
    def it_starts(self) -> None:
        self.until(NINE)

    def until(self, moment: dt.datetime) -> None:
        """Time passes, and what the service does of itself is done."""
        self.now = moment
        with clock.at(self.now):
            use_cases.end_offers(self.context)

    def seat(self, person: int) -> Seat | None:
        with self.context.database.reading() as db:
            return seats.of_person(db, self.session.id, self.people[person])

    def all(self) -> tuple[WorkshopSession, list[Seat]]:
        with self.context.database.reading() as db:
            return fresh(self.context, self.session), seats.of_session(db, self.session.id)

    @invariant()
    def never_a_seat_too_many_and_the_count_is_true(self) -> None:
        session, found = self.all()
        kept = sum(1 for seat in found if seat.keeps_a_place)
        assert kept == session.seats_taken <= session.capacity

    @invariant()
    def one_row_a_person(self) -> None:
        _, found = self.all()
        assert all(number == 1 for number in Counter(seat.beneficiary_id for seat in found).values())

    @invariant()
    def nobody_waits_while_a_seat_is_free_before_the_start(self) -> None:
        session, found = self.all()
        waiting = [seat for seat in found if seat.state == SeatState.LISTE_ATTENTE and not seat.lapsed]
        if self.now < NINE:
            assert not waiting or session.free == 0

    @invariant()
    def the_first_who_waits_moves_up_first_and_nobody_after_the_start(self) -> None:
        _, found = self.all()
        waiting = [seat.id for seat in found if seat.state == SeatState.LISTE_ATTENTE and not seat.lapsed]
        still = [seat_id for seat_id in self.waiting_before if seat_id in waiting]
        assert waiting[: len(still)] == still, "a newcomer stands behind"
        seated = (SeatState.INSCRIT, SeatState.OFFRE_EN_COURS)
        moved_up = [seat for seat in found if seat.id in self.waiting_before and seat.state in seated]
        assert not moved_up or self.now < NINE
        for seat in moved_up:
            overtaken = self.waiting_before[: self.waiting_before.index(seat.id)]
            assert not set(overtaken) & set(waiting), "nobody is overtaken"
        self.waiting_before = waiting

    @invariant()
    def no_offer_outlives_its_hour_nor_the_start(self) -> None:
        _, found = self.all()
        offered = [seat.offered_until for seat in found if seat.state == SeatState.OFFRE_EN_COURS]
        assert all(until is not None and self.now < until <= NINE for until in offered)

    @invariant()
    def the_session_is_held_when_somebody_is_present(self) -> None:
        session, found = self.all()
        assert session.held == any(seat.state == SeatState.PRESENT for seat in found)

    @invariant()
    def the_events_tell_the_same_story(self) -> None:
        _, found = self.all()
        told = {event["seat_id"]: event for event in recorded(self.context, "sessions.seat.changed.v1")}
        assert {key: (event["state"], event["walk_in"], event["revision"]) for key, event in told.items()} == {
            str(seat.id): (seat.state, seat.walk_in, seat.revision) for seat in found
        }

    def teardown(self) -> None:
        self.context.database.dispose()
        self.folder.cleanup()


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
