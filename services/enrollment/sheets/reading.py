"""From the bytes of a file to the lines under its header."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

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
MOST_FILLED = MAX_ROWS + 2_000  # titles, totals and headers that come back are no people
MAX_COLUMNS = 200
_LIKE_PEOPLE = 3  # titles known, for a sheet to be one of people
_ZIP = b"PK"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TOTALS = ("total", "totaux", "sous total", "sous totaux", "total general", "nombre total", "effectif total")
_EXAMPLE = {"exemple", "lea"}  # the person of La Coop's template


@dataclass(frozen=True)
class Row:
    """A line under the header; `number` is its row, from 1, as a spreadsheet shows it; as many cells as titles.

    On another sheet than the first it goes on counting, and `place` says where the line is.
    """

    number: int
    cells: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True)
class Skipped:
    """How many lines under the header were not read, and why."""

    empty: int = 0
    totals: int = 0
    repeated_headers: int = 0
    examples: int = 0


@dataclass(frozen=True)
class Sheet:
    """A sign-up sheet as it was found. `kind` is csv, xlsx or ods; `header_row` the last row of the header, from 1.

    `others` are sheets of the same workbook that hold people under other titles, and are not read.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    header_row: int
    skipped: Skipped
    kind: str
    filename: str
    name: str = ""
    others: tuple[str, ...] = ()


def read_sheet(data: bytes, filename: str, *, limit: int = MAX_BYTES) -> Sheet:
    """Read a CSV, XLSX or ODS, known by its content whatever its name. Raises a subclass of UnreadableSheet."""
    if len(data) > limit:
        raise SheetTooLarge
    if not data.strip():
        raise EmptySheet
    if data.startswith(_OLD_OFFICE):
        raise OldWorkbook
    return _joined(_workbook(data), filename) if data.startswith(_ZIP) else _sheet(_delimited(data), filename)


@dataclass(frozen=True)
class _Found:
    """A grid with a header, as it lies in the file."""

    kind: str
    name: str
    rows: list[list[str]]
    header: Header


def _workbook(data: bytes) -> list[_Found]:
    """Every sheet with a header: first the one that names the most fields, and of those the first."""
    blank, found = True, list[_Found]()
    for kind, name, rows in grids(data):
        header = find_header(rows)
        if header is not None:
            found.append(_Found(kind, name, rows, header))
        blank = blank and not any(map(_filled, rows))
    if not found:
        raise EmptySheet if blank else HeaderNotFound
    best = max(found, key=lambda each: each.header.recognized)
    return [best, *(each for each in found if each is not best)]


def _joined(found: list[_Found], filename: str) -> Sheet:
    """The best sheet, and under it the lines of those with the very same titles (one sheet a commune, say)."""
    best = _sheet(found[0], filename)
    rows, others = list(best.rows), list[str]()
    end = len(found[0].rows)
    for each in found[1:]:
        more = _sheet(each, filename)
        if [normalise(title) for title in more.header if title] != [normalise(title) for title in best.header if title]:
            others += [each.name] if more.rows and each.header.recognized >= _LIKE_PEOPLE else []
            continue
        place = f"Feuille « {each.name} », ligne"
        rows += [Row(end + row.number, _fitted(row.cells, len(best.header)), f"{place} {row.number}") for row in more.rows]
        end += len(each.rows)
    if len(rows) > MAX_ROWS:
        raise TooManyRows
    return replace(best, rows=tuple(rows), others=tuple(others))


def _delimited(data: bytes) -> _Found:
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
    return _Found("csv", "", rows, header)


def _sheet(found: _Found, filename: str) -> Sheet:
    rows, header = found.rows, found.header
    if sum(map(_filled, rows)) > MOST_FILLED:
        raise TooManyRows  # before each line is looked at
    width = max((_width(row) for row in rows[header.first :]), default=0)
    if width > MAX_COLUMNS:
        raise TooManyColumns
    titles = _fitted(header.titles, width)
    body = [Row(number, _fitted(row, width)) for number, row in enumerate(rows[header.last + 1 :], header.last + 2)]
    people, skipped = _sorted_out(titles, body)
    if len(people) > MAX_ROWS:
        raise TooManyRows
    return Sheet(titles, tuple(people), header.last + 1, skipped, found.kind, filename, found.name)


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
