"""An association's sign-up sheet, as it leaves the spreadsheet."""

import datetime as dt
from pathlib import Path

import pytest

from lakou.contracts.territories import territory
from lakou.contracts.vocabulary import Gender, ReferrerKind, RsaStatus
from services.enrollment.sheets import Field, ParsedLine, Sheet, alike, columns, guess_mapping, parse, read_sheet

SHEET = Path(__file__).parents[2] / "data" / "inscriptions-inclusion-numerique.csv"
TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return read_sheet(SHEET.read_bytes(), SHEET.name)


@pytest.fixture(scope="module")
def lines(sheet: Sheet) -> dict[int, ParsedLine]:
    return {line.number: line for line in parse(sheet, guess_mapping(sheet), TODAY, home=territory("972"))}


def named(lines: dict[int, ParsedLine], family_name: str, given_name: str) -> list[ParsedLine]:
    return [line for line in lines.values() if alike(line.family_name, family_name) and alike(line.given_name, given_name)]


def test_54_people_are_read_under_the_title_and_the_total_is_skipped(sheet: Sheet) -> None:
    assert (sheet.header_row, len(sheet.rows), sheet.skipped.totals) == (3, 54, 1)
    assert (sheet.rows[0].number, sheet.rows[-1].number) == (4, 57)


def test_every_column_is_recognized(sheet: Sheet) -> None:
    assert list(guess_mapping(sheet).values()) == [
        Field.FAMILY_NAME,
        Field.GIVEN_NAME,
        Field.GENDER,
        Field.BIRTH_DATE,
        Field.COMMUNE,
        Field.PHONE,
        Field.EMAIL,
        Field.RSA,
        Field.REFERRER,
        Field.LEVEL,
        Field.CONSENT_FOLLOW_UP,
        Field.NOTES,
    ]
    assert columns(sheet)[4].samples == ("Trinité", "Saint-Joseph", "St-Joseph")


def test_a_whole_line_is_understood(lines: dict[int, ParsedLine]) -> None:
    line = lines[5]
    assert (line.family_name, line.given_name, line.gender) == ("ROSAMONT", "Béatrice", Gender.FEMININ)
    assert (line.birth_year, line.birth_date) == (1982, dt.date(1982, 4, 1))
    assert (line.commune, line.commune_guessed) == ("97224", False)
    assert (line.phone, line.email) == ("+596696001037", None)
    assert (line.rsa, line.referrer, line.consent_follow_up) == (RsaStatus.OUI, ReferrerKind.CCAS, True)
    assert line.notes == "parle surtout créole\nOrientation : CCAS Fort-de-France\nNiveau déclaré : 1"
    assert not line.warnings + line.doubts + line.missing


def test_only_the_line_without_a_family_name_is_refused(lines: dict[int, ParsedLine]) -> None:
    refused = [line for line in lines.values() if line.missing]
    assert [(line.number, line.given_name) for line in refused] == [(53, "Lucie")]
    assert [(finding.field, finding.message) for finding in refused[0].missing] == [
        (Field.FAMILY_NAME, "Il manque le nom de famille : ajoutez-le.")
    ]


def test_only_the_two_impossible_births_wait_for_a_person(lines: dict[int, ParsedLine]) -> None:
    doubtful = [line for line in lines.values() if line.doubts]
    assert [(line.family_name, line.doubts[0].value) for line in doubtful] == [
        ("BARDURY", "31/02/1979"),
        ("CASIMIR", "1891"),
    ]
    assert all(line.birth_year is None and not line.missing for line in doubtful)


def test_only_the_incomplete_phone_is_a_warning_and_is_left_out(lines: dict[int, ParsedLine]) -> None:
    warned = [line for line in lines.values() if line.warnings]
    assert [(line.family_name, line.phone, line.warnings[0].value) for line in warned] == [("DELBÉ", None, "069677")]
    assert "incomplet" in warned[0].warnings[0].message


def test_every_date_is_read_day_first(lines: dict[int, ParsedLine]) -> None:
    births = {number: lines[number].birth_date or lines[number].birth_year for number in (4, 6, 7, 9, 22, 25)}
    assert births == {
        4: 1974,
        6: dt.date(2000, 12, 8),
        7: dt.date(1993, 8, 16),
        9: dt.date(1998, 10, 9),
        22: dt.date(2000, 7, 4),
        25: dt.date(2000, 5, 28),
    }


def test_every_phone_is_stored_in_one_form_and_may_be_shared(lines: dict[int, ParsedLine]) -> None:
    phones = [line.phone for line in lines.values() if line.phone]
    assert len(phones) == 52
    assert all(phone.startswith(("+596696", "+590690")) and len(phone) == 13 for phone in phones)
    sisters = named(lines, "Arnaud", "Viviane") + named(lines, "Arnaud", "Rose-Hélène")
    assert {line.phone for line in sisters} == {"+596696001666"}


def test_communes_are_found_by_name_by_postal_code_and_outside_the_territory(lines: dict[int, ParsedLine]) -> None:
    found = {number: (lines[number].commune, lines[number].commune_guessed) for number in (6, 8, 13, 17, 21, 39, 57)}
    assert found == {
        6: ("97224", False),  # St-Joseph
        8: ("97229", False),  # Schoelcher
        13: ("97229", False),  # Schœlcher
        17: ("97209", False),  # FORT DE FRANCE
        21: ("97224", True),  # 97212, the INSEE code of Gros-Morne
        39: ("97209", True),  # 97200
        57: ("97120", False),  # Pointe-à-Pitre
    }


def test_lamentin_is_le_lamentin_for_a_node_of_martinique(sheet: Sheet, lines: dict[int, ParsedLine]) -> None:
    assert (lines[15].commune, lines[15].commune_guessed) == ("97213", True)
    at_guadeloupe = parse(sheet, guess_mapping(sheet), TODAY, home=territory("971"))
    assert at_guadeloupe[11].commune == "97115"


def test_the_same_person_twice_is_alike_and_two_josianes_are_not(lines: dict[int, ParsedLine]) -> None:
    for family_name, given_name in (("Varsovie", "Rosette"), ("Ozier-Lafontaine", "Françoise")):
        first, second = named(lines, family_name, given_name)
        assert first.birth_date == second.birth_date
        assert first.commune == second.commune
    one, other = named(lines, "Cyrille", "Josiane")
    assert one.birth_year != other.birth_year


def test_an_empty_answer_is_not_asked(lines: dict[int, ParsedLine]) -> None:
    assert (lines[8].rsa, lines[14].rsa, lines[9].rsa) == (RsaStatus.NON_COMMUNIQUE, RsaStatus.OUI, RsaStatus.NON)
    assert (lines[14].consent_follow_up, lines[7].consent_follow_up) == (None, False)
    assert lines[40].referrer is None
