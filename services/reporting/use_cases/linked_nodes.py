"""What the hub notes of its nodes beside their facts: version, clock, certificate, and what it had to refuse."""

import datetime as dt
from collections.abc import Mapping

from lakou.kernel import clock
from lakou.kernel.db import Database, Db
from services.reporting.storage import link


def heard(db: Db, node: str, version: str, skew_seconds: float | None) -> None:
    """A node told its version, and how far it finds its clock behind ours."""
    row = link.linked(db, node)
    row.version = version or row.version
    row.skew_seconds = row.skew_seconds if skew_seconds is None else skew_seconds


def refused(database: Database, node: str, why: str, count: int) -> None:
    """Some batches of a node were not taken in. `why` is one of our own words."""
    with database.transaction() as db:
        row = link.linked(db, node)
        row.refused += count
        row.refused_why, row.refused_at = why[:60], clock.now()


def admitted(database: Database, until: Mapping[str, dt.datetime]) -> None:
    """Which nodes are admitted, and when the certificate of each ends. Writes only what is new."""
    with database.reading() as db:
        known = {row.node: row.certificate_until for row in link.nodes(db)}
    news: dict[str, dt.datetime | None] = {name: end for name, end in until.items() if known.get(name) != end}
    news |= {name: None for name, end in known.items() if end is not None and name not in until}
    if not news:
        return
    with database.transaction() as db:
        for name, end in news.items():
            link.linked(db, name).certificate_until = end
