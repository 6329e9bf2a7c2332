"""Sessions that come again: a year on the wall clock of the place, holidays, exceptions, moving and calling off the rest."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import InvalidInput, Problem
from services.sessions import use_cases
from services.sessions.model import Series, WorkshopSession
from services.sessions.model.public_holidays import holiday
from services.sessions.model.rules import MovedIntoPast, NoSessionAtAll, StartsInThePast, TooManySessions
from services.sessions.storage import planning
from services.sessions.use_cases.rhythm import MOST, dates
from tests.sessions.factories import make_context, make_people, make_workshop, recorded, states

CAYENNE, MARIGOT = "97302", "97801"
NEW_YEAR = dt.datetime(2026, 1, 5, 12, 0, tzinfo=dt.UTC)
WEDNESDAY = dt.date(2026, 1, 7)


@pytest.fixture
def context(tmp_path: Path) -> ServiceContext:
    return make_context(tmp_path)


def plan(context: ServiceContext, commune: str, rule: str, **more: Any) -> list[WorkshopSession]:
    """A series at 9 h of the place, from Wednesday 7 January 2026."""
    with clock.at(NEW_YEAR):
        venue = use_cases.add_venue(context, name="Maison de quartier", commune=commune)
        starts_at = dt.datetime.combine(WEDNESDAY, dt.time(9), ZoneInfo(venue.zone))
        first = use_cases.plan_session(
            context,
            workshop_id=make_workshop(context).id,
            starts_at=starts_at,
            duration_minutes=120,
            capacity=8,
            venue_id=venue.id,
            recurrence=rule,
            **more,
        )
    return series_of(context, first)


def series_of(context: ServiceContext, session: WorkshopSession) -> list[WorkshopSession]:
    with context.database.reading() as db:
        return planning.between(db, series=session.series_id)[0]


@pytest.mark.parametrize(
    ("commune", "offset", "feasts"),
    [
        (CAYENNE, -3, {"2026-06-10": "Abolition de l’esclavage", "2026-11-11": "Armistice"}),
        (MARIGOT, -4, {"2026-11-11": "Armistice"}),
    ],
)
def test_a_year_of_weekly_sessions_keeps_the_hour_of_the_place(
    context: ServiceContext, commune: str, offset: int, feasts: dict[str, str]
) -> None:
    sessions = plan(context, commune, "FREQ=WEEKLY;UNTIL=20261231")
    assert {(each.starts_local.hour, each.starts_local.minute, each.starts_local.weekday()) for each in sessions} == {(9, 0, 2)}
    assert {each.starts_local.utcoffset() for each in sessions} == {dt.timedelta(hours=offset)}
    with context.database.reading() as db:
        series = db.get(Series, sessions[0].series_id)
    assert series is not None
    assert {skipped["day"]: skipped["why"] for skipped in series.skipped} == feasts
    wednesdays = [WEDNESDAY + dt.timedelta(weeks=week) for week in range(52)]
    assert [each.day for each in sessions] == [day for day in wednesdays if str(day) not in feasts]
    assert len(recorded(context, "sessions.workshop_session.described.v1")) == len(sessions)


def test_holidays_are_kept_by_choice_and_shown(context: ServiceContext) -> None:
    sessions = plan(context, CAYENNE, "FREQ=WEEKLY;UNTIL=20261231", holidays="keep")
    assert len(sessions) == 52
    assert [holiday(each.day, each.territory) for each in sessions if each.day == dt.date(2026, 6, 10)] == [
        "Abolition de l’esclavage"
    ]


def test_each_territory_has_its_own_day_of_the_abolition() -> None:
    days = {"971": (5, 27), "972": (5, 22), "973": (6, 10), "978": (5, 28)}
    for territory, (month, day) in days.items():
        for other, (other_month, other_day) in days.items():
            name = holiday(dt.date(2027, other_month, other_day), territory)
            assert (name == "Abolition de l’esclavage") == (territory == other), (territory, other, month, day)


def test_exceptions_are_left_out_and_remembered(context: ServiceContext) -> None:
    sessions = plan(context, MARIGOT, "FREQ=WEEKLY;COUNT=3", except_on=[dt.date(2026, 1, 14)])
    assert [each.day.day for each in sessions] == [7, 21]


def test_the_hour_stays_put_where_summer_time_exists() -> None:
    first = dt.datetime(2026, 3, 18, 9, tzinfo=ZoneInfo("Europe/Paris"))
    found = dates("FREQ=WEEKLY;COUNT=4", first, "Europe/Paris", territory="972", keep_holidays=True, but=())
    assert [moment.hour for moment in found.moments] == [9] * 4
    assert len({moment.utcoffset() for moment in found.moments}) == 2


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=WEEKLY",
        "FREQ=SECONDLY;COUNT=5",
        "FREQ=YEARLY;COUNT=5",
        "COUNT=5;FREQ=WEEKLY",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;COUNT=-3",
        "FREQ=WEEKLY;COUNT=5;UNTIL=20260601",
        "FREQ=WEEKLY;COUNT=5;COUNT=6",
        "FREQ=WEEKLY;UNTIL=20261345",
        "FREQ=WEEKLY;COUNT=5;BYDAY=XX",
        "FREQ=WEEKLY;COUNT=5;BYHOUR=1,2,3",
        "FREQ=WEEKLY;COUNT=5\nRRULE:FREQ=DAILY;COUNT=5",
        "FREQ=MONTHLY;COUNT=5;BYMONTHDAY=32",
    ],
)
def test_a_rule_that_is_none_of_a_planning_is_refused(context: ServiceContext, rule: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        plan(context, MARIGOT, rule)
    assert list(refused.value.errors) == ["recurrence"]
    assert recorded(context, "sessions.workshop_session.described.v1") == []


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("FREQ=DAILY;COUNT=500", TooManySessions),
        ("FREQ=WEEKLY;UNTIL=20991231", TooManySessions),
        ("FREQ=WEEKLY;UNTIL=20250101", NoSessionAtAll),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=TU;COUNT=5", NoSessionAtAll),
    ],
)
def test_too_many_or_none_at_all_is_refused(context: ServiceContext, rule: str, problem: type[Problem]) -> None:
    with pytest.raises(problem):
        plan(context, MARIGOT, rule)


@settings(max_examples=60, deadline=None)
@given(
    rule=st.builds(
        lambda freq, interval, days, end: f"FREQ={freq};INTERVAL={interval}{';BYDAY=' + ','.join(days) if days else ''};{end}",
        st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]),
        st.integers(1, 99),
        st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), unique=True, max_size=3),
        st.one_of(st.integers(1, MOST).map(lambda n: f"COUNT={n}"), st.integers(1, 28).map(lambda d: f"UNTIL=202612{d:02d}")),
    ),
    zone=st.sampled_from(["America/Cayenne", "America/Marigot", "Europe/Paris"]),
)
def test_any_rule_gives_rising_moments_at_one_hour_or_is_refused(rule: str, zone: str) -> None:
    first = dt.datetime(2026, 1, 7, 9, 30, tzinfo=ZoneInfo(zone))
    try:
        found = dates(rule, first, zone, territory="973", keep_holidays=False, but=())
    except (InvalidInput, TooManySessions, NoSessionAtAll):
        return
    assert found.moments == sorted(set(found.moments))
    assert {(moment.hour, moment.minute) for moment in found.moments} == {(9, 30)}
    assert len(found.moments) <= MOST
    assert not [moment for moment in found.moments if holiday(moment.date(), "973")]


def test_a_series_does_not_begin_in_the_past(context: ServiceContext) -> None:
    with clock.at(NEW_YEAR), pytest.raises(StartsInThePast):
        use_cases.plan_session(
            context,
            workshop_id=make_workshop(context).id,
            starts_at=NEW_YEAR - dt.timedelta(days=3),
            duration_minutes=60,
            capacity=8,
            recurrence="FREQ=WEEKLY;COUNT=3",
        )


def test_moving_one_and_all_that_follow_moves_days_and_hours_but_not_what_was_moved_by_hand(context: ServiceContext) -> None:
    sessions = plan(context, CAYENNE, "FREQ=WEEKLY;COUNT=5")
    with clock.at(NEW_YEAR):
        third = sessions[2].starts_local + dt.timedelta(hours=6)
        use_cases.change_session(context, sessions[2].id, {"starts_at": third})
        second = sessions[1].starts_local.replace(hour=14) + dt.timedelta(days=1)
        use_cases.change_session(context, sessions[1].id, {"starts_at": second, "capacity": 6}, scope="following")
    after = series_of(context, sessions[0])
    assert [(each.day.day, each.starts_local.hour, each.capacity) for each in after] == [
        (7, 9, 8),
        (15, 14, 6),
        (21, 15, 6),
        (29, 14, 6),
        (5, 14, 6),
    ]
    assert [each.own_moment for each in after] == [False, False, True, False, False]


def test_moving_the_rest_to_another_zone_keeps_the_wall_clock(context: ServiceContext) -> None:
    sessions = plan(context, CAYENNE, "FREQ=WEEKLY;COUNT=3")
    with clock.at(NEW_YEAR):
        there = use_cases.add_venue(context, name="Maison", commune=MARIGOT)
        at = sessions[0].starts_local.replace(tzinfo=ZoneInfo(there.zone))
        use_cases.change_session(context, sessions[0].id, {"starts_at": at, "venue_id": there.id}, scope="following")
    after = series_of(context, sessions[0])
    assert {(each.zone, each.starts_local.hour) for each in after} == {("America/Marigot", 9)}


def test_a_session_to_come_is_not_moved_into_the_past(context: ServiceContext) -> None:
    sessions = plan(context, CAYENNE, "FREQ=WEEKLY;COUNT=2")
    with clock.at(NEW_YEAR), pytest.raises(MovedIntoPast):
        use_cases.change_session(context, sessions[0].id, {"starts_at": NEW_YEAR - dt.timedelta(days=1)})


def test_calling_off_all_that_follow_leaves_what_came_before(context: ServiceContext) -> None:
    sessions = plan(context, CAYENNE, "FREQ=WEEKLY;COUNT=4")
    person = make_people(context, 1)[0]
    with clock.at(NEW_YEAR):
        use_cases.hold_seat(context, sessions[3].id, person)
        use_cases.cancel_session(context, sessions[2].id, "Lieu fermé", scope="following")
    assert [each.state for each in series_of(context, sessions[0])] == ["planifiee", "planifiee", "annulee", "annulee"]
    assert states(context, sessions[3]) == ["annule_service"]


def test_a_session_called_off_by_mistake_is_put_back_with_its_people_in_their_order(context: ServiceContext) -> None:
    session = plan(context, CAYENNE, "FREQ=WEEKLY;COUNT=1")[0]
    people = make_people(context, 3)
    with clock.at(NEW_YEAR):
        use_cases.change_session(context, session.id, {"capacity": 2})
        seats = [use_cases.hold_seat(context, session.id, person).seat for person in people]
        assert [seat.state for seat in seats] == ["inscrit", "inscrit", "liste_attente"]
        use_cases.cancel_session(context, session.id, "Alerte météo")
        back = use_cases.reinstate_session(context, session.id)
    assert (back.state, back.cancel_reason, back.seats_taken) == ("planifiee", None, 2)
    assert states(context, session) == ["inscrit", "inscrit", "liste_attente"]


def test_a_following_change_of_a_session_alone_is_a_change_of_one(context: ServiceContext) -> None:
    with clock.at(NEW_YEAR):
        alone = use_cases.plan_session(
            context,
            workshop_id=make_workshop(context).id,
            starts_at=NEW_YEAR + dt.timedelta(days=1),
            duration_minutes=60,
            capacity=8,
        )
        changed = use_cases.change_session(context, alone.id, {"capacity": 3}, scope="following")
    assert (changed.capacity, changed.series_id) == (3, None)


def test_the_series_of_a_stranger_is_empty(context: ServiceContext) -> None:
    with context.database.reading() as db:
        assert planning.between(db, series=uuid.uuid4())[0] == []
