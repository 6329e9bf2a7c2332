"""The lines that were not taken, as a file to correct and give back."""

import csv
import io
from collections.abc import Iterable, Sequence

from lakou.kernel.sheets.cells import harmless, tidy
from services.enrollment.sheets.lines import ParsedLine

ROW_TITLE, REASON_TITLE = "Ligne du fichier", "À corriger"


def refused_csv(lines: Iterable[ParsedLine], header: Sequence[str]) -> bytes:
    """The lines given, with their own columns first so that the file can be read again, then their row and the reasons.

    UTF-8 with a byte order mark and `;`, which French spreadsheets open as they are; no cell can act as a formula.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";")
    writer.writerow([harmless(tidy(title)) for title in (*header, ROW_TITLE, REASON_TITLE)])
    for line in lines:
        reasons = " ".join(finding.message for finding in (*line.missing, *line.doubts))
        cells = (*line.raw[: len(header)], *[""] * (len(header) - len(line.raw)), str(line.number), reasons)
        writer.writerow([harmless(cell) for cell in cells])
    return written.getvalue().encode("utf-8-sig")
