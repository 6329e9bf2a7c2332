"""The transport of the embedded mode: from one outbox to three services, beside handing them the rows without a transport."""

from collections.abc import Iterator
from pathlib import Path

import eventlet

from benchmarks.measuring import Line, beside
from benchmarks.streams import SOURCE, opened, reader, recorded
from lakou.contracts.base import Stream
from lakou.kernel.consumer import Consumer
from lakou.kernel.streams_inprocess import InprocessFeed

SERVICES = 3
ROUNDS = 2


def measure(folder: Path, scale: float) -> Iterator[Line]:
    """Every event reaches every service."""
    count = max(50, int(2000 * scale))
    source = opened(folder, "source")
    rows = recorded(source, count)
    fresh = iter([_consumers(folder, f"{number}") for number in range(2 * ROUNDS)])

    def ours() -> None:
        feeds = [InprocessFeed(source, Stream.LOCAL, consumer) for consumer in next(fresh)]
        for feed in feeds:
            feed.start()
        while not all(feed.caught_up() for feed in feeds):
            eventlet.sleep(0.005)
        for feed in feeds:
            feed.stop()

    def theirs() -> None:
        for consumer in next(fresh):
            consumer.apply(SOURCE, Stream.LOCAL, rows)

    fed, handed = beside(ours, theirs, count * SERVICES, rounds=ROUNDS)
    yield Line("events to three services", fed, "rows handed over directly", handed, "events/s")


def _consumers(folder: Path, name: str) -> list[Consumer]:
    databases = [opened(folder, f"{name}-{number}", f"/martinique/reader{number}") for number in range(SERVICES)]
    return [reader(database, f"reader{number}") for number, database in enumerate(databases)]
