"""The log of facts: what a node no longer knows, and what it said of some things before."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Table, and_, bindparam, case, delete, func, insert, or_, select, text, update

from lakou.kernel.db import Db
from lakou.kernel.streams import Origin
from services.reporting.model import FactLog, Swap

_TABLE = cast(Table, FactLog.__table__)
_LOG = _TABLE.c
_SWAP = cast(Table, Swap.__table__)
_AT_ONCE = 500
_PSEUDONYM = re.compile(rb'"([a-z2-7]{26})"')

Names = Mapping[bytes, bytes]
"""Which pseudonym stands in the place of which."""


def named(content: bytes) -> list[bytes]:
    """The pseudonyms in a payload."""
    return _PSEUDONYM.findall(content)


def renamed(content: bytes, names: Names) -> bytes:
    """A payload with other pseudonyms in the place of some."""
    return _PSEUDONYM.sub(lambda found: b'"' + names.get(found[1], found[1]) + b'"', content)


def after(db: Db, origin: Origin) -> list[Row[Any]]:
    """What a node said after a place and has not taken back."""
    return list(db.execute(select(_TABLE).where(_after(origin), _LOG.taken_back.is_(False))))


def take_back(db: Db, origin: Origin) -> None:
    """Mark what a node said after a place: it counts no more."""
    db.execute(update(_TABLE).where(_after(origin)).values(taken_back=True))


def standing(db: Db, node: str) -> Iterator[Row[Any]]:
    """All that a node said and has not taken back, in the order in which it was said."""
    query = select(_TABLE).where(_LOG.node == node, _LOG.taken_back.is_(False)).order_by(_LOG.epoch, _LOG.seq)
    yield from db.execute(query.execution_options(yield_per=_AT_ONCE))


def all_of(db: Db, node: str) -> Iterator[Row[Any]]:
    """All that a node ever said, what it has taken back as well, in no order."""
    yield from db.execute(select(_TABLE).where(_LOG.node == node).execution_options(yield_per=_AT_ONCE))


def nodes(db: Db) -> list[str]:
    """Every node that ever said anything."""
    return list(db.scalars(select(_LOG.node).distinct().order_by(_LOG.node)))


def standing_after(db: Db, origin: Origin, limit: int) -> list[Row[Any]]:
    """The next facts of a node after a place that it has not taken back, in the order in which they were said."""
    query = select(_TABLE).where(_after(origin), _LOG.taken_back.is_(False)).order_by(_LOG.epoch, _LOG.seq)
    return list(db.execute(query.limit(limit)))


def everything_after(db: Db, origin: Origin, limit: int) -> list[Row[Any]]:
    """The next facts of a node after a place, also those taken back."""
    return list(db.execute(select(_TABLE).where(_after(origin)).order_by(_LOG.epoch, _LOG.seq).limit(limit)))


def replace(db: Db, node: str, payloads: Mapping[tuple[int, int], bytes]) -> None:
    """Put other payloads in the place of some."""
    here = (_LOG.node == node) & (_LOG.epoch == bindparam("of_epoch")) & (_LOG.seq == bindparam("at"))
    rows = [{"of_epoch": epoch, "at": seq, "payload": payload} for (epoch, seq), payload in payloads.items()]
    if rows:
        db.connection().execute(update(_TABLE).where(here).values(payload=bindparam("payload")), rows)


def swaps(db: Db) -> dict[str, dict[str, str]]:
    """By node, the pseudonyms to be taken out of the log and what takes their place."""
    found: dict[str, dict[str, str]] = {}
    for swap in db.scalars(select(Swap)):
        found.setdefault(swap.node, {})[swap.pid] = swap.new_pid
    return found


def swap(db: Db, node: str, names: Mapping[str, str]) -> None:
    """Have pseudonyms taken out of the log; where one of them was itself to take a place, what takes its own will."""
    if db.execute(select(_SWAP).where(_SWAP.c.node == node, _SWAP.c.new_pid.in_(names)).limit(1)).first():
        chained = update(_SWAP).where(_SWAP.c.node == node, _SWAP.c.new_pid.in_(names))
        db.connection().execute(chained.values(new_pid=case(names, value=_SWAP.c.new_pid)))
    db.connection().execute(delete(_SWAP).where(_SWAP.c.node == node, _SWAP.c.pid.in_(names)))
    db.connection().execute(insert(_SWAP), [{"node": node, "pid": old, "new_pid": new} for old, new in names.items()])


def forget_swaps(db: Db, node: str, pids: Sequence[str]) -> None:
    """These are out of the log."""
    for some in (pids[at : at + _AT_ONCE] for at in range(0, len(pids), _AT_ONCE)):
        db.execute(delete(Swap).where(Swap.node == node, Swap.pid.in_(some)))


def count_standing(db: Db) -> int:
    """How many facts count now."""
    return db.scalar(select(func.count()).select_from(_TABLE).where(_LOG.taken_back.is_(False))) or 0


def freeze(db: Db) -> None:
    """Let no fact in until this transaction ends: on SQLite a write transaction is alone already."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("LOCK TABLE fact_log IN SHARE ROW EXCLUSIVE MODE"))


def _after(origin: Origin) -> ColumnElement[bool]:
    later = or_(_LOG.epoch > origin.epoch, and_(_LOG.epoch == origin.epoch, _LOG.seq > origin.seq))
    return and_(_LOG.node == origin.node, later)
