"""`lakou reconcile`: node and hub count the same, or which figure is the first that differs.

In an embedded federation both databases are here. Elsewhere the hub's statement comes with an acknowledgement, over the wire or in
a file; it is asked for through the link that runs, so that nobody else need hold its connection.
"""

import dataclasses
import enum
import time
from collections.abc import Callable

import eventlet
import orjson

from lakou.contracts.base import Stream
from lakou.kernel import inbox, outbox
from lakou.kernel.db import Database
from lakou.node.answers import READER
from lakou.node.house import House
from services.reporting.use_cases import hub_link, statement
from services.reporting.use_cases.statement import Difference, Statement

POLL_SECONDS = 0.2
AGAIN_SECONDS = 2.0
ANSWER_SECONDS = 20.0


class Verdict(enum.StrEnum):
    """What comparing showed."""

    EXACT = "exact"
    DIFFERENT = "different"
    BEHIND = "behind"
    UNKNOWN = "unknown"


@dataclasses.dataclass(frozen=True)
class Comparison:
    """One node beside the hub. `figures` were compared; `same_digest` is None when the hub said nothing yet."""

    node: str
    verdict: Verdict
    recorded: int
    epoch: int
    hub_epoch: int
    hub_applied: int
    same_digest: bool | None
    figures: int
    differences: tuple[Difference, ...]


def compare(node: House, hub: Statement | None) -> Comparison:
    """Our own figures beside what the hub stated."""
    name, database = node.site.node, node.services["reporting"].context.database
    with database.reading() as db:
        head = outbox.head(db, Stream.FACT)
        ours_there = outbox.digest_at(db, Stream.FACT, hub.epoch, hub.applied) if hub else None
        everything = hub is not None and outbox.passed(db, Stream.FACT, hub.place)
    if hub is None:
        return Comparison(name, Verdict.UNKNOWN, head.seq, head.epoch, 0, 0, None, 0, ())
    same = ours_there is not None and ours_there.hex() == hub.digest
    made = statement.make(database, name)
    at_one_place = made.place == hub.place
    found = tuple(statement.differences(made, hub)) if same and at_one_place else ()
    verdict = Verdict.EXACT
    if not same or found:
        verdict = Verdict.DIFFERENT
    elif not at_one_place or not everything:
        verdict = Verdict.BEHIND
    count = len(made.figures.keys() | hub.figures.keys()) if at_one_place else 0
    return Comparison(name, verdict, head.seq, head.epoch, hub.epoch, hub.applied, same, count, found)


def with_hub_here(node: House, hub: House, within: float) -> Comparison:
    """Both databases can be read from here. While the hub only lacks the last facts, it is asked again for so many seconds."""
    database = hub.services["reporting"].context.database
    return _patiently(node, within, lambda _left: statement.make(database, node.site.node))


def over_the_link(node: House, within: float) -> Comparison:
    """The link that runs asks the hub. It is woken first: after trouble it may be waiting for minutes."""
    hub_link.send_again(node.services["reporting"].context, None)
    return _patiently(node, within, lambda left: _asked(node, left))


def by_file(node: House) -> Comparison:
    """What the hub stated in the last file that was brought back."""
    return compare(node, stated(node.services["reporting"].context.database))


def stated(database: Database) -> Statement | None:
    """What the hub stated last."""
    with database.reading() as db:
        kept = hub_link.state(db).statement
    return statement.read(orjson.loads(kept)) if kept else None


def _patiently(node: House, within: float, ask: Callable[[float], Statement | None]) -> Comparison:
    """Facts may be on their way: only when nothing moves any more is a hub behind. A statement costs the hub something, so it is
    asked for when the facts have arrived, as far as is known here, or when no time is left.
    """
    until = time.monotonic() + within
    while True:
        while time.monotonic() < until and not _all_arrived(node):
            eventlet.sleep(POLL_SECONDS)
        found = _compare_once(node, lambda: ask(max(until - time.monotonic(), min(within, ANSWER_SECONDS))))
        if found.verdict is not Verdict.BEHIND or time.monotonic() >= until:
            return found
        eventlet.sleep(AGAIN_SECONDS)


def _all_arrived(node: House) -> bool:
    """Whether the node has counted its own facts, and noted that the hub has them."""
    database = node.services["reporting"].context.database
    with database.reading() as db:
        at = inbox.place(db, database.source, Stream.FACT)
        noted = next((row for row in outbox.readers(db, Stream.FACT) if row["reader"] == READER), None)
        places = [(at.epoch, at.applied), *([(noted["epoch"], noted["seq"])] if noted else [])]
        return all(outbox.passed(db, Stream.FACT, place) for place in places)


def _compare_once(node: House, ask: Callable[[], Statement | None]) -> Comparison:
    try:
        return compare(node, ask())
    except statement.KeepsMoving:
        return dataclasses.replace(compare(node, None), verdict=Verdict.BEHIND)


def _asked(node: House, within: float) -> Statement | None:
    context = node.services["reporting"].context
    hub_link.ask(context)
    until = time.monotonic() + within
    while time.monotonic() < until:
        eventlet.sleep(POLL_SECONDS)
        with context.database.reading() as db:
            if not hub_link.state(db).asked:
                return stated(context.database)
    return None
