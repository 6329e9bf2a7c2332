"""The same rules on PostgreSQL, where two people really write at once."""

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.enrollment.model.rules import AlreadyEnrolled, PossibleDuplicate
from services.enrollment.storage import beneficiaries as people
from services.enrollment.storage import programs as programs_storage
from services.enrollment.storage import situations as situations_storage
from services.enrollment.use_cases import enrollments, erasing, imports, merging, records, retention, review, situations
from tests.enrollment.factories import BY, NOW, SHEET, anyone, enrollment, person, program


@pytest.fixture
def postgres(tmp_path: Path, postgres_url: str) -> Iterator[ServiceContext]:
    made = enrollment(tmp_path, url=postgres_url)
    yield made
    made.database.dispose()


@pytest.mark.postgres
def test_the_sheet_searches_pages_and_undo_are_the_same(postgres: ServiceContext) -> None:
    done = imports.bring_in(postgres, SHEET.read_bytes(), SHEET.name, BY)
    assert (done.created, done.known, done.to_check, done.refused) == (49, 2, 2, 1)
    with postgres.database.reading() as db:
        first, after = people.search(db, limit=20)
        second, _ = people.search(db, after=after, limit=40)
        assert len({each.id for each in first + second}) == 49
        assert len(people.search(db, query="001666")[0]) == 2
    opened, known = program(postgres), first[0]
    asked = {"beneficiary_id": known.id, "program_id": opened.id}
    enrollments.enroll(postgres, asked, BY)
    with pytest.raises(AlreadyEnrolled):
        enrollments.enroll(postgres, asked, BY)
    with postgres.database.reading() as db:
        rows, _ = programs_storage.people(db, opened.id, query="", stage="", commune="", after=None, limit=5)
        assert [each.id for _, each in rows] == [known.id]
    other = imports.bring_in(postgres, b"Nom;Pr\xc3\xa9nom;Naissance;Commune\nMarcin;Rosalie;1984;Ducos\n", "x.csv", BY)
    assert other.id
    assert imports.undo(postgres, other.id) == 1


@pytest.mark.postgres
def test_two_helpers_who_register_the_same_woman_at_once_make_one_file(postgres: ServiceContext) -> None:
    refused: list[PossibleDuplicate] = []
    together = threading.Barrier(4)

    def register() -> None:
        together.wait()
        try:
            person(postgres)
        except PossibleDuplicate as problem:
            refused.append(problem)

    threads = [threading.Thread(target=register) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 3
    with postgres.database.reading() as db:
        assert people.count(db) == 1


@pytest.mark.postgres
def test_searching_merging_reviewing_keeping_and_erasing_are_the_same(postgres: ServiceContext) -> None:
    with clock.at(NOW - dt.timedelta(days=2000)):
        kept = person(postgres, family_name="Philippe", given_name="Éloïse", phone="0696001234")
        other = person(postgres, family_name="Filip", given_name="Heloyze", birth_year=1985, notes="Vient à vélo")
    with postgres.database.reading() as db:
        for typed in ("eloi", "phil el", "1234", "0696 00", "filipe eloys"):
            assert kept.id in {each.id for each in people.search(db, query=typed)[0]}, typed
    assert len(review.pairs(postgres)) == 1
    done = merging.merge(postgres, kept.id, other.id, BY, anyone)
    merging.undo(postgres, done.id, BY)
    merging.merge(postgres, kept.id, other.id, BY, anyone)
    situations.answer(postgres, kept.id, {"education": "51"}, anyone)
    with postgres.database.reading() as db:
        assert situations_storage.missing(db)[0] == 1
    assert records.ask(postgres, kept.id, BY).files == 2
    with clock.at(NOW + dt.timedelta(days=2000)):
        assert [each.id for each in retention.run(postgres, dry_run=True).noticed] == [kept.id]
        retention.run(postgres, dry_run=False)
    assert len(erasing.erase(postgres, other.id, BY).new_ids) == 2
    with postgres.database.reading() as db:
        assert people.count(db) == 0
        assert people.search(db, query="eloise")[0] == []
