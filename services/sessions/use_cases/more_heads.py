"""Heads without a name that are added to a count, or taken out of it; `count_anonymous` counts anew."""

import datetime as dt
import uuid
from collections.abc import Callable

from lakou.kernel import outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.sessions.model import AnonymousCount
from services.sessions.storage import planning
from services.sessions.use_cases.balance import settle
from services.sessions.use_cases.heads import REST

Check = Callable[[Db, AnonymousCount], None]


def count_more(
    context: ServiceContext, session_id: uuid.UUID, number: int, *, moment: dt.datetime, check: Check | None = None
) -> AnonymousCount:
    """So many more came, seen at `moment`. `check` may refuse. Raises NotFound, SessionCancelled, TooEarly."""
    with context.database.transaction() as db:
        session = planning.locked(db, session_id)
        session.check_counts_heads()
        session.check_open(moment)
        if check:
            check(db, db.get(AnonymousCount, session_id) or AnonymousCount(session_id=session_id))
        return move_heads(db, session_id, number)


def move_heads(db: Db, session_id: uuid.UUID, number: int) -> AnonymousCount:
    """Add heads of whom nothing is said, or take some out, in a transaction that is under way; never below none."""
    session = planning.locked(db, session_id)
    counted = db.get(AnonymousCount, session_id)
    if counted is None:
        counted = AnonymousCount(session_id=session_id)
        db.add(counted)
    counted.total = max(0, counted.total + number)
    counted.gender = _moved(counted.gender, counted.total)
    counted.age = _moved(counted.age, counted.total)
    counted.social_status = _moved(counted.social_status, counted.total)
    outbox.record(db, counted.counted())
    settle(db, session)
    return counted


def _moved(margin: dict[str, int], total: int) -> dict[str, int]:
    """The margin, adding up to `total` again: what nothing is said of takes the difference, then whoever is most numerous."""
    moved = dict(margin)
    moved[REST] = moved.get(REST, 0) + total - sum(margin.values())
    while moved[REST] < 0:
        most = max((key for key in moved if key != REST), key=lambda key: moved[key])
        moved[most], moved[REST] = moved[most] - 1, moved[REST] + 1
    return {key: number for key, number in moved.items() if number}
