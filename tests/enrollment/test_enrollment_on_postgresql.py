"""The same rules on PostgreSQL, where two people really write at once."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lakou.kernel.context import ServiceContext
from services.enrollment.model.rules import AlreadyEnrolled, PossibleDuplicate
from services.enrollment.storage import beneficiaries as people
from services.enrollment.storage import programs as programs_storage
from services.enrollment.use_cases import enrollments, imports
from tests.enrollment.factories import BY, SHEET, enrollment, person, program


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
