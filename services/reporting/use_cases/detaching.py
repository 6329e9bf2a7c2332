"""A node erased a person: at every ledger that has her facts, another pseudonym takes the place of hers. No figure moves.

The state is changed at once. The log is gone through a little later, for all who were erased meanwhile; until then, and at a hub
that is fed again from the node, the fact itself brings the same result.
"""

import re
from collections.abc import Mapping
from typing import Any

import eventlet
from sqlalchemy import update

from lakou.contracts.facts import PersonDetached
from lakou.kernel.db import Database, Db
from lakou.kernel.streams import Origin
from services.reporting.model import Base, Merging, Swap
from services.reporting.model.ledger import Attributes
from services.reporting.storage import ledger, log

AT_ONCE = 500
_PSEUDONYM = re.compile(rb'"(?:pid|into)":"([a-z2-7]{26})"')
_STATES: list[Any] = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Attributes)]


def detach(db: Db, fact: PersonDetached, origin: Origin) -> None:
    """Swap the pseudonym in the state of the ledger; the person keeps her number, so that no cell changes."""
    node, pid, new_pid = origin.node, fact.pid, fact.new_pid
    if pid == new_pid:
        return
    days = ledger.days_of(db, node, pid)
    for kind in _STATES:
        db.execute(update(kind).where(kind.node == node, kind.pid == pid).values(pid=new_pid))
    for column in (Merging.pid, Merging.into):
        db.execute(update(Merging).where(Merging.node == node, column == pid).values({column: new_pid}))
    person, other = ledger.person(db, node, pid), ledger.person(db, node, new_pid)
    if person is not None and other is not None:  # the ledger is read again beside one that knows her new pseudonym
        db.delete(person)
        db.flush()
        other.first_day = ledger.first_day(db, node, new_pid)
        ledger.mark_dirty(db, days)
    elif person is not None:
        person.pid = new_pid
    db.merge(Swap(node=node, pid=pid, new_pid=new_pid))


def rewrite_log(database: Database) -> int:
    """Go through the log of each node where somebody was erased, and put the new pseudonyms in; how many rows changed."""
    with database.reading() as db:
        pending = log.swaps(db)
    changed = 0
    for node, swaps in pending.items():
        changed += _rewrite(database, node, {old.encode(): new.encode() for old, new in swaps.items()})
        with database.transaction() as db:
            log.forget_swaps(db, node, list(swaps))
    if pending:
        database.checkpoint()
    return changed


def _rewrite(database: Database, node: str, swaps: Mapping[bytes, bytes]) -> int:
    place, changed = (0, 0), 0
    while True:
        with database.reading() as db:
            rows = log.everything_after(db, Origin(node, "reporting", *place), AT_ONCE)
        if not rows:
            return changed
        new = {(row.epoch, row.seq): _swapped(row.payload, swaps) for row in rows if _names(row.payload, swaps)}
        if new:
            with database.transaction() as db:
                log.replace(db, node, new)
        place, changed = (rows[-1].epoch, rows[-1].seq), changed + len(new)
        eventlet.sleep(0)


def _names(payload: bytes, swaps: Mapping[bytes, bytes]) -> bool:
    return any(found in swaps for found in _PSEUDONYM.findall(payload))


def _swapped(payload: bytes, swaps: Mapping[bytes, bytes]) -> bytes:
    for found in set(_PSEUDONYM.findall(payload)) & swaps.keys():
        payload = payload.replace(found, swaps[found])
    return payload
