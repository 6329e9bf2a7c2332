"""Two files of one person become one, and two again."""

import pytest

from lakou.contracts.enrollment import BeneficiaryMerged, StageReached
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import StaleRevision
from services.enrollment.model import Beneficiary
from services.enrollment.model.rules import FileMerged, MergeUndone, PossibleDuplicate, SameFile
from services.enrollment.storage import beneficiaries as people
from services.enrollment.storage import merges as storage
from services.enrollment.storage import programs as programs_storage
from services.enrollment.use_cases import beneficiaries, enrollments, merging, review
from tests.enrollment.factories import BY, anyone, person, program, said


@pytest.fixture
def two(context: ServiceContext) -> tuple[Beneficiary, Beneficiary]:
    kept = person(context, family_name="Marcin", given_name="Rosalie")
    other = person(context, family_name="Marsaint", given_name="Rozali", birth_year=1985, phone="0696001234", rsa="oui")
    return kept, other


def file(context: ServiceContext, person: Beneficiary) -> Beneficiary:
    with context.database.reading() as db:
        found = db.get(Beneficiary, person.id)
        assert found is not None
        return found


def listed(context: ServiceContext, query: str = "") -> set[str]:
    with context.database.reading() as db:
        return {each.name for each in people.search(db, query=query)[0]}


def test_the_kept_file_takes_what_it_lacks_and_nothing_else(context: ServiceContext, two: tuple[Beneficiary, Beneficiary]) -> None:
    merging.merge(context, two[0].id, two[1].id, BY, anyone)
    kept = file(context, two[0])
    assert (kept.phone, kept.rsa, kept.birth_year, kept.family_name) == ("+596696001234", "oui", 1984, "Marcin")
    assert listed(context) == {"Rosalie Marcin"}
    told = said(context, BeneficiaryMerged.type)
    assert [(each["beneficiary_id"], each["into"]) for each in told] == [(str(two[1].id), str(two[0].id))]


def test_undoing_gives_both_files_back_as_they_were(context: ServiceContext, two: tuple[Beneficiary, Beneficiary]) -> None:
    trail = merging.merge(context, two[0].id, two[1].id, BY, anyone)
    merging.undo(context, trail.id, "Chantal Deslandes")
    kept, other = file(context, two[0]), file(context, two[1])
    assert (kept.phone, kept.rsa, other.phone, other.root_id) == (None, "non_communique", "+596696001234", None)
    assert listed(context) == {"Rosalie Marcin", "Rozali Marsaint"}
    assert said(context, BeneficiaryMerged.type)[-1]["into"] is None
    with context.database.reading() as db:
        assert [(each.by, each.undone_by) for each in storage.past(db)] == [(BY, "Chantal Deslandes")]
    with pytest.raises(MergeUndone):
        merging.undo(context, trail.id, BY)


def test_undoing_leaves_what_somebody_corrected_since(context: ServiceContext, two: tuple[Beneficiary, Beneficiary]) -> None:
    trail = merging.merge(context, two[0].id, two[1].id, BY, anyone)
    beneficiaries.change(context, two[0].id, {"phone": "+596696999999"}, anyone)
    merging.undo(context, trail.id, BY)
    assert file(context, two[0]).phone == "+596696999999"


def test_merges_on_merges_may_be_undone_in_any_order(context: ServiceContext, two: tuple[Beneficiary, Beneficiary]) -> None:
    third = person(context, family_name="Marcen", given_name="Rosy", birth_year=1984)
    first = merging.merge(context, two[0].id, two[1].id, BY, anyone)
    merging.merge(context, third.id, two[0].id, BY, anyone)
    assert file(context, two[1]).root_id == third.id
    merging.undo(context, first.id, BY)
    assert (file(context, two[1]).root_id, file(context, two[0]).root_id) == (None, third.id)
    assert listed(context) == {"Rosy Marcen", "Rozali Marsaint"}


def test_a_place_in_a_program_goes_over_and_comes_back_and_two_places_count_once(
    context: ServiceContext, two: tuple[Beneficiary, Beneficiary]
) -> None:
    shared, alone = program(context, "Commun"), program(context, "Seule")
    for whom in two:
        enrollments.enroll(context, {"beneficiary_id": whom.id, "program_id": shared.id}, BY)
    moved = enrollments.enroll(context, {"beneficiary_id": two[1].id, "program_id": alone.id}, BY)
    trail = merging.merge(context, two[0].id, two[1].id, BY, anyone)
    with context.database.reading() as db:
        assert programs_storage.stages(db, [shared.id, alone.id]) == {shared.id: {"applied": 1}, alone.id: {"applied": 1}}
        rows, _ = programs_storage.people(db, alone.id, query="", stage="", commune="", after=None, limit=5)
        assert [(each.id, whom.id) for each, whom in rows] == [(moved.id, two[0].id)]
    merging.undo(context, trail.id, BY)
    with context.database.reading() as db:
        assert programs_storage.stages(db, [shared.id])[shared.id] == {"applied": 2}
    assert said(context, StageReached.type)[-1]["beneficiary_id"] == str(two[1].id)


def test_a_merged_file_is_no_longer_changed_and_says_which_one_is(
    context: ServiceContext, two: tuple[Beneficiary, Beneficiary]
) -> None:
    merging.merge(context, two[0].id, two[1].id, BY, anyone)
    with pytest.raises(FileMerged) as raised:
        beneficiaries.change(context, two[1].id, {"rsa": "non"}, anyone)
    assert raised.value.facts["into"] == str(two[0].id)
    with pytest.raises(FileMerged):
        merging.merge(context, two[1].id, two[0].id, BY, anyone)
    with pytest.raises(SameFile):
        merging.merge(context, two[0].id, two[0].id, BY, anyone)


def test_who_registers_the_merged_name_again_is_shown_the_file_that_stands(
    context: ServiceContext, two: tuple[Beneficiary, Beneficiary]
) -> None:
    merging.merge(context, two[0].id, two[1].id, BY, anyone)
    with pytest.raises(PossibleDuplicate) as raised:
        person(context, family_name="Marsaint", given_name="Rozali", birth_year=1985)
    assert [each["id"] for each in raised.value.facts["candidates"]] == [str(two[0].id)]


def test_what_she_said_last_holds_whichever_file_it_was_noted_in(
    context: ServiceContext, two: tuple[Beneficiary, Beneficiary]
) -> None:
    for whom, given in ((two[0], True), (two[1], False)):
        spoken = {"purpose": "messages", "given": given, "channel": "oral", "on": None}
        beneficiaries.note_consent(context, whom.id, spoken, BY, anyone)
    trail = merging.merge(context, two[0].id, two[1].id, BY, anyone)
    assert said(context, "enrollment.beneficiary.described.v1")[-1]["messages"] is False
    merging.undo(context, trail.id, BY)
    with context.database.reading() as db:
        assert [each.given for whom in two for each in people.consents(db, whom.id)] == [True, False]


def test_a_merge_on_an_old_copy_is_refused(context: ServiceContext, two: tuple[Beneficiary, Beneficiary]) -> None:
    def stale(revision: int) -> None:
        if revision != 7:
            raise StaleRevision

    with pytest.raises(StaleRevision):
        merging.merge(context, two[0].id, two[1].id, BY, stale)


def test_the_list_to_review_finds_names_that_sound_alike_and_leaves_out_what_was_looked_at(context: ServiceContext) -> None:
    one = person(context, family_name="Philippe", given_name="Éloïse", birth_year=1970)
    other = person(context, family_name="Filip", given_name="Heloyze", birth_year=1971)
    swapped = person(context, family_name="Heloise", given_name="Filippe", birth_year=1971)
    person(context, family_name="Filip", given_name="Heloyze", birth_year=1990)
    found = {frozenset((each.one.id, each.other.id)) for each in review.pairs(context)}
    assert frozenset((one.id, other.id)) in found
    assert frozenset((one.id, swapped.id)) in found
    merging.tell_apart(context, other.id, one.id, BY)
    assert frozenset((one.id, other.id)) not in {frozenset((each.one.id, each.other.id)) for each in review.pairs(context)}


def test_the_list_to_review_does_not_show_spouses_and_a_missing_number_is_nobodys(context: ServiceContext) -> None:
    person(context, family_name="Arnaud", given_name="Viviane", phone="0696001666")
    person(context, family_name="Arnaud", given_name="Serge", phone="0696001666", birth_year=1950)
    person(context, family_name="Belrose", given_name="Yva", phone=None)
    person(context, family_name="Cadet", given_name="Mona", phone=None)
    assert review.pairs(context) == []
    person(context, family_name="Arno", given_name="Vivi", phone="0696001666", birth_year=1999)
    assert [each.reason for each in review.pairs(context)] == [review.SAME_PHONE]
