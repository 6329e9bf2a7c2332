"""Every byte that a federation keeps: its files, its PostgreSQL databases, what waits in its queues, its log."""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from urllib.parse import urlsplit

from kombu import Connection, Message
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from lakou.kernel import settings
from tests.journeys.conftest import SERVICES
from tests.journeys.federation import NODES, Federation
from tests.private.broker import Broker

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


def everything(federation: Federation) -> dict[str, bytes]:
    """Name to content, of what is on the disk or in a database."""
    found = {str(path.relative_to(federation.data)): path.read_bytes() for path in federation.data.rglob("*") if path.is_file()}
    found["the log"] = federation.program.log.read_bytes()
    for node in NODES:
        chosen = settings.load(federation.data / node / "node.toml")
        for service in SERVICES if node != "hub" else ("portal", "reporting"):
            if chosen.database != "sqlite":
                found |= {f"{node}/{service}.{table}": rows for table, rows in _tables(chosen.database_url(service))}
    return found


def queues(federation: Federation, broker: Broker) -> dict[str, bytes]:
    """Name to what waits in it, of every queue of a federation that stands still; all is given back."""
    found: dict[str, bytes] = {}
    for node in NODES:
        if amqp := settings.load(federation.data / node / "node.toml").amqp:
            vhost = urlsplit(amqp).path.removeprefix("/")
            found |= _waiting(amqp, [queue["name"] for queue in broker.management("GET", f"queues/{vhost}")])
    return found


def _tables(url: str) -> Iterator[tuple[str, bytes]]:
    """Every value of every row, bytes as they are."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        for table in connection.scalars(text(_TABLES)).all():
            rows = connection.execute(text(f'SELECT * FROM "{table}"')).all()
            yield table, b"\0".join(bytes(v) if isinstance(v, memoryview) else str(v).encode() for row in rows for v in row)


def _waiting(amqp: str, names: list[str]) -> dict[str, bytes]:
    """Consumed without an acknowledgement: one may not `get` from a queue with a single active consumer."""
    found = dict.fromkeys(names, b"")

    def take(message: Message, name: str) -> None:
        found[name] += bytes(message.body)

    with Connection(amqp) as connection:
        channel = connection.channel()
        for name in names:
            channel.basic_consume(queue=name, callback=partial(take, name=name))
        with suppress(TimeoutError):
            while True:
                connection.drain_events(timeout=0.5)
    return found
