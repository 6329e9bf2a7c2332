"""What a team noted both in La Coop and here counts once: it is asked about in the try and in the import, and a person says."""

import datetime as dt
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from lakou.contracts.vocabulary import AttendanceStatus, Theme
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import InvalidInput
from services.sessions import use_cases
from services.sessions.model import KnownPerson, PastLine, Seat, Support, WorkshopSession
from services.sessions.use_cases import past
from tests.sessions.coop import ANONYMOUS, FIRST, export, individual, workshop
from tests.sessions.factories import make_person, make_workshop
from tests.sessions.past_kit import BY, FOUR, bring_in, counts, how_many, known_two, the_id

DAY = dt.date(2026, 2, 3)
TEN = dt.datetime(2026, 2, 3, 14, 0, tzinfo=dt.UTC)  # 10 h in Martinique, the day of the file


@pytest.fixture
def context(tmp_path: Path) -> Iterable[ServiceContext]:
    with known_two(tmp_path) as made:
        yield made


def rosalie(context: ServiceContext) -> uuid.UUID:
    with context.database.reading() as db:
        return db.scalars(select(KnownPerson.beneficiary_id).where(KnownPerson.given_name == "Rosalie")).one()


def helped(context: ServiceContext, day: dt.date = DAY, theme: Theme = Theme.EMAIL) -> Support:
    """Rosalie was helped, noted here."""
    return use_cases.give_support(context, date=day, duration_minutes=30, themes=[theme], beneficiary_id=rosalie(context))


def held(context: ServiceContext, *, venue: str = "Maison", came: bool = True) -> WorkshopSession:
    """A workshop of that day, noted here."""
    place = use_cases.add_venue(context, name=venue, commune="97213")
    with clock.at(TEN - dt.timedelta(days=1)):
        workshop_id = make_workshop(context, "Ma boîte e-mail").id
        session = use_cases.plan_session(
            context, workshop_id=workshop_id, starts_at=TEN, duration_minutes=90, capacity=8, venue_id=place.id
        )
        seat = use_cases.hold_seat(context, session.id, rosalie(context)).seat
    with clock.at(TEN):
        if came:
            use_cases.record_attendance(context, seat.id, AttendanceStatus.PRESENT)
        else:
            use_cases.count_anonymous(context, session.id, 4)
    return session


def settle(context: ServiceContext, report: past.Report, line: int, decision: str, person: uuid.UUID | None = None) -> str:
    return past.decide(context, the_id(report), FIRST + line, {"decision": decision, "id": person}, BY).outcome


HERS = individual(FOUR[0], "Rosalie Marcin")


def test_a_help_that_is_noted_here_already_is_to_be_checked_in_the_try_as_well(context: ServiceContext) -> None:
    helped(context)
    tried, done = bring_in(context, export(HERS), dry_run=True), bring_in(context, export(HERS))
    assert counts(tried) == counts(done) == (0, 0, 1, 0)
    assert tried.lines[0].message == done.lines[0].message
    assert "déjà notée ici pour cette personne, 30" in done.lines[0].message
    assert how_many(context, Support) == [1]


def test_said_to_be_the_same_it_is_known_and_stays_so(context: ServiceContext) -> None:
    helped(context)
    done = bring_in(context, export(HERS))
    assert settle(context, done, 0, "double") == "known"
    again = bring_in(context, export(HERS))
    assert counts(again) == (0, 1, 0, 0)
    assert [past.undo(context, the_id(each)) for each in (done, again)] == [0, 0]
    assert how_many(context, Support) == [1]
    assert counts(bring_in(context, export(HERS))) == (0, 0, 1, 0)


def test_said_to_be_another_it_counts_and_can_be_taken_back(context: ServiceContext) -> None:
    mine = helped(context)
    done = bring_in(context, export(HERS))
    assert settle(context, done, 0, "same") == "created"
    assert how_many(context, Support) == [2]
    assert counts(bring_in(context, export(HERS))) == (0, 1, 0, 0)
    past.undo(context, the_id(done))
    with context.database.reading() as db:
        assert db.scalars(select(Support.id).where(Support.withdrawn.is_(False))).all() == [mine.id]


def another_day(context: ServiceContext) -> None:
    helped(context, dt.date(2026, 2, 4))


def another_theme(context: ServiceContext) -> None:
    helped(context, theme=Theme.BUREAUTIQUE)


def taken_back(context: ServiceContext) -> None:
    use_cases.withdraw_support(context, helped(context).id)


def somebody_else(context: ServiceContext) -> None:
    use_cases.give_support(
        context, date=DAY, duration_minutes=30, themes=[Theme.EMAIL], beneficiary_id=make_person(context, "Huguette", "Larose")
    )


def at_a_workshop(context: ServiceContext) -> None:
    held(context)


@pytest.mark.parametrize("other", [another_day, another_theme, taken_back, somebody_else, at_a_workshop])
def test_what_is_not_alike_is_not_asked_about(context: ServiceContext, other: Any) -> None:
    other(context)
    assert counts(bring_in(context, export(HERS))) == (1, 0, 0, 0)


def test_two_helps_of_one_day_in_one_file_are_two(context: ServiceContext) -> None:
    twice = [*HERS, *individual(FOUR[1], "Rosalie Marcin")]
    assert counts(bring_in(context, export(twice))) == (2, 0, 0, 0)


WORKSHOP = workshop(FOUR[0], ["Rosalie Marcin", "Josette Valmond", ANONYMOUS])


def test_a_workshop_where_one_of_its_people_came_is_to_be_checked_whole(context: ServiceContext) -> None:
    held(context)
    done = bring_in(context, export(WORKSHOP))
    assert counts(done) == (0, 0, 3, 0)
    assert {line.message for line in done.lines} == {
        "Une séance du même jour est déjà notée ici, «\N{NO-BREAK SPACE}Ma boîte e-mail\N{NO-BREAK SPACE}», à 10:00."
        " Est-ce la même\N{NO-BREAK SPACE}?"
    }
    assert how_many(context, WorkshopSession, Seat) == [1, 1]
    for line in range(3):
        assert settle(context, done, line, "double") == "known"
    assert counts(bring_in(context, export(WORKSHOP))) == (0, 3, 0, 0)


def test_a_workshop_at_the_same_place_is_to_be_checked_though_nobody_is_named(context: ServiceContext) -> None:
    held(context, venue="médiathèque du LAMENTIN", came=False)
    assert counts(bring_in(context, export(workshop(FOUR[0], [ANONYMOUS] * 3)))) == (0, 0, 3, 0)
    assert counts(bring_in(context, export(workshop(FOUR[1], [ANONYMOUS], **{"Nom du lieu": "Mairie"})))) == (1, 0, 0, 0)


def test_another_workshop_of_that_day_is_taken_line_by_line_and_once(context: ServiceContext) -> None:
    held(context)
    done = bring_in(context, export(WORKSHOP))
    assert [settle(context, done, 0, "same"), settle(context, done, 1, "same"), settle(context, done, 2, "nameless")] == [
        "created"
    ] * 3
    assert how_many(context, WorkshopSession, Seat) == [2, 3]
    assert counts(bring_in(context, export(WORKSHOP))) == (0, 3, 0, 0)
    assert past.undo(context, the_id(done)) == 1


def test_who_turns_out_to_be_somebody_helped_that_day_is_asked_about_again(context: ServiceContext) -> None:
    helped(context)
    done = bring_in(context, export(individual(FOUR[0], "Rosalie Marcien")))
    assert counts(done) == (0, 0, 1, 0)
    assert settle(context, done, 0, "same", rosalie(context)) == "to_check"
    assert how_many(context, Support) == [1]
    assert settle(context, done, 0, "double") == "known"


def test_a_line_that_looks_like_nothing_is_no_double(context: ServiceContext) -> None:
    done = bring_in(context, export(individual(FOUR[0], "Solange Médéa")))
    with pytest.raises(InvalidInput):
        settle(context, done, 0, "double")


def test_counting_all_strangers_without_a_name_leaves_the_doubles(context: ServiceContext) -> None:
    held(context)
    done = bring_in(context, export([*WORKSHOP, *individual(FOUR[1], "Solange Médéa")]))
    assert past.nameless_all(context, the_id(done), BY) == 1
    with context.database.reading() as db:
        assert len(db.scalars(select(PastLine).where(PastLine.outcome == "to_check")).all()) == 3
