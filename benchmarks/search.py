"""Finding people as one types, beside the fastest question that a database answers: one row by its indexed name."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from benchmarks.measuring import Line, beside
from benchmarks.people import BY, enrollment, invented
from services.enrollment.model import Beneficiary
from services.enrollment.storage import beneficiaries as storage
from services.enrollment.use_cases import beneficiaries

TYPED = {"the beginning of a name": "bel", "two beginnings": "mar orv", "a name that sounds like it": "belroze", "a number": "0696"}
TIMES = 20


def measure(folder: Path, scale: float) -> Iterator[Line]:
    """A page of ten, of several things that one types."""
    count = max(30, int(1500 * scale))
    context = enrollment(folder)
    opened = beneficiaries.register_all(context, invented(count), BY, distinct=True)
    name = next(person.folded for person in opened if person)

    def indexed() -> None:
        with context.database.reading() as db:
            for _ in range(TIMES):
                db.scalars(select(Beneficiary).where(Beneficiary.folded == name).limit(10)).all()

    for words, query in TYPED.items():

        def ours(typed: str = query) -> None:
            with context.database.reading() as db:
                for _ in range(TIMES):
                    storage.search(db, query=typed, limit=10)

        found, peer = beside(ours, indexed, TIMES)
        yield Line(f"{words}, among {count:,} people", found, "one row by an index", peer, "searches/s")
