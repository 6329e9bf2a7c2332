"""Every so often, what every reader has passed about people who were erased is blanked in the outboxes of this process."""

from collections.abc import Sequence

import eventlet

from lakou.kernel import forgetting, logs
from lakou.kernel.database_trouble import is_trouble
from lakou.kernel.db import Database

SECONDS = 5.0


def watch(databases: Sequence[Database]) -> None:
    """From the start and for ever; a database that cannot answer now is asked again."""
    while True:
        for database in databases:
            sweep(database)
        eventlet.sleep(SECONDS)


def sweep(database: Database) -> int:
    """One database; how many rows were blanked."""
    try:
        return forgetting.sweep(database)
    except Exception as error:
        if not is_trouble(error):
            raise
        logs.get().warning("sweep.database_unavailable", source=database.source, error=type(error).__name__)
        return 0
