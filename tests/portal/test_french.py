from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from lakou.portal.french import ago, day, duration, euros, hour, number, percent, phone, plural

THURSDAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ("full", "jeudi 12 mars 2026"),
        ("long", "12 mars 2026"),
        ("short", "12 mars"),
        ("weekday", "jeu. 12 mars"),
        ("month", "mars 2026"),
    ],
)
def test_a_day_is_written_in_each_style(style: str, words: str) -> None:
    assert day(THURSDAY, style) == words


def test_the_first_of_the_month_is_an_ordinal() -> None:
    assert day(date(2026, 2, 1)) == "dimanche 1er février 2026"
    assert day(date(2026, 2, 1), "short") == "1er févr."
    assert day(date(2026, 2, 1), "month") == "févr. 2026"
    assert day(date(2026, 2, 11), "short") == "11 févr."


def test_an_unknown_style_of_day_is_refused() -> None:
    with pytest.raises(KeyError):
        day(THURSDAY, "american")


def test_an_hour_drops_its_minutes_when_there_are_none() -> None:
    assert hour(time(9, 5)) == "9\xa0h\xa005"
    assert hour(datetime(2026, 3, 12, 9, 0, tzinfo=UTC)) == "9\xa0h"
    assert hour(time(0, 30)) == "0\xa0h\xa030"


def test_a_number_has_narrow_spaces_and_a_comma() -> None:
    assert number(12846) == "12\u202f846"
    assert number(3.6) == "3,6"
    assert number(Decimal("-1000000")) == "-1\u202f000\u202f000"


def test_an_amount_shows_cents_only_when_it_has_some() -> None:
    assert euros(212400) == "212\u202f400\xa0€"
    assert euros(Decimal("18.4")) == "18,40\xa0€"


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (0, "0\xa0%"),
        (0.0001, "moins de 0,1\xa0%"),
        (0.029, "2,9\xa0%"),
        (0.0997, "10\xa0%"),
        (0.607, "61\xa0%"),
        (Decimal(1), "100\xa0%"),
    ],
)
def test_a_share_keeps_a_decimal_only_when_it_is_small(ratio: float, words: str) -> None:
    assert percent(ratio) == words


@pytest.mark.parametrize(
    ("e164", "words"),
    [
        ("+596696001234", "0696 00 12 34"),
        ("+590690123456", "0690 12 34 56"),
        ("+594694123456", "0694 12 34 56"),
        ("+33612345678", "06 12 34 56 78"),
        ("+17215551234", "+1 721-555-1234"),
        ("sur place", "sur place"),
    ],
)
def test_a_telephone_is_written_as_it_is_dialled(e164: str, words: str) -> None:
    assert phone(e164) == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0\xa0min"), (45, "45\xa0min"), (120, "2\xa0h"), (90, "1\xa0h\xa030"), (65, "1\xa0h\xa005")]
)
def test_a_duration_is_hours_and_minutes(minutes: int, words: str) -> None:
    assert duration(minutes) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "à l’instant"),
        (59.9, "à l’instant"),
        (180, "il y a 3\xa0min"),
        (7200, "il y a 2\xa0h"),
        (86400, "il y a 1\xa0jour"),
        (3 * 86400, "il y a 3\xa0jours"),
    ],
)
def test_the_time_since_is_told_in_its_largest_unit(seconds: float, words: str) -> None:
    assert ago(seconds) == words


def test_zero_and_one_are_singular_in_french() -> None:
    assert [plural(count, "place") for count in (0, 1, 2)] == ["0\xa0place", "1\xa0place", "2\xa0places"]
    assert plural(8, "cheval", "chevaux") == "8\xa0chevaux"
