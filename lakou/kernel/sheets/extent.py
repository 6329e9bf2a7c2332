"""How far the filled cells of a workbook reach.

The parser lays the filled cells out as a rectangle: one word in A1 and one in XFD1048576, a file of 5 kB, ends the whole process
for want of memory. So the rectangle is measured first, from the cells and never from the size that the file declares.
"""

import re
from xml.parsers import expat

from lakou.kernel.sheets.refusals import BrokenWorkbook, UnreadableSheet, ZipBomb

MAX_AREA = 20_000 * 200
MAX_TAGS = 10_000_000  # some ten seconds of reading; La Coop's template has half a million
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,6})\$?(\d{1,9})")


def measure(kind: str, members: dict[str, bytes]) -> None:
    """Raise ZipBomb when a sheet of the workbook is too wide a rectangle, BrokenWorkbook when it is not XML.

    Every document is measured, since a sheet may lie under any name.
    """
    documents = [document for name, document in members.items() if name != "mimetype"]
    if sum(document.count(b"<") for document in documents) > MAX_TAGS:
        raise ZipBomb
    for document in documents:
        _walk(document, ExcelExtent() if kind == "xlsx" else OpenDocumentExtent())


def _walk(document: bytes, extent: "ExcelExtent | OpenDocumentExtent") -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = extent.start
    parser.StartDoctypeDeclHandler = _refuse_dtd
    try:
        parser.Parse(document, True)
    except UnreadableSheet:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise BrokenWorkbook from error


def _refuse_dtd(*_: object) -> None:
    raise BrokenWorkbook


def _local(name: str) -> str:
    return name.rsplit(":", 1)[-1]


def _check(height: int, width: int) -> None:
    if height * width > MAX_AREA:
        raise ZipBomb


class ExcelExtent:
    """Follows the rows and cells of one worksheet; a position left out is the next one."""

    def __init__(self) -> None:
        self.row = self.column = self.height = self.width = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match _local(name):
            case "row":
                self.row = int(attributes.get("r", self.row + 1))
                self.column = 0
            case "c":
                self._move(attributes.get("r", ""))
            case "v" | "is" | "f":
                self.height, self.width = max(self.height, self.row), max(self.width, self.column)
                _check(self.height, self.width)

    def _move(self, reference: str) -> None:
        given = _REFERENCE.fullmatch(reference)
        if given is None:
            self.column += 1
            return
        self.row, self.column = int(given[2]), 0
        for letter in given[1].upper():
            self.column = self.column * 26 + ord(letter) - 64


class OpenDocumentExtent:
    """Follows the tables of an OpenDocument; rows and cells may be repeated."""

    def __init__(self) -> None:
        self.row = self.column = self.height = self.width = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        given = {_local(key): value for key, value in attributes.items()}
        match _local(name):
            case "table":
                self.row = self.column = self.height = self.width = 0
            case "table-row":
                self.row += int(given.get("number-rows-repeated", "1"))
                self.column = 0
            case "table-cell" | "covered-table-cell":
                self.column += int(given.get("number-columns-repeated", "1"))
                if "value-type" in given:
                    self._fill()
            case "p":
                self._fill()

    def _fill(self) -> None:
        self.height, self.width = max(self.height, self.row), max(self.width, self.column)
        _check(self.height, self.width)
