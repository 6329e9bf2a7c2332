"""Lines that wait for somebody, and imports that are taken back."""

import uuid
from typing import Any

import pytest

from lakou.contracts.enrollment import BeneficiaryDescribed, BeneficiaryRemoved, IdentityRemoved
from lakou.contracts.sessions import SeatChanged
from lakou.contracts.vocabulary import SeatState
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import InvalidInput, NotFound
from services.enrollment.model import ImportLine
from services.enrollment.model.rules import ImportNotReady, ImportTouched, LineSettled, PossibleDuplicate
from services.enrollment.storage import beneficiaries as people
from services.enrollment.use_cases import beneficiaries, enrollments, imports, neighbors
from tests.enrollment.factories import BY, NOW, SHEET, anyone, person, program, said, some_id


def bring_in(context: ServiceContext, *lines: str) -> uuid.UUID:
    data = SHEET.read_bytes() if not lines else "\n".join(["Nom;Prénom;Né(e) le;Commune;Accord écrit", *lines]).encode()
    done = imports.bring_in(context, data, "liste.csv", BY)
    assert done.id
    return done.id


def decide(context: ServiceContext, job: uuid.UUID, line: int, decision: str, **given: Any) -> ImportLine:
    return imports.decide(context, job, line, {"decision": decision, **given}, BY)


def how_many(context: ServiceContext) -> int:
    with context.database.reading() as db:
        return people.count(db)


def test_the_same_person_becomes_known(context: ServiceContext) -> None:
    known = person(context)
    job = bring_in(context, "Marsin;Rosalie;1984;97213")
    row = decide(context, job, 2, "same")
    assert (row.outcome, row.beneficiary_id, row.cells) == ("known", known.id, None)
    assert how_many(context) == 1


def test_a_different_person_is_created(context: ServiceContext) -> None:
    person(context)
    job = bring_in(context, "Marsin;Rosalie;1984;97213;oui")
    row = decide(context, job, 2, "distinct")
    assert row.outcome == "created"
    assert imports.report(context, job).created == 1
    with context.database.reading() as db:
        assert [each.purpose for each in people.consents(db, row.beneficiary_id or some_id())] == ["follow_up"]


def test_a_corrected_birth_is_created(context: ServiceContext) -> None:
    job = bring_in(context)
    row = decide(context, job, 54, "correct", birth_year=1979)
    assert (row.outcome, row.cells) == ("created", None)
    done = imports.report(context, job)
    assert (done.created, done.known, done.to_check, done.refused) == (50, 2, 1, 1)
    with context.database.reading() as db:
        (anna,), _ = people.search(db, query="bardury")
    assert (anna.birth_year, anna.birth_date, anna.rsa, anna.referrer) == (1979, None, "oui", "caf")


def test_a_refused_line_can_be_completed(context: ServiceContext) -> None:
    row = decide(context, bring_in(context), 53, "correct", family_name="Nazaire")
    assert (row.outcome, row.label) == ("created", "Lucie Nazaire")


def test_a_correction_may_turn_out_to_be_somebody(context: ServiceContext) -> None:
    known = person(context, commune="97209")
    job = bring_in(context, "Marcin;Rosalie;31/02/1984;Ducos")
    row = decide(context, job, 2, "correct", birth_year=1984)
    assert (row.outcome, row.candidates) == ("to_check", [str(known.id)])
    assert decide(context, job, 2, "distinct").outcome == "created"
    assert how_many(context) == 2


def test_a_correction_that_misses_something_changes_nothing(context: ServiceContext) -> None:
    job = bring_in(context)
    for given, field in (({"commune": "97209"}, "family_name"),):
        with pytest.raises(InvalidInput) as raised:
            decide(context, job, 53, "correct", **given)
        assert list(raised.value.errors) == [field]
    with pytest.raises(InvalidInput):
        decide(context, job, 54, "correct", birth_year=1891)
    assert how_many(context) == 49


def test_a_line_left_out_is_no_longer_in_the_file_to_correct(context: ServiceContext) -> None:
    job = bring_in(context)
    row = decide(context, job, 53, "leave_out")
    assert (row.outcome, row.left_out, row.cells) == ("refused", True, None)
    assert "Lucie" not in imports.refused_file(context, job).decode("utf-8-sig")


def test_a_decided_line_is_not_decided_again(context: ServiceContext) -> None:
    job = bring_in(context)
    decide(context, job, 54, "correct", birth_year=1979)
    with pytest.raises(LineSettled):
        decide(context, job, 54, "correct", birth_year=1979)
    with pytest.raises(NotFound):
        decide(context, job, 3, "leave_out")


def test_who_was_registered_meanwhile_is_shown_before_a_distinct_person_is_created(context: ServiceContext) -> None:
    person(context)
    job = bring_in(context, "Marsin;Rosalie;1984;97213")
    late = person(context, family_name="Marsin", given_name="Rosali", commune="97209", distinct_from=_everyone(context))
    with pytest.raises(PossibleDuplicate) as raised:
        decide(context, job, 2, "distinct")
    assert [each["id"] for each in raised.value.facts["candidates"]] == [str(late.id)]


def _everyone(context: ServiceContext) -> list[str]:
    with context.database.reading() as db:
        return [str(each.id) for each in people.search(db)[0]]


def test_same_must_be_one_of_those_shown(context: ServiceContext) -> None:
    person(context)
    job = bring_in(context, "Marsin;Rosalie;1984;97213", "Nestor;Edwige;31/02/1960;97209")
    with pytest.raises(InvalidInput):
        decide(context, job, 2, "same", id=some_id())
    with pytest.raises(InvalidInput):
        decide(context, job, 3, "same")


def test_undoing_takes_back_only_what_the_import_created(context: ServiceContext) -> None:
    person(context)
    job = bring_in(context)
    assert imports.undo(context, job) == 49
    assert how_many(context) == 1
    created = {each["beneficiary_id"] for each in said(context, BeneficiaryDescribed.type)[1:]}
    for kind in (BeneficiaryRemoved, IdentityRemoved):
        assert {each["beneficiary_id"] for each in said(context, kind.type)} == created
    assert {line.message for line in imports.report(context, job).lines} == {""}


def test_the_file_can_be_imported_again_after_an_undo(context: ServiceContext) -> None:
    imports.undo(context, bring_in(context))
    assert bring_in(context)
    assert how_many(context) == 49


@pytest.mark.parametrize("touch", ["change", "enroll", "seat"])
def test_an_import_whose_people_somebody_worked_with_stays(context: ServiceContext, touch: str) -> None:
    job = bring_in(context)
    with context.database.reading() as db:
        (known,), _ = people.search(db, query="rosamont")
    if touch == "change":
        beneficiaries.change(context, known.id, {"email": "b@exemple.fr"}, anyone)
    elif touch == "enroll":
        enrollments.enroll(context, {"beneficiary_id": known.id, "program_id": program(context).id}, BY)
    else:
        seat = SeatChanged(
            seat_id=some_id(),
            revision=1,
            session_id=some_id(),
            beneficiary_id=known.id,
            state=SeatState.INSCRIT,
            walk_in=False,
            changed_at=NOW,
        )
        with context.database.transaction() as db:
            neighbors.know_seat(db, seat)
    with pytest.raises(ImportTouched) as raised:
        imports.undo(context, job)
    assert raised.value.facts["touched"] == 1
    assert how_many(context) == 49


def test_an_import_is_undone_once(context: ServiceContext) -> None:
    job = bring_in(context)
    imports.undo(context, job)
    with pytest.raises(ImportNotReady):
        imports.undo(context, job)
