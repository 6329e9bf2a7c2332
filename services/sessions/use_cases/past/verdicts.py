"""What becomes of a line."""

import dataclasses

from services.sessions.model import KnownPerson, PastOutcome
from services.sessions.past import Line


@dataclasses.dataclass(frozen=True)
class Verdict:
    """The outcome of a line. `person` is who took part; nobody when it is counted without a name.

    `double`: it looks like something that was noted here.
    """

    line: Line
    outcome: PastOutcome
    message: str = ""
    field: str | None = None
    person: KnownPerson | None = None
    candidates: tuple[KnownPerson, ...] = ()
    double: bool = False

    @property
    def label(self) -> str:
        """Who the line is about, as the file says it."""
        return self.line.person or (f"{self.line.count} personnes sans nom" if self.line.count > 1 else "Sans nom")
