"""The rows of a text file: which encoding, which separator."""

import codecs
import csv
import io
from collections.abc import Iterator

from lakou.kernel.sheets.cells import LONGEST
from lakou.kernel.sheets.encodings import likeliest
from lakou.kernel.sheets.refusals import NotASheet, UnclosedQuote

SEPARATORS = (";", ",", "\t", "|")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARKUP = ("<", "{\\rtf", "%pdf", "%!ps")
_ALLOWED_CONTROLS = "\t\n\r\x0b\x0c\x1a"


def decode(data: bytes) -> str:
    """The text of a CSV in UTF-8, UTF-16 or, for what it cannot be, the likeliest of the old encodings.

    Raises NotASheet for binary files and for markup.
    """
    text = _decoded(data).replace("\x1a", "")
    if any(ord(character) < 32 and character not in _ALLOWED_CONTROLS for character in text):
        raise NotASheet
    if text.lstrip().casefold().startswith(_MARKUP):
        raise NotASheet
    return text


def _decoded(data: bytes) -> str:
    for encoding in _encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotASheet


def _encodings(data: bytes) -> Iterator[str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            yield encoding
            return
    beginning = data[:400]
    if beginning.count(0) * 3 > len(beginning):  # Latin letters in UTF-16 have a zero byte each
        yield "utf-16-le" if beginning[1::2].count(0) >= beginning[::2].count(0) else "utf-16-be"
    yield "utf-8"
    yield from likeliest(data)


def split(text: str, separator: str) -> list[list[str]]:
    """The records of a CSV, empty lines included, so that their position is the row a spreadsheet shows.

    A cell that is too long is cut. Raises UnclosedQuote.
    """
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    above = 0
    try:
        for row in reader:
            long, tall = any(len(cell) > LONGEST for cell in row), reader.line_num > above + 1
            if long and tall:  # a quotation mark swallowed the lines that follow
                raise UnclosedQuote(len(rows) + 1)
            rows.append([cell[:LONGEST] for cell in row] if long else row)
            above = reader.line_num
    except csv.Error as error:
        raise UnclosedQuote(len(rows) + 1) from error
    return rows
