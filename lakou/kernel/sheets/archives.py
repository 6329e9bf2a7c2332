"""An .xlsx or .ods is a zip: it is measured before anyone parses it, and repacked so that the parser sees what was measured."""

import io
import struct
import zipfile
import zlib

from lakou.kernel.sheets.extent import measure
from lakou.kernel.sheets.refusals import BrokenWorkbook, NotASheet, OldWorkbook, UnreadableSheet, ZipBomb

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200
MAX_MEMBERS = 2_000
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_KEPT = (".xml", ".rels", "mimetype")
_ENCRYPTED = 0x1


def safe_workbook(data: bytes) -> tuple[str, bytes]:
    """The kind (`xlsx` or `ods`) and the same workbook without pictures, uncompressed and no larger than it said.

    Raises ZipBomb, BrokenWorkbook, OldWorkbook or NotASheet.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive.infolist(), len(data))
            members = {name: archive.read(name) for name in archive.namelist() if name.endswith(_KEPT)}
            kind = _kind(archive.namelist(), members.get("mimetype", b""))
    except UnreadableSheet:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise BrokenWorkbook from error
    measure(kind, members)
    return kind, _repack(members)


def _check_directory(directory: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(member.file_size for member in directory)
    if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * packed or len(directory) > MAX_MEMBERS:
        raise ZipBomb
    if any(member.flag_bits & _ENCRYPTED for member in directory):
        raise OldWorkbook
    if len({member.filename for member in directory}) < len(directory):
        raise BrokenWorkbook


def _kind(names: list[str], mimetype: bytes) -> str:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if mimetype.strip() == _ODS and "content.xml" in names:
        return "ods"
    if "xl/workbook.bin" in names:
        raise OldWorkbook
    raise NotASheet


def _repack(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()
