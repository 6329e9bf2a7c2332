"""Venues in their territory, workshops, sessions on the clock of their place."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest

from lakou.contracts.vocabulary import Theme
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import InvalidInput
from services.sessions import use_cases
from services.sessions.model.rules import SessionWasHeld
from services.sessions.storage import planning
from tests.sessions.factories import (
    AFTER,
    CAYENNE,
    DAYS_BEFORE,
    LE_LAMENTIN,
    NINE,
    PARIS,
    fresh,
    make_context,
    make_session,
    make_workshop,
    recorded,
)


@pytest.fixture
def context(tmp_path: Path) -> ServiceContext:
    return make_context(tmp_path)


def test_a_venue_stands_in_the_territory_of_its_commune(context: ServiceContext) -> None:
    venue = use_cases.add_venue(context, name="Médiathèque", commune=CAYENNE)
    assert (venue.territory, venue.zone, venue.commune_name) == ("973", "America/Cayenne", "Cayenne")


def test_the_old_code_of_saint_martin_is_saint_martin_and_not_guadeloupe(context: ServiceContext) -> None:
    venue = use_cases.add_venue(context, name="Maison", commune="97127")
    assert (venue.commune, venue.territory) == ("97801", "978")


def test_a_venue_elsewhere_needs_its_territory_said(context: ServiceContext) -> None:
    with pytest.raises(InvalidInput) as refused:
        use_cases.add_venue(context, name="Antenne de Paris", commune=PARIS)
    assert list(refused.value.errors) == ["territory"]
    venue = use_cases.add_venue(context, name="Antenne de Paris", commune=PARIS, territory="972")
    assert (venue.territory, venue.commune_name) == ("972", PARIS)


@pytest.mark.parametrize(
    ("commune", "territory", "field"), [("97299", None, "commune"), ("99999", "972", "commune"), (LE_LAMENTIN, "971", "territory")]
)
def test_a_commune_that_is_not_one_is_refused(context: ServiceContext, commune: str, territory: str | None, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        use_cases.add_venue(context, name="Lieu", commune=commune, territory=territory)
    assert list(refused.value.errors) == [field]


def test_a_session_has_the_hour_and_territory_of_its_venue(context: ServiceContext) -> None:
    venue = use_cases.add_venue(context, name="Médiathèque", commune=CAYENNE)
    session = make_session(context, venue_id=venue.id)
    assert (session.territory, session.zone, session.starts_local.hour) == ("973", "America/Cayenne", 10)
    event = recorded(context, "sessions.workshop_session.described.v1")[0]
    assert (event["venue"], event["territory"], event["zone"]) == ("Médiathèque", "973", "America/Cayenne")
    assert dt.datetime.fromisoformat(str(event["starts_at"])) == NINE


def test_a_session_without_a_venue_stands_at_the_node(context: ServiceContext) -> None:
    session = make_session(context)
    assert (session.territory, session.zone, session.venue_name) == ("972", "America/Martinique", None)


@pytest.mark.parametrize("field", ["workshop_id", "venue_id", "helper_ids"])
def test_a_session_of_something_unknown_names_the_field(context: ServiceContext, field: str) -> None:
    values: dict[str, Any] = {"workshop_id": make_workshop(context).id, "venue_id": None, "helper_ids": []}
    values[field] = [uuid.uuid4()] if field == "helper_ids" else uuid.uuid4()
    with pytest.raises(InvalidInput) as refused:
        use_cases.plan_session(context, starts_at=NINE, duration_minutes=60, capacity=8, **values)
    assert list(refused.value.errors) == [field]


def test_a_renamed_workshop_renames_its_sessions_to_come_but_not_those_of_the_past(context: ServiceContext) -> None:
    session = make_session(context)
    with clock.at(AFTER):
        use_cases.change_workshop(context, session.workshop_id, {"title": "E-mail"})
    assert fresh(context, session).title == "Ma boîte e-mail, premiers pas"
    with clock.at(DAYS_BEFORE):
        use_cases.change_workshop(context, session.workshop_id, {"title": "Courriel", "themes": [Theme.EMAIL, Theme.SANTE]})
    assert fresh(context, session).title == "Courriel"
    event = recorded(context, "sessions.workshop_session.described.v1")[-1]
    assert (event["revision"], event["title"], event["themes"]) == (2, "Courriel", ["email", "sante"])


def test_a_venue_that_moves_takes_its_sessions_to_come_along(context: ServiceContext) -> None:
    venue = use_cases.add_venue(context, name="Médiathèque", commune=LE_LAMENTIN)
    session = make_session(context, venue_id=venue.id)
    with clock.at(DAYS_BEFORE):
        use_cases.change_venue(context, venue.id, {"commune": CAYENNE})
    assert (fresh(context, session).territory, fresh(context, session).zone) == ("973", "America/Cayenne")


def test_a_session_where_people_came_is_not_put_off(context: ServiceContext) -> None:
    session = make_session(context)
    with clock.at(AFTER):
        use_cases.count_anonymous(context, session.id, 1)
        with pytest.raises(SessionWasHeld):
            use_cases.change_session(context, session.id, {"starts_at": AFTER + dt.timedelta(days=2)})


def test_a_past_session_put_off_gives_its_free_seats_to_those_who_wait(context: ServiceContext) -> None:
    session = make_session(context)
    with clock.at(AFTER + dt.timedelta(days=1)):
        use_cases.change_session(context, session.id, {"starts_at": AFTER + dt.timedelta(days=2)})
        assert not fresh(context, session).to_fill


def test_sessions_are_listed_by_start_a_page_at_a_time(context: ServiceContext) -> None:
    starts = [NINE + dt.timedelta(days=number // 2) for number in range(5)]
    made = [make_session(context, starts_at=start) for start in reversed(starts)]
    with context.database.reading() as db:
        first, cursor = planning.between(db, since=NINE, limit=3)
        assert cursor == str(first[-1].id)
        second, end = planning.between(db, since=NINE, limit=3, after=first[-1].id)
    assert [session.starts_at for session in first + second] == starts
    assert {session.id for session in first + second} == {session.id for session in made}
    assert end is None


def test_an_unknown_cursor_is_refused(context: ServiceContext) -> None:
    with context.database.reading() as db, pytest.raises(InvalidInput):
        planning.between(db, after=uuid.uuid4())
