"""A helper or a venue that is taken, an absence, hours that do not suit: shown and confirmed, never silently allowed."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.sessions import use_cases
from services.sessions.model import Helper, Venue, WorkshopSession
from services.sessions.model.rules import NotYourSession
from services.sessions.use_cases.conflicts import Conflict
from tests.sessions.factories import DAYS_BEFORE, LE_LAMENTIN, NINE, make_context, make_workshop

HOUR = dt.timedelta(hours=1)


class Place:
    """A venue, a helper, and sessions to put there."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context
        self.workshop = make_workshop(context).id
        with clock.at(DAYS_BEFORE):
            self.venue: Venue = use_cases.add_venue(context, name="Médiathèque", commune=LE_LAMENTIN)
            self.helper: Helper = use_cases.add_helper(context, name="Teddy Larose")

    def plan(self, starts_at: dt.datetime = NINE, **more: Any) -> WorkshopSession:
        with clock.at(DAYS_BEFORE):
            return use_cases.plan_session(
                self.context, workshop_id=self.workshop, starts_at=starts_at, duration_minutes=120, capacity=8, **more
            )

    def refused(self, starts_at: dt.datetime = NINE, **more: Any) -> list[tuple[str, dict[str, Any]]]:
        with pytest.raises(Conflict) as caught:
            self.plan(starts_at, **more)
        return [(clash.kind, clash.fact()) for clash in caught.value.clashes]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(make_context(tmp_path))


def test_a_helper_is_not_at_two_places_at_once_unless_somebody_says_so(place: Place) -> None:
    first = place.plan(helper_ids=[place.helper.id])
    [(kind, fact)] = place.refused(NINE + HOUR, helper_ids=[place.helper.id])
    assert kind == "helper"
    assert (fact["id"], fact["session_id"]) == (str(place.helper.id), str(first.id))
    assert "Teddy" not in str(fact)
    confirmed = place.plan(NINE + HOUR, helper_ids=[place.helper.id], confirm_conflicts=True)
    assert confirmed.helper_ids == [str(place.helper.id)]


def test_a_venue_is_taken_once(place: Place) -> None:
    place.plan(venue_id=place.venue.id)
    assert [kind for kind, _ in place.refused(NINE - HOUR, venue_id=place.venue.id)] == ["venue"]


def test_what_ends_when_the_next_begins_is_no_conflict(place: Place) -> None:
    place.plan(venue_id=place.venue.id, helper_ids=[place.helper.id])
    place.plan(NINE + 2 * HOUR, venue_id=place.venue.id, helper_ids=[place.helper.id])


def test_a_cancelled_session_takes_nobody(place: Place) -> None:
    first = place.plan(venue_id=place.venue.id)
    with clock.at(DAYS_BEFORE):
        use_cases.cancel_session(place.context, first.id, "Lieu fermé")
    place.plan(venue_id=place.venue.id)


def test_an_absence_and_hours_that_do_not_suit_are_said(place: Place) -> None:
    with clock.at(DAYS_BEFORE):
        absence = use_cases.add_absence(place.context, place.helper.id, NINE.date(), NINE.date())
        assert [kind for kind, _ in place.refused(helper_ids=[place.helper.id])] == ["absence"]
        use_cases.remove_absence(place.context, absence.id)
        slot = {"weekday": 3, "since": "10:00", "until": "18:00"}
        use_cases.change_helper(place.context, place.helper.id, {"availability": [slot]})
    assert [kind for kind, _ in place.refused(helper_ids=[place.helper.id])] == ["availability"]
    place.plan(NINE + HOUR, helper_ids=[place.helper.id])


def test_a_change_into_a_conflict_is_asked_about_and_changes_nothing(place: Place) -> None:
    place.plan(venue_id=place.venue.id)
    other = place.plan(NINE + 5 * HOUR, venue_id=place.venue.id)
    with clock.at(DAYS_BEFORE), pytest.raises(Conflict):
        use_cases.change_session(place.context, other.id, {"starts_at": NINE})
    with place.context.database.reading() as db:
        kept = db.get(WorkshopSession, other.id)
        assert kept is not None
        assert kept.starts_at == NINE + 5 * HOUR


def test_more_seats_ask_nothing_about_a_conflict_that_was_confirmed(place: Place) -> None:
    place.plan(venue_id=place.venue.id)
    other = place.plan(venue_id=place.venue.id, confirm_conflicts=True)
    with clock.at(DAYS_BEFORE):
        assert use_cases.change_session(place.context, other.id, {"capacity": 12}).capacity == 12


def test_each_date_of_a_series_is_looked_at(place: Place) -> None:
    place.plan(NINE + dt.timedelta(weeks=2), venue_id=place.venue.id)
    found = place.refused(venue_id=place.venue.id, recurrence="FREQ=WEEKLY;COUNT=4")
    assert [(kind, fact["starts_at"][:10]) for kind, fact in found] == [("venue", "2026-03-26")]


def test_a_helper_changes_her_own_sessions_and_those_that_nobody_holds(place: Place) -> None:
    with clock.at(DAYS_BEFORE):
        use_cases.be_helper(place.context, place.helper.id, "teddy")
        colleague = use_cases.add_helper(place.context, name="Mélissa Orvil")
        hers, his, nobodys = (
            place.plan(NINE + n * 3 * HOUR, helper_ids=ids) for n, ids in enumerate(([colleague.id], [place.helper.id], []))
        )
        with pytest.raises(NotYourSession):
            use_cases.change_session(place.context, hers.id, {"capacity": 9}, helper_account="teddy")
        for session in (his, nobodys):
            use_cases.change_session(place.context, session.id, {"capacity": 9}, helper_account="teddy")
        use_cases.change_session(place.context, hers.id, {"capacity": 9}, helper_account=str(uuid.uuid4()))
