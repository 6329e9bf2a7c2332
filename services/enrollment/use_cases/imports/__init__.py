"""Bring in a sheet: read it, try it, run it, decide on the lines that wait, take it back."""

from services.enrollment.use_cases.imports.receiving import Reading, forget, receive, remap, view
from services.enrollment.use_cases.imports.running import bring_in, run
from services.enrollment.use_cases.imports.settling import decide, line_to_settle, refused_file
from services.enrollment.use_cases.imports.trying import Report, ReportLine, report, try_out
from services.enrollment.use_cases.imports.undoing import undo

__all__ = [
    "Reading",
    "Report",
    "ReportLine",
    "bring_in",
    "decide",
    "forget",
    "line_to_settle",
    "receive",
    "refused_file",
    "remap",
    "report",
    "run",
    "try_out",
    "undo",
    "view",
]
