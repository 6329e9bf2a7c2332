"""When are two people shown to somebody before both are kept."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakou.kernel.context import ServiceContext
from services.enrollment.model.likeness import name_keys, resemble
from services.enrollment.model.rules import PossibleDuplicate
from services.enrollment.sheets.names import alike, normalise
from services.enrollment.use_cases.drafts import Draft
from tests.enrollment.factories import person, register

NAMES = st.text(alphabet="abcdeéï'-1 ", min_size=1, max_size=12).filter(lambda name: bool(normalise(name)))
PEOPLE = st.builds(
    Draft,
    family_name=NAMES,
    given_name=NAMES,
    birth_year=st.sampled_from([1984, 1985]),
    birth_date=st.none(),
    commune=st.just("97209"),
    phone=st.sampled_from([None, "+596696001234"]),
)


def one_letter_changed(name: str, place: int, letter: str) -> str:
    return name[: place % len(name)] + letter + name[place % len(name) + 1 :]


@given(PEOPLE, PEOPLE)
def test_to_resemble_goes_both_ways(one: Draft, other: Draft) -> None:
    assert resemble(one, other) == resemble(other, one)


@given(NAMES, st.integers(0, 50), st.sampled_from(["", "a", "z", "zb"]))
def test_names_one_letter_apart_always_share_a_key(name: str, place: int, letter: str) -> None:
    changed = one_letter_changed(normalise(name), place, letter)
    if alike(name, changed):
        assert name_keys(name, 1984) & name_keys(changed, 1984)


@given(NAMES, NAMES)
def test_names_that_are_alike_always_share_a_key(one: str, other: str) -> None:
    if alike(one, other):
        assert name_keys(one, 1984) & name_keys(other, 1984)


def test_two_swapped_letters_share_a_key() -> None:
    assert alike("Beaubrun", "Beuabrun")
    assert name_keys("Beaubrun", 1963) & name_keys("Beuabrun", 1963)


@pytest.mark.parametrize(
    ("family_name", "given_name"),
    [("MARCIN", "rosalie"), ("Marcin", "Rosali"), ("Marsin", "Rosalie"), ("Marcin", "Rosaile"), ("Març-in", "Rosalie")],
)
def test_the_same_name_or_one_letter_apart_is_a_possible_duplicate(
    context: ServiceContext, family_name: str, given_name: str
) -> None:
    known = person(context)
    with pytest.raises(PossibleDuplicate) as raised:
        person(context, family_name=family_name, given_name=given_name, commune="97209")
    assert [each["id"] for each in raised.value.facts["candidates"]] == [str(known.id)]


@pytest.mark.parametrize(
    "other",
    [
        {"birth_year": 1985},
        {"given_name": "Rosette"},
        {"family_name": "Martial"},
        {"family_name": "Marcin2", "given_name": "Rosalie2", "birth_year": 1985},
    ],
)
def test_another_name_or_another_birth_is_another_person(context: ServiceContext, other: dict[str, object]) -> None:
    person(context)
    assert person(context, **other).id


def test_digits_are_letters_of_a_name(context: ServiceContext) -> None:
    person(context, given_name="Test 1")
    assert person(context, given_name="Test 12 bis").id
    with pytest.raises(PossibleDuplicate):
        person(context, given_name="Test 2")


def test_births_agree_as_far_as_they_are_known(context: ServiceContext) -> None:
    person(context, birth_year=..., birth_date="1984-03-01")
    assert person(context, birth_year=..., birth_date="1984-03-02").id
    with pytest.raises(PossibleDuplicate) as raised:
        person(context)
    assert len(raised.value.facts["candidates"]) == 2


def test_the_same_phone_and_given_name_is_a_possible_duplicate_whatever_the_rest(context: ServiceContext) -> None:
    person(context, phone="0696 00 12 34")
    with pytest.raises(PossibleDuplicate):
        person(context, family_name="Belrose", birth_year=1960, phone="+596 696 00 12 34")


def test_sisters_who_share_a_phone_are_both_kept_with_a_warning(context: ServiceContext) -> None:
    first = register(context, family_name="Arnaud", given_name="Viviane", phone="06.96.00.16.66")
    second = register(context, family_name="Arnaud", given_name="Rose-Hélène", phone="0696001666")
    assert first.warnings == ()
    assert [code for code, _ in second.warnings] == ["shared-phone"]


def test_no_phone_is_like_no_phone_of_anybody(context: ServiceContext) -> None:
    person(context, phone=None)
    assert register(context, family_name="Belrose", birth_year=1960, phone=None).warnings == ()


def test_distinct_from_must_name_every_candidate(context: ServiceContext) -> None:
    first = person(context)
    second = person(context, given_name="Rosalia", distinct_from=[str(first.id)])
    with pytest.raises(PossibleDuplicate) as raised:
        person(context, given_name="Rosali", distinct_from=[str(first.id)])
    assert {each["id"] for each in raised.value.facts["candidates"]} == {str(first.id), str(second.id)}
    assert person(context, given_name="Rosali", distinct_from=[str(first.id), str(second.id)]).id


def test_a_candidate_is_shown_with_her_number_masked(context: ServiceContext) -> None:
    person(context, phone="0696001234")
    with pytest.raises(PossibleDuplicate) as raised:
        person(context)
    shown = raised.value.facts["candidates"][0]
    assert (shown["family_name"], shown["birth_year"], shown["commune_name"]) == ("Marcin", 1984, "Le Lamentin")
    assert shown["phone"] == "•• •• •• 12 34"


def test_a_corrected_name_is_found_under_its_new_letters(context: ServiceContext) -> None:
    from services.enrollment.use_cases import beneficiaries
    from tests.enrollment.factories import anyone

    known = person(context, family_name="Martial")
    beneficiaries.change(context, known.id, {"family_name": "Marcin", "birth_date": dt.date(1984, 1, 2)}, anyone)
    with pytest.raises(PossibleDuplicate):
        person(context)
    assert person(context, family_name="Martial").id
