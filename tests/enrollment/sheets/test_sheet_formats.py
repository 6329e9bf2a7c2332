"""The same three people, in every format a spreadsheet writes."""

import datetime as dt
import io
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from services.enrollment.sheets import Field, ParsedLine, guess_mapping, parse, read_sheet

TODAY = dt.date(2026, 11, 22)
TEMPLATE = Path(__file__).parents[4] / "shared" / "data" / "la-coop-modele-import-beneficiaires.xlsx"
CSV = "Nom;Prénom;Né le;Commune;Tél\nÉlie;Zoé;1974;Cayenne;0694001122\nSœur;Noël;12/05/1968;Saül;\n"
HEADER: list[object] = ["Nom", "Prénom", "Né(e) le", "Commune", "Téléphone"]

Cells = Sequence[Sequence[object]]


def people(data: bytes, filename: str = "liste.csv") -> list[ParsedLine]:
    sheet = read_sheet(data, filename)
    return parse(sheet, guess_mapping(sheet), TODAY)


def xlsx(rows: Cells, *more: Cells) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for grid in (rows, *more):
            page = book.add_worksheet()
            for at_row, row in enumerate(grid):
                for at_column, value in enumerate(row):
                    page.write(at_row, at_column, value, *([day] if isinstance(value, dt.date) else []))
    return buffer.getvalue()


def ods(rows: Cells) -> bytes:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Feuille1")
    for row in rows:
        line = TableRow()
        for value in row:
            line.addElement(ods_cell(value))
        table.addElement(line)
    document.spreadsheet.addElement(table)
    buffer = io.BytesIO()
    document.write(buffer)
    return buffer.getvalue()


def ods_cell(value: object) -> TableCell:
    if isinstance(value, dt.date):
        return TableCell(valuetype="date", datevalue=value.isoformat())
    if isinstance(value, int | float):
        return TableCell(valuetype="float", value=str(value))
    cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_a_csv_is_read_in_any_usual_encoding_and_separator(encoding: str, separator: str) -> None:
    lines = people(CSV.replace(";", separator).encode(encoding))
    assert [(line.number, line.family_name, line.given_name, line.commune) for line in lines] == [
        (2, "Élie", "Zoé", "97302"),
        (3, "Sœur", "Noël", "97352"),
    ]


def test_rows_keep_their_number_across_empty_lines_and_line_breaks_in_cells() -> None:
    data = 'Liste\n\nNom,Prénom,Né le,Commune,Notes\nA,B,1980,Mana,"un\ndeux"\n\nC,D,1981,Mana,\n'
    lines = people(data.encode())
    assert [(line.number, line.family_name, line.notes) for line in lines] == [(4, "A", "un deux"), (6, "C", "")]


def test_repeated_headers_totals_and_empty_lines_are_counted() -> None:
    people = "A;B;1980;Mana;\n;;;;\nNOM;PRENOM;NE LE;COMMUNE;TEL\nC;D;1981;Mana;\n"
    ending = "Sous-total;;;2;\nTotal : 2 inscrits;;;;\nTotal;Zoé;1980;Mana;\n"
    sheet = read_sheet(f"Nom;Prénom;Né le;Commune;Tél\n{people}{ending}".encode(), "liste.csv")
    assert [row.cells[0] for row in sheet.rows] == ["A", "C", "Total"]
    assert (sheet.skipped.empty, sheet.skipped.repeated_headers, sheet.skipped.totals) == (1, 1, 2)


def test_a_workbook_is_read_with_its_dates_and_figures() -> None:
    rows: list[list[object]] = [
        ["Inscriptions"],
        HEADER,
        ["Élie", "Zoé", dt.date(1974, 3, 2), "Cayenne", 694001122],
        ["Sœur", "Noël", 1968, "97300", "0694 00 11 23"],
        ["Yéyé", "Ana", 29221, 97300, "+594 694 00 11 24"],
    ]
    for data, kind in ((xlsx(rows), "xlsx"), (ods(rows), "ods")):
        assert read_sheet(data, "liste").kind == kind
        lines = people(data)
        assert [line.birth_date for line in lines] == [dt.date(1974, 3, 2), None, dt.date(1980, 1, 1)]
        assert [line.birth_year for line in lines] == [1974, 1968, 1980]
        assert [line.phone for line in lines] == ["+594694001122", "+594694001123", "+594694001124"]
        assert [line.commune for line in lines] == ["97302"] * 3
        assert [line.number for line in lines] == [3, 4, 5]


def test_the_first_page_with_a_header_is_read() -> None:
    sheet = read_sheet(xlsx([["Notice"], ["à lire"]], [HEADER, ["A", "B", 1980, "Mana", ""]]), "liste.xlsx")
    assert (sheet.name, len(sheet.rows)) == ("Sheet2", 1)


def test_a_table_that_begins_away_from_the_corner_keeps_its_row_numbers() -> None:
    rows: list[list[object]] = [[], [], ["", "", *HEADER], ["", "", "A", "B", 1980, "Mana", ""]]
    assert [(line.number, line.family_name) for line in people(xlsx(rows))] == [(4, "A")]


def test_codes_that_a_lookup_did_not_find_are_as_good_as_empty() -> None:
    rows: list[list[object]] = [
        ["Nom", "Prénom", "Année de naissance", "Commune", "", "", "E-mail"],
        ["", "", "", "Nom", "Code INSEE", "Code postal", ""],
        ["Exemple", "Léa", 1970.0, "Blaziert", "32057", "32100", ""],
        ["Élie", "Zoé", 1984.0, "Cayenne", 0, 0.0, "#N/A"],
        ["Sœur", "Noël", 1968.0, "Paris", "75056", "75011", ""],
    ]
    sheet = read_sheet(xlsx(rows), "modele.xlsx")
    assert (sheet.header_row, sheet.skipped.examples) == (2, 1)
    lines = parse(sheet, guess_mapping(sheet), TODAY)
    assert [(line.commune, line.birth_year, line.email) for line in lines] == [("97302", 1984, None), ("75056", 1968, None)]
    assert not any(line.warnings + line.doubts + line.missing for line in lines)


def test_the_template_of_la_coop_is_read_with_its_two_header_rows_and_without_its_example() -> None:
    if not TEMPLATE.exists():
        assert os.environ.get("CI") != "true", f"{TEMPLATE} must be there in CI"  # noqa: TID251 - the place of the test data
        pytest.skip("the template is not here")
    sheet = read_sheet(TEMPLATE.read_bytes(), TEMPLATE.name)
    assert (sheet.name, sheet.header_row, sheet.rows, sheet.skipped.examples) == ("Bénéficiaires", 3, (), 1)
    assert sheet.skipped.empty > 2_000
    assert list(guess_mapping(sheet).values()) == [
        Field.FAMILY_NAME,
        Field.GIVEN_NAME,
        Field.BIRTH_YEAR,
        Field.COMMUNE,
        Field.INSEE,
        Field.POSTAL_CODE,
        Field.PHONE,
        Field.EMAIL,
        Field.GENDER,
        Field.NOTES,
    ]
