"""Where the header is, under what title, on one row or two."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.enrollment.sheets.names import normalise
from services.enrollment.sheets.titles import Field, field_of_title

Grid = Sequence[Sequence[str]]

_DEEPEST_HEADER = 60  # rows above it: a title, instructions, a logo's empty rows
_FEWEST_FIELDS = 2
_NAMES = {Field.FAMILY_NAME, Field.GIVEN_NAME, Field.FULL_NAME}


@dataclass(frozen=True)
class Header:
    """The titles of the columns; `first` and `last` are 0-based positions of its rows."""

    titles: tuple[str, ...]
    first: int
    last: int
    recognized: int


def find_header(rows: Grid) -> Header | None:
    """The row that names the most fields, at least two and a name among them; joined with the row under it where that one
    only holds titles too, as in La Coop's template."""
    best: Header | None = None
    for position, row in enumerate(rows[:_DEEPEST_HEADER]):
        recognized = _fields(row)
        if len(recognized) < _FEWEST_FIELDS or not recognized & _NAMES:
            continue
        if best is None or len(recognized) > best.recognized:
            best = Header(tuple(cell.strip() for cell in row), position, position, len(recognized))
    return best and _with_second_row(best, rows)


def _fields(titles: Sequence[str]) -> set[Field]:
    return {field for title in titles if (field := field_of_title(title)) is not None}


def _with_second_row(header: Header, rows: Grid) -> Header:
    second = [cell.strip() for cell in rows[header.last + 1]] if header.last + 1 < len(rows) else []
    filled = [cell for cell in second if cell]
    if len(filled) < _FEWEST_FIELDS or any(field_of_title(cell) is None for cell in filled):
        return header
    if is_repeated(header.titles, second):
        return header
    titles = _joined(header.titles, second)
    return Header(titles, header.first, header.last + 1, len(_fields(titles)))


def _joined(above: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    """`Commune` over `Nom`, `Code INSEE`, `Code postal`: a group title stands for the empty cells on its right."""
    titles, group = [], ""
    for position in range(max(len(above), len(below))):
        upper = above[position] if position < len(above) else ""
        lower = below[position] if position < len(below) else ""
        group = upper or (group if lower else "")
        titles.append(f"{group} {lower}".strip())
    return tuple(titles)


def is_repeated(titles: Sequence[str], row: Sequence[str]) -> bool:
    """Whether the row says the same titles again, as at the top of each printed page."""
    said = [normalise(cell) for cell in row if cell.strip()]
    return len(said) > 1 and said == [normalise(title) for title in titles if title.strip()]
