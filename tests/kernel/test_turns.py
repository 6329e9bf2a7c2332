"""What hangs together comes on several streams: two that are applied at the same moment must not miss each other."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text

from lakou.contracts.base import Event
from lakou.kernel.db import Database, Db
from lakou.kernel.streams import Origin
from tests.kernel.kit import LOCAL, SOURCE, effect, opened, reader, recorded, say, sqlite
from tests.private.plugin import MakeUrl
from tests.waiting import wait_until

OTHER = "/guyane/enrollment"
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@pytest.mark.postgres
def test_the_second_stream_sees_what_the_first_one_changed(make_postgres_url: MakeUrl, tmp_path: Path) -> None:
    sources = {source: opened(sqlite(tmp_path, source.split("/")[1]), source) for source in (SOURCE, OTHER)}
    for each in sources.values():
        say(each)
    rows = {source: recorded(each) for source, each in sources.items()}
    database = opened(make_postgres_url("turns"), "/martinique/sessions")
    seen: dict[str, int] = {}

    def look_and_remember(db: Db, _event: Event, origin: Origin) -> None:
        source = f"/{origin.node}/{origin.service}"
        seen[source] = db.scalar(select(func.count()).select_from(effect)) or 0
        if source == SOURCE:
            second.start()
            wait_until(lambda: waits(database), "the other stream waits for its turn")
        db.execute(insert(effect).values(source=source, epoch=origin.epoch, seq=origin.seq))

    consumer = reader(database, look_and_remember)
    second = threading.Thread(target=consumer.apply, args=(OTHER, LOCAL, rows[OTHER]))
    consumer.apply(SOURCE, LOCAL, rows[SOURCE])
    second.join()
    assert seen == {SOURCE: 0, OTHER: 1}
    for each in (database, *sources.values()):
        each.dispose()


def waits(database: Database) -> bool:
    with database.reading() as db:
        return bool(db.scalar(WAITING))
