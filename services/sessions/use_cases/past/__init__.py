"""Bring in what was done before Lakou: read the file, try it, run it, decide on the lines that wait, take it back."""

from services.sessions.use_cases.past.deciding import decide, nameless_all
from services.sessions.use_cases.past.receiving import exists, forget, receive, view
from services.sessions.use_cases.past.running import bring_in, run
from services.sessions.use_cases.past.telling import Report, ReportLine, report, try_out
from services.sessions.use_cases.past.undoing import undo

__all__ = [
    "Report",
    "ReportLine",
    "bring_in",
    "decide",
    "exists",
    "forget",
    "nameless_all",
    "receive",
    "report",
    "run",
    "try_out",
    "undo",
    "view",
]
