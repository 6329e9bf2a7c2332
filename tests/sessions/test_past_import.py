"""La Coop's exports and simple lists become acts that count like any other, once, and can be taken back.

The file counted by hand, eight lines of four acts:
- a workshop of five: Rosalie Marcin and Josette Valmond (known), Personne Inconnue (no file), two without a name;
- an individual act with Rosalie Marcin, one without a name, one with somebody who has no file.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from lakou.contracts.vocabulary import Theme
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.sessions import use_cases
from services.sessions.model import (
    AnonymousCount,
    KnownPerson,
    PastAct,
    PastImport,
    PastLine,
    PastState,
    Seat,
    Support,
    Workshop,
    WorkshopSession,
)
from services.sessions.model.rules import PastFileRefused, PastImportNotReady, PastImportTouched, PastLineSettled
from services.sessions.storage import places
from services.sessions.use_cases import past
from services.sessions.use_cases.past import running, writing
from tests.sessions.coop import ANONYMOUS, FIRST, TITLES, export, individual, workshop
from tests.sessions.factories import NINE, make_context, make_person, recorded

BY = "Chantal"
NAME = "activites.xlsx"
FOUR = [uuid.UUID(int=number) for number in range(1, 5)]
PEOPLE = ("Rosalie Marcin", "Josette Valmond", "Personne Inconnue", ANONYMOUS, ANONYMOUS)


@pytest.fixture
def context(tmp_path: Path) -> Iterable[ServiceContext]:
    with clock.at(NINE):
        made = make_context(tmp_path)
        make_person(made)
        make_person(made, "Josette", "Valmond")
        yield made


def rows(**more: Any) -> list[Any]:
    return [
        *workshop(FOUR[0], PEOPLE, **more),
        *individual(FOUR[1], "Rosalie Marcin", **{"Bénéficiaire réorienté": "Oui", "Structure de redirection": "Autre"}),
        *individual(FOUR[2]),
        *individual(FOUR[3], "Solange Médéa"),
    ]


def bring_in(context: ServiceContext, data: bytes | None = None, *, dry_run: bool = False) -> past.Report:
    return past.bring_in(context, data or export(rows()), NAME, BY, dry_run=dry_run)


def counts(report: past.Report) -> tuple[int, int, int, int]:
    return report.created, report.known, report.to_check, report.refused


def the_id(report: past.Report) -> uuid.UUID:
    assert report.id is not None
    return report.id


def how_many(context: ServiceContext, *kinds: type[Any]) -> list[int]:
    with context.database.reading() as db:
        return [db.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds]


def the_session(context: ServiceContext) -> WorkshopSession:
    with context.database.reading() as db:
        return db.scalars(select(WorkshopSession)).one()


def heads(context: ServiceContext) -> int:
    with context.database.reading() as db:
        counted = db.get(AnonymousCount, the_session(context).id)
    return counted.total if counted else 0


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
    assert how_many(context, WorkshopSession, Seat, Support, PastAct, AnonymousCount, Workshop) == [0] * 5 + [1]  # that of appointments
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


def decide(context: ServiceContext, report: past.Report, line: int, decision: str, person: uuid.UUID | None = None) -> PastLine:
    return past.decide(context, the_id(report), FIRST + line, {"decision": decision, "id": person}, BY)


def test_a_person_decides_who_she_is_or_that_she_has_no_name(context: ServiceContext) -> None:
    done, her = bring_in(context), make_person(context, "Solange", "Médéa-Nestor")
    assert decide(context, done, 2, "nameless").outcome == "created"
    assert (heads(context), how_many(context, Seat)) == (3, [2])
    assert decide(context, done, 7, "same", her).outcome == "created"
    with context.database.reading() as db:
        assert db.scalar(select(func.count()).where(Support.beneficiary_id == her)) == 1
        assert all(line.cells is None for line in db.scalars(select(PastLine)))
    with pytest.raises(PastLineSettled):
        decide(context, done, 7, "leave_out")
    assert counts(past.report(context, the_id(done))) == (8, 0, 0, 0)
    assert counts(bring_in(context)) == (0, 8, 0, 0)
    past.undo(context, the_id(done))
    assert how_many(context, WorkshopSession, Seat, Support, AnonymousCount) == [0, 0, 0, 0]


def test_everybody_unknown_is_counted_without_a_name_at_once(context: ServiceContext) -> None:
    done = bring_in(context)
    assert past.nameless_all(context, the_id(done), BY) == 2
    assert (heads(context), how_many(context, Support)) == (3, [3])
    assert counts(past.report(context, the_id(done))) == (8, 0, 0, 0)


def test_a_line_left_out_is_refused_and_counts_nowhere(context: ServiceContext) -> None:
    done = bring_in(context)
    assert decide(context, done, 7, "leave_out").outcome == "refused"
    assert how_many(context, Support) == [2]


def known(context: ServiceContext, name: str, birth_year: int, commune: str = "97213") -> uuid.UUID:
    person = make_person(context, *name.split(" ", 1))
    with context.database.transaction() as db:
        row = db.get(KnownPerson, person)
        assert row is not None
        row.birth_year, row.commune = birth_year, commune
    return person


def who(context: ServiceContext, name: str, age: str = "Non communiqué", insee: str = "97213") -> tuple[str, list[str]]:
    more = {"Tranche d’âge du bénéficiaire": age, "Code Insee du bénéficiaire": insee}
    done = bring_in(context, export(individual(uuid.uuid4(), name, **more)))
    with context.database.reading() as db:
        row = db.scalars(select(PastLine).where(PastLine.import_id == the_id(done))).one()
    return row.outcome, row.candidates


def test_a_name_is_hers_when_it_fits_one_file_alone(context: ServiceContext) -> None:
    old, young = known(context, "Josiane Cyrille", 1951), known(context, "Josiane Cyrille", 1984)
    afar = known(context, "Josiane Cyrille", 1985, "97302")
    assert who(context, "Josiane Cyrille", "70 ans et plus") == ("created", [str(old)])
    assert who(context, "Cyrille Josiane", "40 - 59 ans") == ("created", [str(young)])
    assert who(context, "JOSIANE  CYRILLE", "40 - 59 ans", "97302") == ("created", [str(afar)])
    assert who(context, "Josiane Cyrille", "40 - 59 ans", "") == ("to_check", sorted([str(young), str(afar)]))
    assert who(context, "Josiane Cyrille", "12 - 17 ans")[0] == "to_check"


def test_a_name_one_letter_apart_is_asked_about_and_never_taken(context: ServiceContext) -> None:
    her = known(context, "Annick Ramsay", 1970)
    assert who(context, "Annick Ramsey") == ("to_check", [str(her)])
    assert who(context, "Annick Ramseyr") == ("to_check", [])


def test_another_mediators_export_has_no_names_and_counts_heads(context: ServiceContext) -> None:
    titles = tuple(title for title in TITLES if title not in ("Bénéficiaire", "Notes supplémentaires"))
    done = bring_in(context, export(rows(), titles))
    assert counts(done) == (8, 0, 0, 0)
    assert (heads(context), how_many(context, Seat, Support)) == (5, [0, 3])


def test_two_exports_put_together_count_each_participant_once(context: ServiceContext) -> None:
    done = bring_in(context, export([*workshop(FOUR[0], PEOPLE), *workshop(FOUR[0], PEOPLE)]))
    assert counts(done) == (4, 4, 2, 0)
    assert heads(context) == 2


def test_a_filtered_export_says_how_many_participants_it_leaves_out(context: ServiceContext) -> None:
    done = bring_in(context, export(workshop(FOUR[0], PEOPLE)[:2]))
    assert counts(done) == (2, 0, 0, 0)
    assert "Il manque 3 participants" in done.lines[0].message


def test_lines_of_one_act_that_disagree_are_refused_together(context: ServiceContext) -> None:
    one, two = workshop(FOUR[0], PEOPLE[:2])
    done = bring_in(context, export([one, dict(two) | {"Durée (min)": 30}]))
    assert counts(done) == (0, 0, 0, 2)


@pytest.mark.parametrize(
    ("title", "value", "field"),
    [
        ("Date", dt.date(2026, 12, 24), "date"),
        ("Date", "31/02/2026", "date"),
        ("Date", dt.date(2019, 12, 31), "date"),
        ("Date", "", "date"),
        ("Durée (min)", 0, "duration_minutes"),
        ("Durée (min)", "une heure", "duration_minutes"),
        ("Durée (min)", 100_000, "duration_minutes"),
        ("Type", "Réunion", "kind"),
        ("Thématique(s) d’accompagnement", "Cuisine", "themes"),
        ("Participants", "12/3", "rank"),
        ("ID CRA", "abc", "cra"),
    ],
)
def test_a_line_that_cannot_be_is_refused_by_its_field(context: ServiceContext, title: str, value: Any, field: str) -> None:
    more = {"Type": "Accompagnement individuel", title: value}
    done = bring_in(context, export([dict(individual(FOUR[0])[0]) | more, *individual(FOUR[1])]))
    refused = [line for line in done.lines if line.outcome == "refused"]
    assert [(line.field, line.message.endswith(".")) for line in refused] == [(field, True)]
    assert done.created == 1


def test_a_formula_is_never_taken_for_a_name(context: ServiceContext) -> None:
    data = 'Date;Durée;Thème;Personne\n03/02/2026;90;E-mail;"=HYPERLINK(""http://mal.example"")"\n'.encode()
    (line,) = bring_in(context, data).lines
    assert (line.outcome, line.field) == ("refused", "person")


def test_a_theme_of_the_old_tool_is_translated_and_the_gate_is_added(context: ServiceContext) -> None:
    themes = {"Thématique(s) d’accompagnement": "Courriels\nLogement\nCuisine"}
    done = bring_in(context, export(individual(FOUR[0], **themes)))
    (told,) = recorded(context, "sessions.support.given.v1")
    assert told["themes"] == [Theme.AIDE_AUX_DEMARCHES_ADMINISTRATIVES, Theme.EMAIL, Theme.LOGEMENT]
    assert "Cuisine" in done.lines[0].message


def test_a_simple_list_of_activities_is_enough(context: ServiceContext) -> None:
    lines = [
        "Nos activités de 2026;;;;;",
        "Date;Thème;Durée;Lieu;Nombre de personnes;Personne",
        "03/02/2026;E-mail;1h30;Médiathèque;12;",
        "04/02/2026;Santé | Logement;45;Mairie;;Rosalie Marcin",
        "05/02/2026;Bureautique;30 min;Mairie;1;",
        "05/02/2026;Bureautique;30 min;Mairie;1;",
        "TOTAL;;;;14;",
        ";;;;;",
    ]
    data = "\n".join(lines).encode("cp1252")
    done = past.bring_in(context, data, "activités.csv", BY)
    assert counts(done) == (4, 0, 0, 0)
    assert [line.line for line in done.lines] == [3, 4, 5, 6]
    session = the_session(context)
    assert (session.title, session.duration_minutes, heads(context)) == ("Atelier : E-mail", 90, 12)
    assert how_many(context, Support) == [3]
    assert counts(past.bring_in(context, data, "activités.csv", BY)) == (0, 4, 0, 0)
    more = data.replace(b"TOTAL", b"06/02/2026;Bureautique;30;Mairie;2;\nTOTAL")
    assert counts(past.bring_in(context, more, "activités.csv", BY)) == (1, 4, 0, 0)


def test_a_title_in_hours_counts_in_hours(context: ServiceContext) -> None:
    done = past.bring_in(context, b"Date;Type;Dur\xe9e (heures)\n03/02/2026;individuel;1,5\n", "a.csv", BY)
    assert counts(done) == (1, 0, 0, 0)
    assert recorded(context, "sessions.support.given.v1")[0]["duration_minutes"] == 90


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.4 \x00", "not-a-sheet"),
        (b"   ", "empty-sheet"),
        (b"Nom;Pr\xe9nom;Commune\nMarcin;Rosalie;Ducos\n", "header-not-found"),
        (b"x" * 11_000_000, "sheet-too-large"),
        (b"PK\x03\x04" + b"\x00" * 60, "broken-workbook"),
        (b'Date;Dur\xe9e;Th\xe8me\n"03/02/2026;90;E-mail\n', "unclosed-quote"),
        ("Date;Durée;Thème\n" + "03/02/2026;90;E-mail\n" * 20_001, "too-many-rows"),
        ("Date;Durée;Thème" + ";" * 250 + "x\n", "too-many-columns"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_what_to_do(context: ServiceContext, data: bytes | str, reason: str) -> None:
    with pytest.raises(PastFileRefused) as refused:
        bring_in(context, data.encode() if isinstance(data, str) else data)
    assert refused.value.reason == reason
    assert refused.value.sentence.endswith(".")
    assert how_many(context, PastAct, PastLine) == [0, 0]


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
