"""Heads without a name, and individual support."""

import datetime as dt
import uuid
from collections.abc import Mapping
from pathlib import Path

import pytest

from lakou.contracts.vocabulary import Theme
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import InvalidInput
from services.sessions import use_cases
from services.sessions.model.rules import SessionWasHeld, TooEarly, UnknownBeneficiary
from services.sessions.storage import supports
from tests.sessions.factories import (
    AFTER,
    CAYENNE,
    DAYS_BEFORE,
    fresh,
    make_context,
    make_person,
    make_session,
    recorded,
)


@pytest.fixture
def context(tmp_path: Path) -> ServiceContext:
    return make_context(tmp_path)


def test_what_a_margin_leaves_out_is_not_communicated(context: ServiceContext) -> None:
    session = make_session(context)
    with clock.at(AFTER):
        counted = use_cases.count_anonymous(context, session.id, 5, gender={"feminin": 3, "masculin": 0}, age={})
    assert counted.gender == {"feminin": 3, "non_communique": 2}
    assert counted.age == {"non_communique": 5}
    assert counted.social_status == {"non_communique": 5}
    assert recorded(context, "sessions.anonymous.counted.v1")[0]["gender"] == {"feminin": 3, "non_communique": 2}


@pytest.mark.parametrize(
    ("field", "margin"),
    [
        ("gender", {"feminin": 4, "masculin": 2}),
        ("gender", {"feminin": 3, "non_communique": 1}),
        ("age", {"vingt_cinq": 1}),
        ("social_status", {"retraite": -1}),
    ],
)
def test_a_margin_that_does_not_add_up_is_refused_by_name(context: ServiceContext, field: str, margin: Mapping[str, int]) -> None:
    session = make_session(context)
    with clock.at(AFTER), pytest.raises(InvalidInput) as refused:
        use_cases.count_anonymous(context, session.id, 5, **{field: margin})
    assert list(refused.value.errors) == [field]


def test_a_margin_that_says_everything_is_kept_as_it_is(context: ServiceContext) -> None:
    session = make_session(context)
    with clock.at(AFTER):
        counted = use_cases.count_anonymous(context, session.id, 4, gender={"feminin": 3, "non_communique": 1})
    assert counted.gender == {"feminin": 3, "non_communique": 1}


def test_heads_make_a_session_held_until_they_are_taken_back(context: ServiceContext) -> None:
    session = make_session(context)
    with clock.at(AFTER):
        use_cases.count_anonymous(context, session.id, 2)
        assert fresh(context, session).state == "tenue"
        with pytest.raises(SessionWasHeld):
            use_cases.cancel_session(context, session.id, "Lieu fermé")
        use_cases.count_anonymous(context, session.id, 0)
    assert fresh(context, session).state == "planifiee"


def test_heads_are_not_counted_before_the_doors_open(context: ServiceContext) -> None:
    session = make_session(context)
    with clock.at(DAYS_BEFORE), pytest.raises(TooEarly):
        use_cases.count_anonymous(context, session.id, 2)


def test_counting_the_same_heads_again_says_nothing_new(context: ServiceContext) -> None:
    session = make_session(context)
    with clock.at(AFTER):
        use_cases.count_anonymous(context, session.id, 2)
        again = use_cases.count_anonymous(context, session.id, 2)
    assert again.revision == 1
    assert len(recorded(context, "sessions.anonymous.counted.v1")) == 1


TODAY = dt.date(2026, 3, 12)


def test_a_support_without_a_name_counts_in_the_territory_of_the_node(context: ServiceContext) -> None:
    with clock.at(AFTER):
        use_cases.give_support(context, date=TODAY, duration_minutes=30, themes=[Theme.SANTE])
    event = recorded(context, "sessions.support.given.v1")[0]
    assert (event["beneficiary_id"], event["territory"], event["kind"]) == (None, "972", "individuel")
    assert (event["day"], event["withdrawn"], event["place_type"]) == ("2026-03-12", False, "lieu_activite")


def test_a_support_at_a_venue_counts_where_the_venue_stands(context: ServiceContext) -> None:
    venue = use_cases.add_venue(context, name="Médiathèque", commune=CAYENNE)
    with clock.at(AFTER):
        support = use_cases.give_support(context, date=TODAY, duration_minutes=30, themes=[Theme.SANTE], venue_id=venue.id)
    assert support.territory == "973"


def test_a_support_taken_back_is_told_and_listed_no_more(context: ServiceContext) -> None:
    with clock.at(AFTER):
        support = use_cases.give_support(context, date=TODAY, duration_minutes=30, themes=[Theme.SANTE])
        use_cases.withdraw_support(context, support.id)
        use_cases.withdraw_support(context, support.id)
    events = recorded(context, "sessions.support.given.v1")
    assert [(event["revision"], event["withdrawn"]) for event in events] == [(1, False), (2, True)]
    with context.database.reading() as db:
        assert supports.between(db) == ([], None)


def test_a_support_of_somebody_known_keeps_her(context: ServiceContext) -> None:
    person = make_person(context)
    with clock.at(AFTER):
        support = use_cases.give_support(context, date=TODAY, duration_minutes=30, themes=[Theme.SANTE], beneficiary_id=person)
        with pytest.raises(UnknownBeneficiary):
            use_cases.give_support(context, date=TODAY, duration_minutes=30, themes=[Theme.SANTE], beneficiary_id=uuid.uuid4())
    assert support.beneficiary_id == person


def test_a_support_moved_to_a_place_that_does_not_exist_is_refused_by_name(context: ServiceContext) -> None:
    with clock.at(AFTER):
        support = use_cases.give_support(context, date=TODAY, duration_minutes=30, themes=[Theme.SANTE])
        with pytest.raises(InvalidInput) as refused:
            use_cases.change_support(context, support.id, {"venue_id": uuid.uuid4()})
    assert list(refused.value.errors) == ["venue_id"]


@pytest.mark.parametrize("day", [TODAY + dt.timedelta(days=1), dt.date(2019, 12, 31)])
def test_a_support_to_come_or_too_old_is_refused(context: ServiceContext, day: dt.date) -> None:
    with clock.at(AFTER), pytest.raises(InvalidInput) as refused:
        use_cases.give_support(context, date=day, duration_minutes=30, themes=[Theme.SANTE])
    assert list(refused.value.errors) == ["date"]


def test_today_is_the_day_of_the_place_not_of_greenwich(context: ServiceContext) -> None:
    evening = dt.datetime(2026, 3, 13, 1, 0, tzinfo=dt.UTC)  # still 12 March in Martinique
    with clock.at(evening), pytest.raises(InvalidInput):
        use_cases.give_support(context, date=dt.date(2026, 3, 13), duration_minutes=30, themes=[Theme.SANTE])


def test_an_administrative_theme_needs_its_gate(context: ServiceContext) -> None:
    with clock.at(AFTER), pytest.raises(InvalidInput) as refused:
        use_cases.give_support(context, date=TODAY, duration_minutes=30, themes=[Theme.LOGEMENT])
    assert "Aide aux démarches administratives" in refused.value.errors["themes"]
