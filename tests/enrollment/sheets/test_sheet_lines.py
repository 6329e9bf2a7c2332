"""Columns, corrections, formulas, and the file of refused lines."""

import csv
import dataclasses
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrollment.sheets import (
    ColumnStatus,
    Field,
    ParsedLine,
    Row,
    WrongMapping,
    columns,
    corrected_mapping,
    guess_mapping,
    parse,
    read_sheet,
    refused_csv,
)
from services.enrollment.sheets.lines import BIRTHS_DISAGREE, FORMULA

TODAY = dt.date(2026, 11, 22)
HEADER = "Nom;Prénom;Né le;Commune;Tél;Remarques\n"


def people(*rows: str, header: str = HEADER) -> list[ParsedLine]:
    sheet = read_sheet((header + "\n".join(rows)).encode(), "liste.csv")
    return parse(sheet, guess_mapping(sheet), TODAY)


def one(row: str, header: str = HEADER) -> ParsedLine:
    return people(row, header=header)[0]


def test_titles_are_known_by_their_usual_names() -> None:
    titles = "NOM DE FAMILLE *;Prenom(s);Sexe;Date de naissance;VILLE;CP;Code Insee;N° de téléphone;Adresse mail"
    sheet = read_sheet(f"{titles};Bénéficiaire du RSA;Prescripteur\nA;B\n".encode(), "liste.csv")
    assert list(guess_mapping(sheet).values()) == [
        Field.FAMILY_NAME,
        Field.GIVEN_NAME,
        Field.GENDER,
        Field.BIRTH_DATE,
        Field.COMMUNE,
        Field.POSTAL_CODE,
        Field.INSEE,
        Field.PHONE,
        Field.EMAIL,
        Field.RSA,
        Field.REFERRER,
    ]


def test_every_column_says_how_it_was_understood() -> None:
    sheet = read_sheet(b"Nom;Prenom;Comune;Tel fixe;Tel portable;Pointure\nA;B;Mana;0594001122;0694001122;38\n", "liste.csv")
    seen = [(column.letter, column.field, column.status, column.samples) for column in columns(sheet)]
    assert seen[2:] == [
        ("C", Field.COMMUNE, ColumnStatus.GUESSED, ("Mana",)),
        ("D", Field.IGNORE, ColumnStatus.REPEATED, ("0594001122",)),
        ("E", Field.PHONE, ColumnStatus.RECOGNIZED, ("0694001122",)),
        ("F", Field.IGNORE, ColumnStatus.UNKNOWN, ("38",)),
    ]


def test_a_person_may_correct_the_columns() -> None:
    sheet = read_sheet(b"Nom;Prenom;Annee;Commune\nZoe;Elie;1980;Mana\n", "liste.csv")
    mapping = corrected_mapping(sheet, {0: "given_name", 1: "family_name", 2: "birth_year", 3: "ignore"})
    line = parse(sheet, mapping, TODAY)[0]
    assert (line.family_name, line.given_name, line.birth_year, line.commune) == ("Elie", "Zoe", 1980, None)
    assert parse(sheet, {0: "family_name"}, TODAY)[0].family_name == "Zoe"


def test_a_field_moved_to_a_column_leaves_the_other() -> None:
    sheet = read_sheet(b"Nom;Prenom;Commune;Quartier\nA;B;Mana;Cayenne\n", "liste.csv")
    assert list(corrected_mapping(sheet, {3: "commune"}).values())[2:] == [Field.IGNORE, Field.COMMUNE]


@pytest.mark.parametrize("corrections", [{9: "phone"}, {-1: "phone"}, {0: "shoe_size"}, {0: "phone", 1: "phone"}])
def test_a_correction_that_cannot_be_followed_is_refused(corrections: dict[int, str]) -> None:
    sheet = read_sheet(b"Nom;Prenom\nA;B\n", "liste.csv")
    with pytest.raises(WrongMapping):
        corrected_mapping(sheet, corrections)


def test_every_required_field_that_is_missing_is_named() -> None:
    line = one(";-;?;0;;vide")
    assert [finding.field for finding in line.missing] == [
        Field.BIRTH_DATE,
        Field.COMMUNE,
        Field.FAMILY_NAME,
        Field.GIVEN_NAME,
    ]
    assert not line.doubts


@pytest.mark.parametrize("name", ["=HYPERLINK(0)", "@SUM(A1:A9)", "+cmd|' /C calc'!A0", "-2+3+cmd|x", '"=1+1"'])
def test_a_formula_is_never_a_name(name: str) -> None:
    line = one(f"{name};B;1980;Mana;;")
    assert (line.family_name, line.warnings[0].message) == ("", FORMULA)
    assert [each.message for each in line.missing] == [FORMULA]
    assert line.missing[0].field is Field.FAMILY_NAME


def test_a_formula_in_an_optional_cell_is_left_out_with_a_warning() -> None:
    line = one("A;B;1980;Mana;0694001122;=WEBSERVICE(1)")
    assert (line.notes, line.warnings[0].field, line.missing) == ("", Field.NOTES, ())


def test_plain_text_that_begins_like_a_formula_is_text() -> None:
    line = one('+Élie;-Zoé;="1980";Mana;+594 694 00 11 22;- ne vient pas le mardi')
    assert (line.family_name, line.given_name, line.birth_year) == ("Élie", "Zoé", 1980)
    assert (line.phone, line.notes, line.warnings) == ("+594694001122", "- ne vient pas le mardi", ())


def test_a_date_and_a_year_must_agree() -> None:
    header = "Nom;Prénom;Né le;Année de naissance;Commune\n"
    assert one("A;B;;1980;Mana", header).birth_year == 1980
    assert one("A;B;1/2/1980;1980;Mana", header).birth_date == dt.date(1980, 2, 1)
    line = one("A;B;1/2/1980;1981;Mana", header)
    assert (line.birth_year, [finding.message for finding in line.doubts]) == (None, [BIRTHS_DISAGREE])


def test_unreadable_optional_fields_are_left_out_with_a_warning_each() -> None:
    header = "Nom;Prénom;Né le;Commune;Civilité;Tél;Mail;RSA;Accord écrit\n"
    line = one("A;B;1980;Mana;Mme/M;12;zoe@;en cours;?", header)
    assert [finding.field for finding in line.warnings] == [Field.GENDER, Field.PHONE, Field.EMAIL, Field.RSA]
    assert not line.doubts + line.missing
    assert line.consent_follow_up is None


def test_refused_lines_come_back_as_a_file_that_can_be_read_again() -> None:
    lines = people(";B;1980;Mana;+594694001122;=1+1", "A;;1980;Mana;;\tnote")
    written = refused_csv(lines, ["Nom", "Prénom", "Né le", "Commune", "Tél", "Remarques"])
    text = written.decode("utf-8-sig").splitlines()
    assert written.startswith(b"\xef\xbb\xbf")
    assert text == [
        "Nom;Prénom;Né le;Commune;Tél;Remarques;Ligne du fichier;À corriger",
        ";B;1980;Mana;'+594694001122;'=1+1;2;Il manque le nom de famille : ajoutez-le.",
        "A;;1980;Mana;;note;3;Il manque le prénom : ajoutez-le.",
    ]
    again = read_sheet(written, "refus.csv")
    assert parse(again, guess_mapping(again), TODAY)[0].phone == "+594694001122"


@given(st.lists(st.text(max_size=12), min_size=6, max_size=6))
def test_no_cell_of_the_refused_file_can_act_as_a_formula(cells: list[str]) -> None:
    sheet = read_sheet((HEADER + "A;B;1980;Mana;;\n").encode(), "liste.csv")
    line = parse(sheet, guess_mapping(sheet), TODAY)[0]
    hostile = dataclasses.replace(line, raw=tuple(cells))
    written = io.StringIO(refused_csv([hostile], sheet.header).decode("utf-8-sig"), newline="")
    rows = list(csv.reader(written, delimiter=";"))
    assert not any(cell[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} for row in rows for cell in row if cell)


@given(st.lists(st.text(max_size=20), min_size=6, max_size=6))
def test_any_line_is_parsed_and_no_name_keeps_a_leading_sign(cells: list[str]) -> None:
    sheet = read_sheet((HEADER + "A;B;1980;Mana;;\n").encode(), "liste.csv")
    hostile = dataclasses.replace(sheet, rows=(Row(2, tuple(cells)),))
    line = parse(hostile, guess_mapping(sheet), TODAY)[0]
    assert not line.family_name.startswith(("=", "+", "-", "@"))
    assert bool(line.family_name) != any(finding.field is Field.FAMILY_NAME for finding in line.missing)
