"""A node erased a person: at every ledger that has her facts, another pseudonym takes the place of hers. No figure moves.

The state is changed at once. The log is gone through a little later, for all who were erased or renamed meanwhile; until then, and
at a hub that is fed again from the node, the fact itself brings the same result.
"""

from collections.abc import Iterable
from typing import Any

import eventlet
from sqlalchemy import Row, update

from lakou.contracts.facts import PersonDetached
from lakou.kernel import shadow, writing
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Database, Db
from lakou.kernel.streams import Origin
from services.reporting.model import Base, Merging
from services.reporting.model.ledger import Attributes
from services.reporting.storage import ledger, log
from services.reporting.storage.log import Names

AT_ONCE = 500
STATES: list[Any] = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Attributes)]


def detach(db: Db, fact: PersonDetached, origin: Origin) -> None:
    """Swap the pseudonym in the state of the ledger; the person keeps her number, so that no cell changes."""
    if fact.pid == fact.new_pid:
        return
    swap_person(db, origin.node, fact.pid, fact.new_pid)
    writing.read_anew(db)
    log.swap(db, origin.node, {fact.pid: fact.new_pid})


def swap_person(db: Db, node: str, pid: str, new_pid: str) -> None:
    """One pseudonym in the place of another, in the state of the ledger."""
    days = ledger.days_of(db, node, pid)
    for kind in STATES:
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


def rewrite_log(context: ServiceContext) -> int:
    """Go through the log of each node where somebody was erased, and put the new pseudonyms in; how many rows changed.

    Raises AlreadyReplaying while the log is read for a replay, which must not find one half of it changed.
    """
    database = context.database
    with database.reading() as db:
        pending = log.swaps(db)
    if not pending:
        return 0
    changed = 0
    with shadow.alone(database, context.settings.data):
        for node, swaps in pending.items():
            changed += _rewrite(database, node, _names(swaps.items()))
            with database.transaction() as db:
                log.forget_swaps(db, node, list(swaps))
    database.checkpoint()
    return changed


def finish_log(db: Db, node: str) -> None:
    """The same at once, for one node, in a transaction that is about to read its log again."""
    swaps = log.swaps(db).get(node, {})
    if swaps:
        log.replace(db, node, _changed(list(log.all_of(db, node)), _names(swaps.items())))
        log.forget_swaps(db, node, list(swaps))


def _rewrite(database: Database, node: str, names: Names) -> int:
    place, changed = (0, 0), 0
    while True:
        with database.reading() as db:
            rows = log.everything_after(db, Origin(node, "reporting", *place), AT_ONCE)
        if not rows:
            return changed
        if new := _changed(rows, names):
            with database.transaction() as db:
                log.replace(db, node, new)
        place, changed = (rows[-1].epoch, rows[-1].seq), changed + len(new)
        eventlet.sleep(0)


def _changed(rows: Iterable[Row[Any]], names: Names) -> dict[tuple[int, int], bytes]:
    found = {(row.epoch, row.seq): (row.payload, log.renamed(row.payload, names)) for row in rows}
    return {place: after for place, (before, after) in found.items() if after != before}


def _names(swaps: Iterable[tuple[str, str]]) -> Names:
    return {old.encode(): new.encode() for old, new in swaps}
