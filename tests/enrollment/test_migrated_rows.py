"""A database of before partners and assessments, with people in programs: brought up to date, it holds the same rows and rules."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import MetaData, insert, select, text
from sqlalchemy.exc import IntegrityError

from lakou.kernel import migrate
from lakou.kernel.db import Database
from lakou.node.catalog import ROOT
from services.enrollment.model import Base, Enrollment, StageChange

MIGRATIONS = ROOT / "services" / "enrollment" / "migrations"
BEFORE = "0008"
DAY, NOW = "2026-03-02", "2026-03-02 14:00:00+00:00"
WOMAN, PROGRAM, OPEN, ENDED = (uuid.UUID(int=number) for number in range(1, 5))
ROWS: dict[str, list[dict[str, Any]]] = {
    "beneficiary": [
        {"id": WOMAN, "revision": 3, "family_name": "Marcin", "given_name": "Rosalie", "folded": "marcin rosalie"}
        | {"birth_year": 1984, "commune": "97213", "gender": "feminin", "language": "fr", "channel": "sms"}
        | {"social_status": "sans_emploi", "rsa": "oui", "registered_on": DAY}
    ],
    "program": [{"id": PROGRAM, "revision": 1, "code": "inclusion", "name": "Inclusion", "kind": "beneficiaries", "target": 40}],
    "enrollment": [
        {"id": each, "revision": 2, "beneficiary_id": WOMAN, "program_id": PROGRAM, "stage": stage}
        | {"applied_on": DAY, "stage_on": DAY}
        for each, stage in ((ENDED, "withdrawn"), (OPEN, "active"))
    ],
    "stage_change": [
        {"id": number, "enrollment_id": each, "stage": stage, "reached_on": DAY, "reason": why, "noted_by": "C.", "noted_at": NOW}
        for number, (each, stage, why) in enumerate(
            [(ENDED, "applied", None), (ENDED, "withdrawn", "a déménagé"), (OPEN, "applied", None), (OPEN, "active", None)], 1
        )
    ],
}


def filled(database: Database) -> None:
    """As the version before left it; its columns are those that the database has, not those of the models of today."""
    migrate.upgrade_streams(database)
    with database.transaction() as db:
        command.upgrade(migrate._config(MIGRATIONS, connection=db.connection(), table="service_version"), BEFORE)
    with database.transaction() as db:
        tables = MetaData()
        tables.reflect(db.connection())
        for name, rows in ROWS.items():
            for row in rows:
                kinds = {column.name: column.type.python_type for column in tables.tables[name].columns}
                db.execute(insert(tables.tables[name]), {key: _as(kinds[key], value, database) for key, value in row.items()})


def _as(kind: type, value: Any, database: Database) -> Any:
    """A UUID is text in SQLite."""
    return value.hex if database.is_sqlite and isinstance(value, uuid.UUID) else _parsed(kind, value)


def _parsed(kind: type, value: Any) -> Any:
    return kind.fromisoformat(value) if isinstance(value, str) and hasattr(kind, "fromisoformat") else value


def assert_all_is_there(database: Database) -> None:
    with database.reading() as db:
        enrolled = {each.id: each for each in db.scalars(select(Enrollment))}
        assert {(each.id, each.stage, each.beneficiary_id) for each in enrolled.values()} == {
            (ENDED, "withdrawn", WOMAN),
            (OPEN, "active", WOMAN),
        }
        assert {each.organization_id for each in enrolled.values()} | {each.helper_id for each in enrolled.values()} == {None}
        history = db.scalars(select(StageChange).order_by(StageChange.id))
        said = [(each.enrollment_id, each.stage, each.reason) for each in history]
        assert said == [(row["enrollment_id"], row["stage"], row["reason"]) for row in ROWS["stage_change"]]
        if database.is_sqlite:
            assert db.execute(text("PRAGMA foreign_key_check")).all() == []
    assert migrate.differences(database, Base.metadata) == []


def assert_the_rules_hold(database: Database) -> None:
    """Once in a program at a time; a structure's enrollment names no person."""
    day = dt.date.fromisoformat(DAY)
    again = {"id": uuid.uuid4(), "revision": 1, "program_id": PROGRAM, "stage": "applied", "applied_on": day, "stage_on": day}
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(insert(Enrollment).values(**again, beneficiary_id=WOMAN))
    with database.transaction() as db:
        db.execute(insert(Enrollment).values(**again, beneficiary_id=None))


def test_on_sqlite(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'enrollment.sqlite3'}", "/martinique/enrollment")
    filled(database)
    migrate.upgrade(database, MIGRATIONS)
    assert_all_is_there(database)
    assert_the_rules_hold(database)
    database.dispose()


@pytest.mark.postgres
def test_on_postgresql(postgres_url: str) -> None:
    database = Database(postgres_url, "/martinique/enrollment")
    filled(database)
    migrate.upgrade(database, MIGRATIONS)
    assert_all_is_there(database)
    assert_the_rules_hold(database)
    database.dispose()
