"""The session of a write transaction: it remembers what it has asked for, so that no row is asked for twice."""

import functools
from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Select, bindparam, event, inspect, select, tuple_
from sqlalchemy.orm import Mapper
from sqlalchemy.orm import Session as Db

R = TypeVar("R")

_AT_ONCE = 200


class WritingDb(Db):
    """What was read or added stays at hand until the transaction ends; what is not there is known not to be there."""

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """As `Session.get`. With an option (a lock, say) the database is asked."""
        if options:
            return super().get(entity, ident, **options)
        known, key = self.info["known"], _key(entity, ident)
        if key not in known:
            with self.no_autoflush:  # what was added is known by its key: there is nothing to write before asking
                known[key] = super().get(entity, ident)
        return known[key]


def surroundings() -> dict[str, Any]:
    """The `info` of a new session: events recorded, rows by key (None: not there), by the value of a column, and those added."""
    return {"outbox": [], "known": {}, "gathered": {}, "added": {}}


def fetch(db: Db, kind: type[R], keys: Iterable[Any]) -> list[R]:
    """Read many rows by key at once; `db.get` of one of them asks no more, in a write transaction. Those that are there."""
    known: dict[Any, Any] = db.info.get("known", {})
    wanted = {_key(kind, key): key for key in keys}
    missing = [key for place, key in wanted.items() if place not in known]
    for some in (missing[at : at + _AT_ONCE] for at in range(0, len(missing), _AT_ONCE)):
        found = {_identity(row): row for row in db.scalars(_having_keys(inspect(kind)), {"keys": some})}
        known |= {(kind, _tuple(key)): found.get(_tuple(key)) for key in some}
    return [row for place in wanted if (row := known.get(place)) is not None]


@functools.cache
def _having_keys(kind: Mapper[Any]) -> Select[Any]:
    """The query of the rows with these `keys`, made once for each table."""
    keys: BindParameter[Any] = bindparam("keys", expanding=True)
    columns = kind.primary_key
    return select(kind).where(columns[0].in_(keys) if len(columns) == 1 else tuple_(*columns).in_(keys))


def gather(db: Db, column: Any, values: Iterable[Any], *where: Any) -> list[Any]:
    """Read the rows of all these values of a mapped column that never changes; `having` one of them asks no more.

    `where`: what holds for every row that this transaction is about.
    """
    wanted = set(values)
    if "gathered" not in db.info or not wanted:
        return []
    gathered: dict[Any, list[Any]] = db.info["gathered"].setdefault((column.class_, column.key), {})
    missing = [value for value in wanted if value not in gathered]
    gathered |= {value: [] for value in missing}
    for some in (missing[at : at + _AT_ONCE] for at in range(0, len(missing), _AT_ONCE)):
        for row in db.scalars(select(column.class_).where(column.in_(some), *where)):
            gathered[getattr(row, column.key)].append(row)
    return [row for value in wanted for row in having(db, column, value)]


def having(db: Db, column: Any, value: Any, *where: Any) -> list[Any]:
    """The rows with this value, in no order: those gathered and added since, else the database is asked."""
    gathered = db.info.get("gathered", {}).get((column.class_, column.key), {})
    if value in gathered:
        added = [row for row in db.info["added"].get(column.class_, ()) if getattr(row, column.key) == value]
        return [*gathered[value], *(row for row in added if row not in gathered[value])]
    return list(db.scalars(select(column.class_).where(column == value, *where)))


def read_anew(db: Db) -> None:
    """Write what was changed and forget what was read: an update that bypasses the rows is about to give them other keys."""
    db.flush()
    db.expunge_all()
    for kept in ("known", "gathered", "added"):
        db.info.get(kept, {}).clear()


def _tuple(ident: Any) -> tuple[Any, ...]:
    return ident if isinstance(ident, tuple) else (ident,)


def _key(kind: Any, ident: Any) -> tuple[Any, tuple[Any, ...]]:
    return kind, _tuple(ident)


@event.listens_for(WritingDb, "transient_to_pending")
def _added(db: Db, row: object) -> None:
    db.info["added"].setdefault(type(row), []).append(row)
    _keep(db, row)


@event.listens_for(WritingDb, "loaded_as_persistent")
@event.listens_for(WritingDb, "pending_to_persistent")
def _keep(db: Db, row: object) -> None:
    """A row that is added with its key is found by it before it is written."""
    identity = _identity(row)
    if None not in identity:
        db.info["known"][type(row), identity] = row


@event.listens_for(WritingDb, "persistent_to_deleted")
@event.listens_for(WritingDb, "pending_to_transient")
def _gone(db: Db, row: object) -> None:
    db.info["known"].pop((type(row), _identity(row)), None)
    lists = [by_value.get(getattr(row, key), []) for (kind, key), by_value in db.info["gathered"].items() if kind is type(row)]
    for rows in (db.info["added"].get(type(row), []), *lists):
        if row in rows:
            rows.remove(row)


def _identity(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _key_names(row.__mapper__))


@functools.cache
def _key_names(mapper: Mapper[Any]) -> tuple[str, ...]:
    """The attributes of the primary key, in its order."""
    return tuple(mapper.get_property_by_column(column).key for column in mapper.primary_key)
