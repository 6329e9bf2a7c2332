"""A write transaction asks for a row once: by its key, by the value of a column, and also when the row is not there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from lakou.kernel.db import Database
from lakou.kernel.writing import fetch, gather, having
from tests.kernel.kit import opened, sqlite


class Base(DeclarativeBase):
    """The table of these tests."""


class House(Base):
    """A row with a key, and a column to look by."""

    __tablename__ = "house"

    name: Mapped[str] = mapped_column(primary_key=True)
    yard: Mapped[int]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = opened(sqlite(tmp_path, "writing"))
    with database.transaction() as db:
        Base.metadata.create_all(db.connection())
        db.add_all([House(name="a", yard=1), House(name="b", yard=1), House(name="c", yard=2)])
    yield database
    database.dispose()


@pytest.fixture
def asked(database: Database) -> list[str]:
    queries: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM house" in statement:
            queries.append(statement)

    event.listen(database.engine, "before_cursor_execute", listen)
    return queries


def test_what_was_fetched_is_not_asked_for_again_even_when_it_is_not_there(database: Database, asked: list[str]) -> None:
    with database.transaction() as db:
        assert [house.name for house in fetch(db, House, ["a", "c", "z"])] == ["a", "c"]
        assert db.get(House, "c") is not None
        assert db.get(House, "z") is None
        assert db.get(House, "z") is None
    assert len(asked) == 1


def test_a_row_that_is_added_is_found_before_it_is_written(database: Database, asked: list[str]) -> None:
    with database.transaction() as db:
        assert db.get(House, "z") is None
        new = House(name="z", yard=3)
        db.add(new)
        assert db.get(House, "z") is new
    assert len(asked) == 1


def test_a_row_that_is_taken_away_is_gone(database: Database) -> None:
    with database.transaction() as db:
        gather(db, House.yard, [1])
        db.delete(db.get(House, "a"))
        db.flush()
        assert db.get(House, "a") is None
        assert [house.name for house in having(db, House.yard, 1)] == ["b"]


def test_rows_gathered_by_a_value_are_met_by_those_added_since(database: Database, asked: list[str]) -> None:
    with database.transaction() as db:
        gather(db, House.yard, [1, 3])
        db.add(late := House(name="z"))
        late.yard = 3
        assert [house.name for house in having(db, House.yard, 3)] == ["z"]
        assert sorted(house.name for house in having(db, House.yard, 1)) == ["a", "b"]
        db.flush()
        assert [house.name for house in having(db, House.yard, 3)] == ["z"]
        assert [house.name for house in having(db, House.yard, 2)] == ["c"]
    assert len(asked) == 2


def test_a_reader_asks_each_time(database: Database) -> None:
    with database.reading() as db:
        assert gather(db, House.yard, [1]) == []
        assert [house.name for house in having(db, House.yard, 2)] == ["c"]


def test_two_databases_share_what_was_compiled(tmp_path: Path, database: Database) -> None:
    other = opened(sqlite(tmp_path, "other"))
    assert other.engine.dialect == database.engine.dialect
    with other.transaction() as db:
        Base.metadata.create_all(db.connection())
        db.add(House(name="mine", yard=9))
    with database.reading() as db:
        assert db.get(House, "mine") is None
    other.dispose()
