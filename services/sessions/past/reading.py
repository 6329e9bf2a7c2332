"""From the bytes of a file to the lines under its titles, within the limits of every sheet that is read here."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence

from lakou.kernel.sheets.cells import content
from lakou.kernel.sheets.delimited import SEPARATORS, decode, split
from lakou.kernel.sheets.refusals import (
    EmptySheet,
    HeaderNotFound,
    OldWorkbook,
    SheetTooLarge,
    TooManyColumns,
    TooManyRows,
    UnclosedQuote,
)
from lakou.kernel.sheets.workbooks import grids
from services.sessions.model import fold
from services.sessions.past.answers import read_day
from services.sessions.past.titles import Field, find_titles, in_hours

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
NO_TITLES = "La ligne de titres est introuvable. Il y faut au moins « Date », « Durée » et « Thème » ou « Nombre de personnes »."
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXPORTED = "date export"
_SEVERAL = {Field.THEMES, Field.EQUIPMENT}

Grid = list[list[str]]


@dataclasses.dataclass(frozen=True)
class Row:
    """A line under the titles, by field; `number` is its row from 1, as a spreadsheet shows it."""

    number: int
    said: dict[Field, str]

    def __getitem__(self, field: Field) -> str:
        return self.said.get(field, "")


@dataclasses.dataclass(frozen=True)
class PastSheet:
    """A list of activities. `coop`: La Coop made it. `exported_on` is when, which tells of what day its age brackets are."""

    rows: tuple[Row, ...]
    coop: bool
    names_people: bool
    hours: bool
    exported_on: dt.date


def read_past(data: bytes, today: dt.date) -> PastSheet:
    """Read a CSV, XLSX or ODS, known by its content whatever its name. Raises a subclass of UnreadableSheet."""
    if len(data) > MAX_BYTES:
        raise SheetTooLarge
    if not data.strip():
        raise EmptySheet
    if data.startswith(_OLD_OFFICE):
        raise OldWorkbook
    found = [(grid, titles) for grid in _grids(data) if (titles := find_titles(grid)) is not None]
    if not found:
        raise HeaderNotFound(NO_TITLES)
    grid, (position, columns) = max(found, key=lambda each: len(each[1][1]))
    return _sheet(grid, position, columns, today)


def _grids(data: bytes) -> Iterator[Grid]:
    if data.startswith(b"PK"):
        yield from (rows for _, _, rows in grids(data))
        return
    text = decode(data)
    refusal: UnclosedQuote | None = None
    for separator in SEPARATORS:
        try:
            rows = split(text, separator)
        except UnclosedQuote as error:
            refusal = refusal or error
            continue
        if find_titles(rows) is not None:
            refusal = None
            yield rows
            return
    if refusal is not None:
        raise refusal


def _sheet(grid: Grid, position: int, columns: dict[int, Field], today: dt.date) -> PastSheet:
    if max((len(row) for row in grid[position:]), default=0) > MAX_COLUMNS:
        raise TooManyColumns
    rows = [row for number, cells in enumerate(grid[position + 1 :], position + 2) if (row := _row(number, cells, columns))]
    if len(rows) > MAX_ROWS:
        raise TooManyRows
    fields = set(columns.values())
    minutes = next((grid[position][index] for index, field in columns.items() if field is Field.DURATION_MINUTES), "")
    return PastSheet(tuple(rows), Field.CRA in fields, Field.PERSON in fields, in_hours(minutes), _exported(grid[:position], today))


def _row(number: int, cells: Sequence[str], columns: dict[int, Field]) -> Row | None:
    """The line, unless it is empty or only gives a total."""
    said = {
        field: cells[index] if field in _SEVERAL else content(cells[index])
        for index, field in columns.items()
        if index < len(cells) and content(cells[index])
    }
    if not said or fold(next(iter(said.values()))).startswith("total"):
        return None
    return Row(number, said)


def _exported(above: Grid, today: dt.date) -> dt.date:
    for row in above:
        if len(row) > 1 and _EXPORTED in " ".join(word for word in fold(row[0]).split() if word != "d"):
            try:
                return read_day(content(row[1]), today)
            except ValueError:
                return today
    return today
