"""The link as a node's operator sees and orders it. An order is kept in the database, so that a page, a command and a link that
runs in another process all see the same, and a pause outlives a restart.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.reporting.model import HubLink
from services.reporting.storage import link

Reads = Mapping[str, Sequence[str]]
"""Each type of fact that the hub can read, with the fields that it knows."""


def state(db: Db) -> HubLink:
    """What was ordered and heard so far."""
    return link.hub_link(db)


def pause(context: ServiceContext) -> None:
    """Send nothing until told to resume."""
    _order(context, paused=True)


def resume(context: ServiceContext) -> None:
    """Send again, from what the hub says to have, at once."""
    _order(context, paused=False)


def send_again(context: ServiceContext, since: int | None) -> None:
    """Ask the hub at once what it has and go on from there; with `since`, everything from that number on is sent once more."""
    _order(context, again_from=since)


def ask(context: ServiceContext) -> None:
    """Have the hub say with its next answer what it counts of us."""
    _order(context, asked=True)


def _order(context: ServiceContext, **values: Any) -> None:
    with context.database.transaction() as db:
        row = link.kept(db)
        row.orders += 1
        for name, value in values.items():
            setattr(row, name, value)


def taken_again(context: ServiceContext) -> int | None:
    """The number from which all is to be sent again; asking forgets it."""
    with context.database.reading() as db:
        since = link.hub_link(db).again_from
    if since is not None:
        with context.database.transaction() as db:
            link.kept(db).again_from = None
    return since


def heard(context: ServiceContext, at: dt.datetime) -> None:
    """The hub answered."""
    with context.database.transaction() as db:
        link.kept(db).answered_at = at


def keep_reads(context: ServiceContext, version: str, reads: Reads) -> None:
    """Remember what the hub can read."""
    with context.database.transaction() as db:
        row = link.kept(db)
        row.reads_version, row.reads = version, orjson.dumps(reads)


def keep_statement(context: ServiceContext, statement: Mapping[str, Any]) -> None:
    """Remember what the hub counts of us: the answer to `ask`."""
    with context.database.transaction() as db:
        row = link.kept(db)
        row.asked, row.statement, row.stated_at = False, orjson.dumps(statement), clock.now()


def hold_back(context: ServiceContext, what: str | None) -> None:
    """Remember which fact waits until the hub can read it; None when none does."""
    with context.database.reading() as db:
        if link.hub_link(db).unreadable == what:
            return
    with context.database.transaction() as db:
        link.kept(db).unreadable = what
