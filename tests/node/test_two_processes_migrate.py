"""Two processes of one node start together, and both make the portal's database, which they share."""

from pathlib import Path

import pytest

from lakou.kernel import migrate
from lakou.kernel.db import Database
from lakou.node import catalog
from lakou.node.house import PORTAL_MIGRATIONS


def test_the_other_process_was_faster_with_the_shared_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    portal, enrollment = (_made(tmp_path, name) for name in ("portal", "enrollment"))
    streams = migrate.upgrade_streams

    def overtaken(database: Database) -> None:
        streams(database)
        if database is portal:
            migrate._upgrade(_made(tmp_path, "portal"), PORTAL_MIGRATIONS, "service_version")

    monkeypatch.setattr(migrate, "upgrade_streams", overtaken)
    monkeypatch.setattr(migrate, "_moulds", {})
    own = catalog.load("enrollment").migrations
    migrate.upgrade(portal, PORTAL_MIGRATIONS)
    migrate.upgrade(enrollment, own)
    assert migrate.current(portal, PORTAL_MIGRATIONS)
    assert migrate.current(enrollment, own)


def _made(folder: Path, name: str) -> Database:
    return Database(f"sqlite:///{folder / name}.sqlite3", f"/martinique/{name}")
