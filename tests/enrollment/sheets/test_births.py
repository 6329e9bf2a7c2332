"""Births in the forms people write them; nothing is corrected in silence."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrollment.sheets.dates import (
    FUTURE,
    IMPOSSIBLE,
    OLDEST,
    TOO_OLD,
    TWO_CENTURIES,
    UNREADABLE,
    Birth,
    read_birth,
    read_cell,
)

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    [
        "12/05/1968",
        "12-05-1968",
        "12.05.1968",
        "12 05 1968",
        "12 / 5 / 1968",
        "12/5/68",
        "1968-05-12",
        "1968/05/12",
        "1968-05-12 00:00:00",
        "1968-05-12T10:30:00",
        "12051968",
        "12 mai 1968",
        "le 12 mai 1968",
        "24970",
        "24970.0",
    ],
)
def test_a_date_is_read_in_every_usual_form(text: str) -> None:
    assert read_cell(text, TODAY) == Birth(1968, dt.date(1968, 5, 12))


@pytest.mark.parametrize("text", ["19844", "24970.0"])
def test_five_digits_that_a_person_typed_are_no_day_of_a_spreadsheet(text: str) -> None:
    assert read_birth(text, TODAY) == Birth(problem=UNREADABLE)


def test_a_year_alone_is_a_year() -> None:
    assert read_birth("1974", TODAY) == Birth(1974)
    assert read_birth("1er février 1990", TODAY).date == dt.date(1990, 2, 1)
    assert read_birth("3 déc. 1990", TODAY).date == dt.date(1990, 12, 3)
    assert read_birth("3 août 90", TODAY).date == dt.date(1990, 8, 3)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("31/02/1979", IMPOSSIBLE),
        ("05/28/2000", IMPOSSIBLE),
        ("29/02/1973", IMPOSSIBLE),
        ("00/00/1980", IMPOSSIBLE),
        ("1891", TOO_OLD),
        ("01/01/1900", TOO_OLD),
        ("2027", FUTURE),
        ("23/11/2026", FUTURE),
        ("60000", FUTURE),
        ("12/05/20", TWO_CENTURIES),
        ("vers 1960", UNREADABLE),
        ("12/05", UNREADABLE),
        ("?1960", UNREADABLE),
        ("12 foo 1968", UNREADABLE),
    ],
)
def test_what_is_impossible_or_implausible_waits_for_a_person(text: str, problem: str) -> None:
    assert read_cell(text, TODAY) == Birth(problem=problem)


def test_two_digits_take_the_only_century_that_makes_a_plausible_age() -> None:
    assert read_birth("4/7/00", TODAY).year == 2000
    assert read_birth("4/7/15", TODAY).year == 2015
    assert read_birth("4/7/27", TODAY).year == 1927
    assert read_birth("29/2/72", TODAY).date == dt.date(1972, 2, 29)


@given(st.text(max_size=40) | st.from_regex(r"\A[0-9]{1,5}[/.\- ][0-9]{1,3}[/.\- ][0-9]{1,5}\Z"))
def test_no_text_breaks_the_reader(text: str) -> None:
    birth = read_birth(text, TODAY)
    assert bool(birth.problem) == (birth.year is None)
    assert birth.date is None or birth.date.year == birth.year


@given(st.dates(dt.date(TODAY.year - OLDEST + 1, 1, 1), TODAY))
def test_every_plausible_date_is_read_back(date: dt.date) -> None:
    for text in (date.isoformat(), f"{date:%d/%m/%Y}", f"{date.day}-{date.month}-{date.year}"):
        assert read_birth(text, TODAY) == Birth(date.year, date)
