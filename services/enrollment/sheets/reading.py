"""From the bytes of a file to the lines under its header."""

from collections.abc import Iterable
from dataclasses import dataclass

from lakou.kernel.sheets.delimited import SEPARATORS, decode, split
from lakou.kernel.sheets.workbooks import grids
from services.enrollment.sheets.header import Header, find_header, is_repeated
from services.enrollment.sheets.names import normalise
from services.enrollment.sheets.refusals import (
    EmptySheet,
    HeaderNotFound,
    NotASheet,
    OldWorkbook,
    SheetTooLarge,
    TooManyColumns,
    TooManyRows,
    UnclosedQuote,
)

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
_ZIP = b"PK"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TOTALS = ("total", "totaux", "sous total", "sous totaux", "total general", "nombre total", "effectif total")
_EXAMPLE = {"exemple", "lea"}  # the person of La Coop's template


@dataclass(frozen=True)
class Row:
    """A line under the header; `number` is its row, from 1, as a spreadsheet shows it; as many cells as titles."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Skipped:
    """How many lines under the header were not read, and why."""

    empty: int = 0
    totals: int = 0
    repeated_headers: int = 0
    examples: int = 0


@dataclass(frozen=True)
class Sheet:
    """A sign-up sheet as it was found. `kind` is csv, xlsx or ods; `header_row` the last row of the header, from 1."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    header_row: int
    skipped: Skipped
    kind: str
    filename: str
    name: str = ""


def read_sheet(data: bytes, filename: str, *, limit: int = MAX_BYTES) -> Sheet:
    """Read a CSV, XLSX or ODS, known by its content whatever its name. Raises a subclass of UnreadableSheet."""
    if len(data) > limit:
        raise SheetTooLarge
    if not data.strip():
        raise EmptySheet
    if data.startswith(_OLD_OFFICE):
        raise OldWorkbook
    kind, name, rows, header = _workbook(data) if data.startswith(_ZIP) else _delimited(data)
    return _sheet(kind, name, rows, header, filename)


def _workbook(data: bytes) -> tuple[str, str, list[list[str]], Header]:
    blank = True
    for kind, name, rows in grids(data):
        header = find_header(rows)
        if header is not None:
            return kind, name, rows, header
        blank = blank and not any(map(_filled, rows))
    raise EmptySheet if blank else HeaderNotFound


def _delimited(data: bytes) -> tuple[str, str, list[list[str]], Header]:
    text = decode(data)
    if not text.strip():
        raise EmptySheet
    found: list[tuple[Header, list[list[str]]]] = []
    refusal: UnclosedQuote | None = None
    for separator in SEPARATORS:
        try:
            rows = split(text, separator)
        except UnclosedQuote as error:
            refusal = refusal or error
            continue
        header = find_header(rows)
        if header is not None:
            found.append((header, rows))
    if not found:
        raise refusal or (HeaderNotFound if text.isprintable() or "\n" in text or "\r" in text else NotASheet)
    header, rows = max(found, key=lambda each: each[0].recognized)
    return "csv", "", rows, header


def _sheet(kind: str, name: str, rows: list[list[str]], header: Header, filename: str) -> Sheet:
    width = max((_width(row) for row in rows[header.first :]), default=0)
    if width > MAX_COLUMNS:
        raise TooManyColumns
    titles = _fitted(header.titles, width)
    body = [Row(number, _fitted(row, width)) for number, row in enumerate(rows[header.last + 1 :], header.last + 2)]
    people, skipped = _sorted_out(titles, body)
    if len(people) > MAX_ROWS:
        raise TooManyRows
    return Sheet(titles, tuple(people), header.last + 1, skipped, kind, filename, name)


def _sorted_out(titles: tuple[str, ...], body: list[Row]) -> tuple[list[Row], Skipped]:
    people: list[Row] = []
    counts = {"empty": 0, "totals": 0, "repeated_headers": 0, "examples": 0}
    for row in body:
        reason = _reason_to_skip(titles, row.cells)
        if reason is None:
            people.append(row)
        else:
            counts[reason] += 1
    return people, Skipped(**counts)


def _reason_to_skip(titles: tuple[str, ...], cells: tuple[str, ...]) -> str | None:
    filled = [cell for cell in cells if cell.strip()]
    if not filled:
        return "empty"
    if is_repeated(titles, cells):
        return "repeated_headers"
    if _is_total(filled):
        return "totals"
    if {normalise(cell) for cell in filled[:2]} == _EXAMPLE:
        return "examples"
    return None


def _is_total(filled: list[str]) -> bool:
    """`TOTAL`, alone or beside figures; someone called Total has a given name."""
    first = normalise(filled[0])
    named = any(first == title or first.startswith(f"{title} ") for title in _TOTALS)
    return named and not any(any(map(str.isalpha, cell)) for cell in filled[1:])


def _filled(row: Iterable[str]) -> bool:
    return any(cell.strip() for cell in row)


def _width(row: list[str]) -> int:
    return next((position for position in range(len(row), 0, -1) if row[position - 1].strip()), 0)


def _fitted(cells: Iterable[str], width: int) -> tuple[str, ...]:
    fitted = [cell.strip() for cell in cells][:width]
    return tuple(fitted + [""] * (width - len(fitted)))
