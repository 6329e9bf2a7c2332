"""What is not a sheet is refused with a slug and a sentence, and nothing hostile reaches the parser."""

import io
import struct
import zipfile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from services.enrollment.sheets import Sheet, UnreadableSheet, guess_mapping, read_sheet

HEADER = "Nom;Prénom;Né le;Commune\n"
TYPES = '<?xml version="1.0"?><Types/>'


def slug_of(data: bytes, **options: int) -> str:
    with pytest.raises(UnreadableSheet) as caught:
        read_sheet(data, "liste", **options)
    assert caught.value.message.endswith(".")
    return caught.value.slug


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def workbook(*cells: tuple[int, int, str]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for row, column, text in cells:
            page.write_string(row, column, text)
    return buffer.getvalue()


def repeated_table(*rows: tuple[int, int, str]) -> bytes:
    document = OpenDocumentSpreadsheet()
    table = Table(name="a")
    for times, width, text in rows:
        row = TableRow(numberrowsrepeated=times)
        cell = TableCell(numbercolumnsrepeated=width, **({"valuetype": "string"} if text else {}))
        if text:
            cell.addElement(P(text=text))
        row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    buffer = io.BytesIO()
    document.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n1 0 obj",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
        b"<html><table><tr><td>Nom</td></tr></table></html>",
        b"{\\rtf1 Nom}",
        archive({"word/document.xml": b"<w/>", "[Content_Types].xml": TYPES.encode()}),
    ],
    ids=["pdf", "png", "jpeg", "html", "rtf", "docx"],
)
def test_what_is_not_a_sheet_is_refused(data: bytes) -> None:
    assert slug_of(data) == "not-a-sheet"


@pytest.mark.parametrize("data", [b"", b"  \n\r\n", b"\xef\xbb\xbf\n", workbook()], ids=["nothing", "blanks", "mark", "xlsx"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert slug_of(data) == "empty-sheet"


@pytest.mark.parametrize(
    "data", [b"Bonjour,\nvoici la liste.\n", b"Dupont;Marie;1980\n", workbook((0, 0, "Notice"))], ids=["letter", "bare", "xlsx"]
)
def test_a_table_without_titles_is_refused(data: bytes) -> None:
    assert slug_of(data) == "header-not-found"


def test_an_old_or_locked_workbook_is_named_as_such() -> None:
    assert slug_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)) == "old-or-locked-workbook"
    assert slug_of(archive({"xl/workbook.bin": b""})) == "old-or-locked-workbook"


def test_a_file_over_the_limit_is_refused_unread() -> None:
    assert slug_of(b"PK" + bytes(10 * 1024 * 1024)) == "sheet-too-large"
    assert slug_of(HEADER.encode(), limit=10) == "sheet-too-large"


def test_too_many_rows_or_columns_are_refused() -> None:
    line = "A;B;1980;Mana\n"
    assert len(read_sheet((HEADER + line * 20_000).encode(), "liste").rows) == 20_000
    assert slug_of((HEADER + line * 20_001).encode()) == "too-many-rows"
    assert slug_of((HEADER + line + ";" * 200 + "x\n").encode()) == "too-many-columns"
    assert read_sheet((HEADER + line + ";" * 300 + "\n").encode(), "liste").skipped.empty == 1


def test_an_unclosed_quote_is_refused_rather_than_swallow_lines() -> None:
    assert slug_of(f'{HEADER}A;B;1980;Mana\nC;"D;1981;Mana\nE;F;1982;Mana\n'.encode()) == "unclosed-quote"


def test_a_workbook_that_unfolds_a_thousandfold_is_refused_before_it_is_read() -> None:
    assert slug_of(archive({"xl/workbook.xml": bytes(30 * 1024 * 1024)})) == "zip-bomb"


def test_a_directory_that_announces_more_than_200_mb_is_refused() -> None:
    packed = bytearray(archive({"xl/workbook.xml": b"<a/>", "xl/b.xml": b"<b/>"}))
    central = packed.index(b"PK\x01\x02")
    packed[central + 24 : central + 28] = struct.pack("<I", 201 * 1024 * 1024)
    assert slug_of(bytes(packed)) == "zip-bomb"


def test_a_directory_that_lies_about_its_sizes_is_refused() -> None:
    packed = bytearray(archive({"xl/workbook.xml": b"<a>" + bytes(9_000) + b"</a>"}))
    central = packed.index(b"PK\x01\x02")
    packed[central + 24 : central + 28] = struct.pack("<I", 5)
    assert slug_of(bytes(packed)) == "broken-workbook"


def test_two_cells_at_opposite_corners_do_not_fill_the_memory() -> None:
    assert slug_of(workbook((0, 0, "Nom"), (1_048_575, 16_383, "x"))) == "zip-bomb"


@pytest.mark.parametrize("rows", [((1_000_000, 1_000, "x"),), ((1, 1, "Nom"), (1_000_000, 16_000, ""), (1, 1_000, "x"))])
def test_cells_repeated_a_million_times_are_refused(rows: tuple[tuple[int, int, str], ...]) -> None:
    assert slug_of(repeated_table(*rows)) == "zip-bomb"


def test_the_empty_rows_that_end_every_opendocument_are_harmless() -> None:
    data = repeated_table((1, 1, "Nom"), (1_048_575, 16_384, ""))
    assert slug_of(data) == "header-not-found"


@pytest.mark.parametrize(
    "document", [b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b'<?xml version="1.0" encoding="x"?><a/>', b"<a>"]
)
def test_a_page_that_is_not_plain_xml_is_refused(document: bytes) -> None:
    assert slug_of(archive({"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": document})) == "broken-workbook"


def test_a_workbook_cut_short_is_refused() -> None:
    whole = workbook((0, 0, "Nom"), (0, 1, "Prénom"))
    assert slug_of(whole[: len(whole) // 2]) == "broken-workbook"
    assert slug_of(archive({"xl/workbook.xml": b"<w/>"})) == "broken-workbook"


def read_or_refused(data: bytes) -> Sheet | UnreadableSheet:
    try:
        return read_sheet(data, "liste")
    except UnreadableSheet as refusal:
        return refusal


@given(st.binary(max_size=400) | st.binary(max_size=200).map(lambda tail: HEADER.encode("cp1252") + tail))
@settings(deadline=None)
def test_any_bytes_give_a_sheet_or_a_refusal(data: bytes) -> None:
    sheet = read_or_refused(data)
    if isinstance(sheet, UnreadableSheet):
        assert sheet.slug
        assert sheet.message
    else:
        assert len(guess_mapping(sheet)) == len(sheet.header)
        assert all(len(row.cells) == len(sheet.header) for row in sheet.rows)


BOOK = workbook((0, 0, "Nom"), (0, 1, "Prénom"), (1, 0, "A"), (1, 1, "B"))


@given(st.integers(0, len(BOOK) - 1), st.integers(1, 255))
@settings(deadline=None, max_examples=200)
def test_a_damaged_workbook_is_read_or_refused(position: int, change: int) -> None:
    damaged = bytearray(BOOK)
    damaged[position] ^= change
    outcome = read_or_refused(bytes(damaged))
    assert isinstance(outcome, UnreadableSheet) or outcome.kind == "xlsx"
