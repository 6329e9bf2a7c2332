"""The import of a sheet: tried out and brought in, beside reading the file alone, and beside registering one by one."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measuring import Line, beside, seconds
from benchmarks.people import BY, enrollment, invented
from lakou.kernel.context import ServiceContext
from services.enrollment.use_cases import beneficiaries, imports

COLUMNS = ("family_name", "given_name", "birth_year", "commune", "phone")
FRENCH = ("Nom", "Prénom", "Année de naissance", "Commune", "Téléphone")


def measure(folder: Path, scale: float) -> Iterator[Line]:
    """A sheet of invented people."""
    count = max(10, int(500 * scale))
    everyone = invented(count)
    data = _sheet(everyone)

    def read() -> None:
        list(csv.reader(io.StringIO(data.decode()), delimiter=";"))

    tried = enrollment(folder / "tried")
    ours, theirs = beside(lambda: imports.bring_in(tried, data, "liste.csv", BY, dry_run=True), read, count)
    yield Line("lines tried out", ours, "only read by the csv module", theirs, "lines/s")
    brought, by_hand = enrollment(folder / "brought"), enrollment(folder / "by-hand")
    into = count / seconds(lambda: imports.bring_in(brought, data, "liste.csv", BY, dry_run=False))
    one_by_one = count / seconds(lambda: _one_by_one(by_hand, everyone))
    yield Line("lines brought in", into, "people registered one by one", one_by_one, "people/s")


def _one_by_one(context: ServiceContext, everyone: list[dict[str, Any]]) -> None:
    for person in everyone:
        beneficiaries.register_all(context, [person], BY, distinct=True)


def _sheet(everyone: list[dict[str, Any]]) -> bytes:
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";")
    writer.writerow(FRENCH)
    writer.writerows([person[name] for name in COLUMNS] for person in everyone)
    return lines.getvalue().encode()
