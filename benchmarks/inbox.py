"""Events applied once and in order, with their watermark, beside the same handler called on the same events without any of it."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Line, beside
from benchmarks.streams import SOURCE, keep, opened, reader, recorded
from lakou.contracts.base import Stream
from lakou.kernel import consumer as applying
from lakou.kernel.streams import Origin, read


def measure(folder: Path, scale: float) -> Iterator[Line]:
    """New events, then the same again: duplicates."""
    count = max(50, int(2000 * scale))
    source = opened(folder, "source")
    rows = recorded(source, count)
    bare = opened(folder, "bare", "/martinique/sessions")
    readers = iter([opened(folder, f"inbox-{number}", "/martinique/sessions") for number in range(3)])
    done = []

    def ours() -> None:
        done.append(reader(next(readers)))
        done[-1].apply(SOURCE, Stream.LOCAL, rows)

    def theirs() -> None:
        for start in range(0, count, applying.CHUNK):
            with bare.transaction() as db:
                for row in rows[start : start + applying.CHUNK]:
                    keep(db, read(row, SOURCE, Stream.LOCAL)[0], Origin("martinique", "enrollment", row.epoch, row.seq))

    applied, called = beside(ours, theirs, count)
    yield Line("events applied", applied, "the bare handler", called, "events/s")
    again, called = beside(lambda: done[0].apply(SOURCE, Stream.LOCAL, rows), theirs, count)
    yield Line("duplicates dropped", again, "the bare handler", called, "events/s")
    for database in (source, bare, *(each.database for each in done)):
        database.dispose()
