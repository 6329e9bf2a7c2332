"""What a file of the past may look like: exports put together, filtered, simple lists, hostile ones."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from lakou.contracts.vocabulary import Theme
from lakou.kernel.context import ServiceContext
from services.sessions.model import (
    PastAct,
    PastLine,
    Support,
)
from services.sessions.model.rules import PastFileRefused
from services.sessions.use_cases import past
from tests.sessions.coop import export, individual, workshop
from tests.sessions.factories import recorded
from tests.sessions.past_kit import BY, FOUR, PEOPLE, bring_in, counts, heads, how_many, known_two, the_session


@pytest.fixture
def context(tmp_path: Path) -> Iterable[ServiceContext]:
    with known_two(tmp_path) as made:
        yield made


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
