"""Commits wait for the disk, except while invented data come in."""

from pathlib import Path

from sqlalchemy import text

from lakou.kernel.db import Database
from lakou.kernel.sqlite import in_haste

FULL, NORMAL = 2, 1


def synchronous(database: Database) -> int:
    with database.transaction() as db:
        return int(db.execute(text("PRAGMA synchronous")).scalar_one())


def test_every_connection_waits_for_the_disk_again_after_a_hurry(tmp_path: Path) -> None:
    known, later = (Database(f"sqlite:///{tmp_path}/{name}.sqlite3", f"/node/{name}") for name in ("known", "later"))
    assert synchronous(known) == FULL
    with in_haste():
        assert (synchronous(known), synchronous(later)) == (NORMAL, NORMAL)
    assert (synchronous(known), synchronous(later)) == (FULL, FULL)
    known.dispose()
    later.dispose()
