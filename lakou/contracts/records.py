"""All that is held about a person, as each service hands it over: sections of a table, in parts that fit in an event."""

import dataclasses
import json
from collections.abc import Iterable, Sequence

RECORD_LENGTH = 40_000
"""Characters of one part."""
_ROOM = 30_000


@dataclasses.dataclass(frozen=True)
class Section:
    """A table with a French title; every cell is text as one reads it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def parts_of(sections: Iterable[Section]) -> list[str]:
    """The JSON of each part, at least one; a long table goes on in the next part under the same title."""
    parts: list[list[Section]] = [[]]
    size = 0
    for section in sections:
        rows: list[tuple[str, ...]] = []
        for row in section.rows:
            cost = sum(len(json.dumps(cell)) for cell in row) + 10
            if size + cost > _ROOM and (rows or parts[-1]):
                parts[-1].append(Section(section.title, section.columns, tuple(rows)))
                parts.append([])
                rows, size = [], 0
            rows.append(row)
            size += cost
        parts[-1].append(Section(section.title, section.columns, tuple(rows)))
    return [json.dumps([dataclasses.asdict(each) for each in part], ensure_ascii=False) for part in parts]


def sections_of(parts: Sequence[str]) -> list[Section]:
    """The sections of all parts in their order, those with the same title and columns put together again."""
    found: dict[tuple[str, tuple[str, ...]], list[tuple[str, ...]]] = {}
    for part in parts:
        for each in json.loads(part):
            key = str(each["title"]), tuple(map(str, each["columns"]))
            found.setdefault(key, []).extend(tuple(map(str, row)) for row in each["rows"])
    return [Section(title, columns, tuple(rows)) for (title, columns), rows in found.items()]
