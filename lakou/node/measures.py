"""What is measured when Prometheus asks: read from the databases and the machine, nothing is written and nothing is kept."""

import datetime as dt
import shutil
from pathlib import Path

from cryptography import x509
from sqlalchemy import func, select

from lakou.contracts.base import Stream
from lakou.kernel import clock, inbox, open_transactions, outbox
from lakou.kernel.db import Db
from lakou.kernel.tables import inbox_parked
from lakou.kernel.tables import outbox as rows
from lakou.node.house import House
from lakou.node.link_state import link_state
from services.reporting.storage import link


def take(node: House) -> None:
    """Bring every gauge up to now."""
    for running in node.services.values():
        with running.context.database.reading() as db:
            _streams(node, running.parts.name, db)
            _parked(node, running.parts.name, db)
            held = open_transactions.oldest(running.context.database, db)
            node.metrics.open_transaction.labels(running.parts.name).set(held)
            if node.site.is_hub:
                _nodes(node, db)
    node.metrics.disk_free.set(shutil.disk_usage(node.settings.data).free)
    if "reporting" in node.services and not node.site.is_hub:
        _link(node)
    _certificates(node)


def _streams(node: House, service: str, db: Db) -> None:
    for stream in Stream:
        behind, age = waiting(db, stream)
        labels = (service, stream.value)
        node.metrics.outbox_head.labels(*labels).set(outbox.head(db, stream).seq)
        node.metrics.outbox_pending.labels(*labels).set(behind)
        node.metrics.outbox_oldest_pending.labels(*labels).set(age)


def waiting(db: Db, stream: Stream, *, but: str = "") -> tuple[int, float]:
    """How many events the slowest reader (`but` one) has not passed yet, and the age of the oldest of them."""
    head = outbox.head(db, stream)
    places = (_place(row) for row in outbox.readers(db, stream) if row["reader"] != but)
    slowest = min(places, default=(head.epoch, head.seq))
    behind = head.seq - slowest[1] if slowest[0] == head.epoch else head.seq
    return max(behind, 0), _age(_recorded_after(db, stream, slowest) if behind > 0 else None)


def _place(row: object) -> outbox.Place:
    found: outbox.Place = (row["epoch"], row["seq"])  # type: ignore[index]
    return found


def _recorded_after(db: Db, stream: Stream, place: outbox.Place) -> dt.datetime | None:
    epoch, seq = place
    later = (rows.c.epoch > epoch) | ((rows.c.epoch == epoch) & (rows.c.seq > seq))
    query = select(rows.c.at).where(rows.c.stream == stream.value, later).order_by(rows.c.epoch, rows.c.seq).limit(1)
    return db.execute(query).scalar_one_or_none()


def _parked(node: House, service: str, db: Db) -> None:
    waiting = inbox_parked.c.state == "parked"
    depth, since = db.execute(select(func.count(), func.min(inbox_parked.c.parked_at)).where(waiting)).one()
    node.metrics.park_depth.labels(service).set(depth)
    node.metrics.park_oldest.labels(service).set(_age(since))


def _link(node: House) -> None:
    state = link_state(node)
    if state.hub:
        node.metrics.link_paused.labels(node.site.node).set(int(state.paused))
        node.metrics.link_held_back.labels(node.site.node).set(int(bool(state.unreadable)))


def _nodes(node: House, db: Db) -> None:
    _beside(node, db)
    held = link.held(db)
    for row in inbox.sources(db, Stream.FACT):
        name = row["source"].split("/")[1]
        node.metrics.hub_hold.labels(name).set(held.get(row["source"], 0))
        node.metrics.hub_applied.labels(name).set(row["applied"])
        node.metrics.hub_seen.labels(name).set(row["max_seen"])
        node.metrics.hub_epoch.labels(name).set(row["epoch"])
        node.metrics.hub_heard.labels(name).set(row["heard_at"].timestamp() if row["heard_at"] else 0)
        node.metrics.hub_digest_mismatch.labels(name).set(int(row["same_history"] is False))


def _beside(node: House, db: Db) -> None:
    for row in link.nodes(db):
        if row.skew_seconds is not None:
            node.metrics.hub_skew.labels(row.node).set(row.skew_seconds)
        if row.certificate_until is not None:
            node.metrics.certificate_expiry.labels(f"node of {row.node}").set(row.certificate_until.timestamp())


def _certificates(node: House) -> None:
    folder = node.keys.folder / "link"
    found = {path.stem: path for path in (sorted(folder.glob("*.pem")) if folder.is_dir() else ())}
    if node.settings.tls_certificate:
        found["pages"] = Path(node.settings.tls_certificate)
    for name, path in found.items():
        if not path.exists():
            continue
        ends = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
        node.metrics.certificate_expiry.labels(name).set(ends.timestamp())


def _age(since: dt.datetime | None) -> float:
    return max((clock.now() - since).total_seconds(), 0.0) if since else 0.0
