"""Fold before anybody asks, once the ledger is quiet, so that the first question after a load is as quick as any.

While facts come in, the days that they mark would be folded over and over: one waits for a pause, but not for ever.
"""

from weakref import WeakKeyDictionary

from lakou.kernel.db import Database
from services.reporting.storage import cells
from services.reporting.use_cases.fold import fold

MOST_WAITS = 10

_last_seen: WeakKeyDictionary[Database, tuple[int, int]] = WeakKeyDictionary()
"""By database, the latest mark seen and how often one has waited since the last fold."""


def fold_when_quiet(database: Database) -> int:
    """To be called at intervals: fold if no mark came since the last call; how many days were folded."""
    with database.reading() as db:
        latest = cells.last_mark(db)
    if latest is None:
        _last_seen.pop(database, None)
        return 0
    before, waits = _last_seen.get(database, (0, 0))
    if latest != before and waits < MOST_WAITS:
        _last_seen[database] = (latest, waits + 1)
        return 0
    _last_seen.pop(database, None)
    return fold(database)
