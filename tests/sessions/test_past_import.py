"""La Coop's exports become acts that count like any other, once, and can be taken back: past_kit.py has the file."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.sessions import use_cases
from services.sessions.model import (
    AnonymousCount,
    PastAct,
    PastImport,
    PastLine,
    PastState,
    Seat,
    Support,
    Workshop,
    WorkshopSession,
)
from services.sessions.model.rules import PastImportNotReady, PastImportTouched
from services.sessions.storage import places
from services.sessions.use_cases import past
from services.sessions.use_cases.past import running, writing
from tests.sessions.coop import ANONYMOUS, FIRST, export, individual, workshop
from tests.sessions.factories import NINE, make_person, recorded
from tests.sessions.past_kit import BY, FOUR, NAME, PEOPLE, bring_in, counts, heads, how_many, known_two, rows, the_id, the_session


@pytest.fixture
def context(tmp_path: Path) -> Iterable[ServiceContext]:
    with known_two(tmp_path) as made:
        yield made


def test_rows_become_acts_and_who_has_no_file_waits(context: ServiceContext) -> None:
    done = bring_in(context)
    assert counts(done) == (6, 0, 2, 0)
    assert [(line.line, line.outcome) for line in done.lines] == [
        (FIRST + rank, outcome) for rank, outcome in enumerate(["created"] * 2 + ["to_check"] + ["created"] * 4 + ["to_check"])
    ]
    assert "n’a pas de fiche ici" in done.lines[2].message
    assert how_many(context, WorkshopSession, Seat, Support, PastAct) == [1, 2, 2, 3]
    session = the_session(context)
    assert (session.title, session.state, session.capacity, session.day) == (
        "Mon téléphone sans peur",
        "tenue",
        2,
        dt.date(2026, 2, 3),
    )
    assert (session.duration_minutes, session.themes, session.territory) == (90, ["email", "sante"], "972")
    assert (session.venue_name, heads(context)) == ("Médiathèque du Lamentin", 2)


def test_what_the_file_says_of_an_individual_act_is_told(context: ServiceContext) -> None:
    bring_in(context)
    named, nobody = recorded(context, "sessions.support.given.v1")
    assert (named["autonomy"], named["redirection"], named["equipment"]) == (
        "partiellement_autonome",
        "autre",
        ["ordinateur", "telephone"],
    )
    assert (named["day"], named["duration_minutes"], named["themes"]) == ("2026-02-03", 90, ["email", "sante"])
    assert nobody["beneficiary_id"] is None


def test_the_invented_attributes_of_anonymous_heads_are_not_taken(context: ServiceContext) -> None:
    bring_in(context)
    (counted,) = recorded(context, "sessions.anonymous.counted.v1")
    assert counted["gender"] == counted["age"] == counted["social_status"] == {"non_communique": 2}


def test_a_try_says_the_same_and_keeps_nothing(context: ServiceContext) -> None:
    tried = bring_in(context, dry_run=True)
    assert how_many(context, PastLine, PastAct, Support, WorkshopSession) == [0, 0, 0, 0]
    done = bring_in(context)
    assert tried.id is None
    assert [(line.line, line.outcome, line.message) for line in tried.lines] == [
        (line.line, line.outcome, line.message) for line in done.lines
    ]


def test_the_same_file_again_creates_nothing(context: ServiceContext) -> None:
    bring_in(context)
    told = len(recorded(context, "sessions.seat.changed.v1"))
    assert counts(bring_in(context)) == (0, 6, 2, 0)
    assert how_many(context, WorkshopSession, Seat, Support) == [1, 2, 2]
    assert len(recorded(context, "sessions.seat.changed.v1")) == told


def test_once_she_has_a_file_the_same_list_adds_her_to_her_acts_alone(context: ServiceContext) -> None:
    bring_in(context)
    make_person(context, "Personne", "Inconnue")
    make_person(context, "Solange", "Médéa")
    assert counts(bring_in(context)) == (2, 6, 0, 0)
    assert how_many(context, WorkshopSession, Seat, Support) == [1, 3, 3]
    assert (the_session(context).capacity, heads(context)) == (3, 2)


def test_an_act_changed_in_la_coop_since_is_known_and_says_so(context: ServiceContext) -> None:
    bring_in(context)
    again = bring_in(context, export(rows(**{"Durée (min)": 60})))
    assert counts(again) == (0, 6, 2, 0)
    assert "modifiée depuis" in again.lines[0].message
    assert the_session(context).duration_minutes == 90


def test_undone_nothing_is_left_and_the_file_may_come_again(context: ServiceContext) -> None:
    done = bring_in(context)
    assert past.undo(context, the_id(done)) == 3
    assert how_many(context, WorkshopSession, Seat, Support, PastAct, AnonymousCount, Workshop) == [0] * 5 + [
        1
    ]  # that of appointments
    assert [event["withdrawn"] for event in recorded(context, "sessions.support.given.v1")] == [False, False, True, True]
    assert recorded(context, "sessions.workshop_session.described.v1")[-1]["withdrawn"] is True
    assert recorded(context, "sessions.anonymous.counted.v1")[-1]["total"] == 0
    with context.database.reading() as db:
        kept = db.scalars(select(PastLine)).all()
    assert {(line.label, line.message, line.cells) for line in kept} == {("", "", None)}
    with pytest.raises(PastImportNotReady):
        past.undo(context, the_id(done))
    assert counts(bring_in(context)) == (6, 0, 2, 0)


def test_undoing_the_second_import_leaves_the_first_as_it_was(context: ServiceContext) -> None:
    first = bring_in(context)
    make_person(context, "Personne", "Inconnue")
    second = bring_in(context, export([*workshop(FOUR[0], [*PEOPLE, ANONYMOUS])]))
    assert counts(second) == (2, 4, 0, 0)
    assert (the_session(context).capacity, heads(context)) == (3, 3)
    with pytest.raises(PastImportTouched):
        past.undo(context, the_id(first))
    past.undo(context, the_id(second))
    assert (the_session(context).capacity, heads(context)) == (2, 2)
    assert how_many(context, Seat) == [2]
    past.undo(context, the_id(first))
    assert how_many(context, WorkshopSession, Seat, Support) == [0, 0, 0]


def corrected(context: ServiceContext) -> None:
    with context.database.reading() as db:
        support = db.scalars(select(Support)).first()
    assert support is not None
    use_cases.change_support(context, support.id, {"duration_minutes": 15})


def somebody_came(context: ServiceContext) -> None:
    use_cases.hold_seat(context, the_session(context).id, make_person(context, "Huguette"), walk_in=True)


def heads_counted(context: ServiceContext) -> None:
    use_cases.count_anonymous(context, the_session(context).id, 9)


@pytest.mark.parametrize("work", [corrected, somebody_came, heads_counted])
def test_what_somebody_has_worked_with_is_not_taken_back(context: ServiceContext, work: Any) -> None:
    done = bring_in(context)
    work(context)
    with pytest.raises(PastImportTouched) as refused:
        past.undo(context, the_id(done))
    assert refused.value.facts["touched"] == 1


def test_killed_in_the_middle_it_goes_on_where_it_stopped(context: ServiceContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 1)
    real, calls = running._take, list[int]()

    def killed(*arguments: Any) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr(running, "_take", killed)
    with pytest.raises(KeyboardInterrupt):
        bring_in(context)
    monkeypatch.setattr(running, "_take", real)
    assert how_many(context, WorkshopSession, Support) == [1, 1]
    assert counts(bring_in(context)) == (6, 0, 2, 0)
    assert how_many(context, WorkshopSession, Seat, Support) == [1, 2, 2]


def test_an_act_that_breaks_holds_up_no_other(context: ServiceContext, monkeypatch: pytest.MonkeyPatch) -> None:
    real = writing.write

    def broken(context: Any, db: Any, job: Any, act: Any, verdicts: Any) -> Any:
        if act.kind == "collectif":
            raise RuntimeError("whatever a line may hold")
        return real(context, db, job, act, verdicts)

    monkeypatch.setattr(running, "write", broken)
    done = bring_in(context)
    assert counts(done) == (2, 0, 1, 5)
    assert done.lines[0].message == running.UNEXPECTED


def test_the_workshop_of_an_import_is_offered_nowhere(context: ServiceContext) -> None:
    bring_in(context)
    with context.database.reading() as db:
        assert places.workshops(db) == ([], None)


def test_a_file_never_imported_is_forgotten_after_a_day(context: ServiceContext) -> None:
    job = past.receive(context, export(rows()), NAME, BY)
    with clock.at(NINE + dt.timedelta(days=2)):
        past.receive(context, export(individual(FOUR[0])), NAME, BY)
    with context.database.reading() as db:
        assert db.get(type(job), job.id) is None


def test_a_venue_of_ours_is_recognised_by_its_name_and_commune(context: ServiceContext) -> None:
    venue = use_cases.add_venue(context, name="MEDIATHEQUE du Lamentin", commune="97213")
    bring_in(context)
    assert the_session(context).venue_id == venue.id


def test_it_ends_done_without_its_file(context: ServiceContext) -> None:
    done = bring_in(context)
    assert done.state == PastState.DONE
    with context.database.reading() as db:
        job = db.get(PastImport, the_id(done))
        assert job is not None
        assert job.content is None
