"""Phones in the forms people write them, all stored as E.164."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrollment.sheets.phones import INCOMPLETE, SECOND_LEFT_OUT, UNREADABLE, Phone, read_phone


@pytest.mark.parametrize(
    "text",
    [
        "0696 00 10 37",
        "06.96.00.10.37",
        "06-96-00-10-37",
        "06/96/00/10/37",
        "0696001037",
        "696001037",
        "00596696001037",
        "+596 696 00 10 37",
        "+596 (0)696 00 10 37",
        "+5960696001037",
        "0696\u00a000\u202f10 37",
    ],
)
def test_one_number_has_one_form(text: str) -> None:
    assert read_phone(text) == Phone("+596696001037")


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("0690 12 34 56", "+590690123456"),
        ("0691999999", "+590691999999"),
        ("0694 40 12 34", "+594694401234"),
        ("0612345678", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("+597 8123456", "+5978123456"),
        ("+1 758 452 1234", "+17584521234"),
    ],
)
def test_a_number_of_anywhere_is_taken(text: str, e164: str) -> None:
    assert read_phone(text) == Phone(e164)


@pytest.mark.parametrize("text", ["069677", "06960010370", "0096", "+596 696", "12", "0000000000", "+596069677"])
def test_an_incomplete_number_is_left_out(text: str) -> None:
    assert read_phone(text) == Phone(problem=INCOMPLETE)


def test_words_are_not_a_number_and_none_is_no_problem() -> None:
    assert read_phone("celui de sa soeur") == Phone(problem=UNREADABLE)
    assert read_phone("") == read_phone("aucun") == read_phone("Pas de téléphone") == Phone()


def test_the_first_of_two_numbers_is_kept_and_it_is_said() -> None:
    for text in ("0696 00 10 37 / 0596 11 22 33", "0696001037 ou 0596112233"):
        assert read_phone(text) == Phone("+596696001037", SECOND_LEFT_OUT)


@given(st.text(max_size=40) | st.text(alphabet="0123456789+ .-/()", max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    phone = read_phone(text)
    assert phone.e164 is None or (phone.e164[0] == "+" and phone.e164[1:].isdigit() and 8 <= len(phone.e164) <= 16)


@given(st.integers(0, 99_999))
def test_a_stored_number_is_read_as_itself(digits: int) -> None:
    stored = read_phone(f"06960{digits:05}").e164
    assert stored is not None
    assert read_phone(stored) == Phone(stored)
