"""What one may ask the ledger."""

import dataclasses
import datetime as dt

FIRST_YEAR, LAST_YEAR = 1990, 2100  # a day outside is a typing mistake, in a fact as in a question


@dataclasses.dataclass(frozen=True)
class Question:
    """Days, both included, and maybe one territory (its code) or one program (its code)."""

    since: dt.date
    until: dt.date
    territory: str | None = None
    program: str | None = None
