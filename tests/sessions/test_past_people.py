"""Who a name of a file is: it fits one file alone, or a person decides."""

import uuid
from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lakou.kernel.context import ServiceContext
from services.sessions.model import (
    AnonymousCount,
    KnownPerson,
    PastLine,
    Seat,
    Support,
    WorkshopSession,
)
from services.sessions.model.rules import PastLineSettled
from services.sessions.use_cases import past
from tests.sessions.coop import FIRST, TITLES, export, individual
from tests.sessions.factories import make_person
from tests.sessions.past_kit import BY, bring_in, counts, heads, how_many, known_two, rows, the_id


@pytest.fixture
def context(tmp_path: Path) -> Iterable[ServiceContext]:
    with known_two(tmp_path) as made:
        yield made


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


def test_another_mediators_export_has_no_names_and_counts_heads(context: ServiceContext) -> None:
    titles = tuple(title for title in TITLES if title not in ("Bénéficiaire", "Notes supplémentaires"))
    done = bring_in(context, export(rows(), titles))
    assert counts(done) == (8, 0, 0, 0)
    assert (heads(context), how_many(context, Seat, Support)) == (5, [0, 3])
