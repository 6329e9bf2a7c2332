"""Who a name of the file is. La Coop's export of activities gives no birth, so only a name that fits one file alone is enough."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import ColumnElement, select

from lakou.contracts.vocabulary import age_bracket
from lakou.kernel.db import Db
from services.sessions.model import KnownPerson, fold
from services.sessions.past import Line

SHORTEST = 6
"""Letters of a whole name below which one letter apart says nothing."""


@dataclasses.dataclass(frozen=True)
class Match:
    """The one file that is hers, or those that may be."""

    person: KnownPerson | None = None
    candidates: tuple[KnownPerson, ...] = ()


class People:
    """Who is known, by name; give it a `db` before each use, as a snapshot must not last."""

    def __init__(self, exported_on: dt.date) -> None:
        self.db: Db
        self.exported_on = exported_on
        self._names: list[str] | None = None

    def match(self, line: Line) -> Match:
        """By the whole name in either order, less those whose age bracket says otherwise; then by a name one letter apart."""
        name = fold(line.person)
        same = self._named(name)
        likely = [person for person in same if self._age_fits(person, line.age)]
        if len(likely) > 1 and line.commune:
            likely = [person for person in likely if person.commune == line.commune] or likely
        if len(likely) == 1:
            return Match(likely[0], (likely[0],))
        return Match(None, tuple(likely or same or self._close(name)))

    def _named(self, name: str) -> list[KnownPerson]:
        words = name.split()
        if not words:
            return []
        turned = {" ".join([*words[cut:], *words[:cut]]) for cut in range(len(words))}
        return self._people(KnownPerson.folded.in_(turned))

    def _close(self, name: str) -> Sequence[KnownPerson]:
        if len(name) < SHORTEST:
            return ()
        if self._names is None:
            self._names = list(self.db.scalars(select(KnownPerson.folded).where(*_standing()).distinct()))
        found = process.extract(name, self._names, scorer=OSA.distance, score_cutoff=1, limit=5)
        return self._people(KnownPerson.folded.in_([each[0] for each in found])) if found else ()

    def _people(self, condition: ColumnElement[bool]) -> list[KnownPerson]:
        query = select(KnownPerson).where(*_standing(), condition)
        return list(self.db.scalars(query.order_by(KnownPerson.folded, KnownPerson.beneficiary_id).limit(10)))

    def _age_fits(self, person: KnownPerson, age: str) -> bool:
        """Whether the bracket may be hers. La Coop reckons it on the day of the export, or kept it from the year before."""
        if not age or person.birth_year is None:
            return True
        ends = [dt.date(self.exported_on.year - back, 12, 31) for back in (0, 1)]
        return any(age_bracket(day, person.birth_year, None) == age for day in ends)


def _standing() -> tuple[ColumnElement[bool], ...]:
    return KnownPerson.removed.is_(False), KnownPerson.same_as.is_(None), KnownPerson.folded != ""
