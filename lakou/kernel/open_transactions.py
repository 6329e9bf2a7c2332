"""The oldest transaction that holds the writers of a database up: ours, that of a tool, or one that an operator forgot."""

from sqlalchemy import text

from lakou.kernel.db import Database, Db

_WRITING = "FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
_OLDEST = text(f"SELECT extract(epoch FROM max(clock_timestamp() - xact_start)) {_WRITING}")  # noqa: S608 - our own words


def oldest(database: Database, db: Db) -> float:
    """Its age in seconds, 0 without any. PostgreSQL tells of the sessions of our own role; SQLite of this process."""
    if database.is_sqlite:
        return database.writing_for()
    return float(db.execute(_OLDEST).scalar_one() or 0.0)
