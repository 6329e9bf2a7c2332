"""Sign-up sheets: bytes in, parsed lines out. Nothing is stored here, and nothing is asked of anyone."""

from services.enrollment.sheets.columns import Column, ColumnStatus, columns, corrected_mapping, guess_mapping
from services.enrollment.sheets.findings import Finding
from services.enrollment.sheets.lines import ParsedLine, parse
from services.enrollment.sheets.names import alike, normalise
from services.enrollment.sheets.reading import Row, Sheet, Skipped, read_sheet
from services.enrollment.sheets.refusals import UnreadableSheet, WrongMapping
from services.enrollment.sheets.refused import refused_csv
from services.enrollment.sheets.titles import Field

__all__ = [
    "Column",
    "ColumnStatus",
    "Field",
    "Finding",
    "ParsedLine",
    "Row",
    "Sheet",
    "Skipped",
    "UnreadableSheet",
    "WrongMapping",
    "alike",
    "columns",
    "corrected_mapping",
    "guess_mapping",
    "normalise",
    "parse",
    "read_sheet",
    "refused_csv",
]
