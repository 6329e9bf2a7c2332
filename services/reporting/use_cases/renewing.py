"""Another key for the pseudonyms of a node: all that was ever said is said to stand under new ones, in one transaction.

The file of the newer key is there first. Whoever is interrupted afterwards has changed nothing, and the next start of the node goes
on; so does a node that was restored from a backup older than the key.
"""

import dataclasses
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import bindparam, select, update

from lakou.contracts.base import Stream
from lakou.contracts.fields import MAX_ITEMS
from lakou.contracts.pseudonyms import PseudonymKind, PseudonymsRenewed
from lakou.kernel import inbox, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.reporting.model import KeyInUse, Told
from services.reporting.model.key import ONLY
from services.reporting.storage import known, log
from services.reporting.storage.log import Names
from services.reporting.use_cases.desk import KEY, made_with

AT_ONCE = 1000


@dataclasses.dataclass(frozen=True)
class Renewed:
    """The number of the key that is in use now, and how many pseudonyms were made anew."""

    key: int
    pseudonyms: int


def rotate(context: ServiceContext) -> Renewed:
    """Make a newer key, unless one waits already, and use it."""
    with context.database.reading() as db:
        in_use = _row(db).number
    if context.keys.newest(KEY) == in_use:
        context.keys.renew(KEY)
    return finish(context)


def finish(context: ServiceContext) -> Renewed:
    """Use the newest key that is there. Raises KeyGone when the one in use is not."""
    with context.database.reading() as db:
        in_use = _row(db).number
    context.keys.successor(KEY, in_use)
    if context.keys.newest(KEY) <= in_use:
        return Renewed(in_use, 0)
    with context.database.transaction() as db:
        row, count = _row(db, with_for_update=True), 0
        said = _ever_said(context, db)
        while row.number < context.keys.newest(KEY):
            before, after = (context.keys.successor(KEY, number) for number in (row.number, row.number + 1))
            pairs = {kind: _pairs(ids, kind, before, after, said) for kind, ids in known.ids(db).items()}
            _say(db, pairs)
            names = {old.encode(): new.encode() for some in pairs.values() for old, new in some.items()}
            _tell_under(db, names)
            said = {names.get(name, name) for name in said}
            row.number, count = row.number + 1, len(names)
        return Renewed(row.number, count)


def _row(db: Db, **options: Any) -> KeyInUse:
    row = db.get(KeyInUse, ONLY, **options)
    if row is None:
        row = KeyInUse(id=ONLY, number=1)
        db.add(row)
    return row


def _ever_said(context: ServiceContext, db: Db) -> set[bytes]:
    """Every pseudonym that a fact of ours ever named: of nobody else is anything said."""
    said: set[bytes] = set()
    for row in log.all_of(db, context.site.node):
        said.update(log.named(row.payload))
    at = inbox.place(db, context.database.source, Stream.FACT)
    place = (at.epoch, at.applied)
    while rows := outbox.rows_after(db, Stream.FACT, *place, limit=AT_ONCE):
        place = rows[-1].place
        for each in rows:
            said.update(log.named(each.body))
    return said


def _pairs(ids: Iterable[uuid.UUID], kind: PseudonymKind, before: bytes, after: bytes, said: set[bytes]) -> dict[str, str]:
    names = ((made_with(before, kind, each), each) for each in ids)
    return {old: made_with(after, kind, each) for old, each in names if old.encode() in said}


def _say(db: Db, pairs: Mapping[PseudonymKind, Mapping[str, str]]) -> None:
    for kind, some in pairs.items():
        for part in _parts(sorted(some.items(), key=lambda pair: pair[1])):  # an order that tells nothing
            outbox.record(db, PseudonymsRenewed(kind=kind, old=tuple(old for old, _ in part), new=tuple(new for _, new in part)))


def _parts(pairs: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    for at in range(0, len(pairs), MAX_ITEMS):
        yield pairs[at : at + MAX_ITEMS]


def _tell_under(db: Db, names: Names) -> None:
    """What was told last was told under the new pseudonyms: it is not told again, and what corrects it names them."""
    told: Any = Told.__table__
    changes = []
    for row in db.execute(select(told)).all():
        thing, payload = (names.get(row.thing.encode(), row.thing.encode()).decode(), log.renamed(row.payload, names))
        if (thing, payload) != (row.thing, row.payload):
            pid = names.get(row.pid.encode(), row.pid.encode()).decode() if row.pid else None
            changes.append({"of": row.type, "old": row.thing, "thing": thing, "payload": payload, "pid": pid})
    if changes:
        here = (told.c.type == bindparam("of")) & (told.c.thing == bindparam("old"))
        db.connection().execute(update(told).where(here), changes)
