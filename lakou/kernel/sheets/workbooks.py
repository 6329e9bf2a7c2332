"""The rows of an .xlsx or .ods, sheet by sheet."""

import io
from collections.abc import Iterator

import python_calamine as calamine

from lakou.kernel.sheets.archives import safe_workbook
from lakou.kernel.sheets.cells import as_text
from lakou.kernel.sheets.refusals import BrokenWorkbook


def grids(data: bytes) -> Iterator[tuple[str, str, list[list[str]]]]:
    """Kind, name and rows of each visible sheet, in order and one at a time; rows and columns start at A1."""
    kind, safe = safe_workbook(data)
    try:
        with calamine.load_workbook(io.BytesIO(safe)) as workbook:
            for sheet in workbook.sheets_metadata:
                if sheet.visible is calamine.SheetVisibleEnum.Visible and sheet.typ is calamine.SheetTypeEnum.WorkSheet:
                    rows = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                    yield kind, sheet.name, [[as_text(value) for value in row] for row in rows]
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise BrokenWorkbook from error
