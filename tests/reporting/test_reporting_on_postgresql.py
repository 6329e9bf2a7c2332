"""The same ledger on PostgreSQL, where facts come in while days are folded."""

import datetime as dt
import threading
from pathlib import Path

import pytest

from lakou.kernel import migrate
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Database
from lakou.kernel.keys import Keys
from lakou.kernel.metrics import Metrics
from lakou.kernel.settings import Settings
from lakou.kernel.streams import Origin
from lakou.node.catalog import ROOT
from lakou.node.house import site
from services.reporting.labels import By
from services.reporting.model import Base
from services.reporting.model.questions import Question
from services.reporting.use_cases import answering, hub_link, ledger, linked_nodes, overview, statement
from services.reporting.use_cases.fold import fold, rebuild
from services.reporting.use_cases.freshness import freshness
from tests.reporting.factories import DAY, attended, counted, held

NOON = dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC)
YEAR = Question(dt.date(2026, 1, 15), dt.date(2026, 12, 31))
NODES = ("guadeloupe", "martinique", "guyane", "saint-martin")


def hub_on(folder: Path, url: str) -> ServiceContext:
    """The hub's service, migrated and empty."""
    settings = Settings(name="hub", port=0, data=folder)
    database = Database(url, "/hub/reporting")
    migrate.upgrade(database, ROOT / "services" / "reporting" / "migrations")
    return ServiceContext("reporting", site(settings), database, settings, Metrics(), Keys(folder / "keys"))


def fill(context: ServiceContext, node: str) -> None:
    """Sixty facts, one a transaction, and one correction of each contact."""
    for seq in range(1, 61):
        day = DAY + dt.timedelta(days=seq % 7 * 9)
        fact = attended(f"c{seq % 25}", seq, pid=f"p{seq % 11}", day=day) if seq % 10 else counted(f"a{seq}", 3, day=day)
        with context.database.transaction() as db:
            ledger.enter(db, fact, Origin(node, "reporting", 1, seq))
            ledger.enter(db, held(f"a{seq}", day=day), Origin(node, "reporting", 1, 1000 + seq))
        if seq % 15 == 0:
            fold(context.database)


def answers(context: ServiceContext) -> list[object]:
    fold(context.database)
    with context.database.reading() as db:
        shown = overview.overview(context, db, YEAR)
        return [*(answering.indicators(context, db, YEAR, by) for by in By), shown.months, shown.houses, shown.themes]


@pytest.mark.postgres
def test_four_nodes_at_once_give_the_figures_of_sqlite(tmp_path: Path, postgres_url: str) -> None:
    usual, postgres = hub_on(tmp_path, f"sqlite:///{tmp_path / 'usual.sqlite3'}"), hub_on(tmp_path, postgres_url)
    threads = [threading.Thread(target=fill, args=(postgres, node)) for node in NODES]
    for thread in threads:
        thread.start()
    for node in NODES:
        fill(usual, node)
    for thread in threads:
        thread.join()
    expected = answers(usual)
    assert answers(postgres) == expected
    rebuild(postgres.database)
    assert answers(postgres) == expected
    for node in NODES:
        stated = statement.make(postgres.database, node)
        assert stated.figures == statement.make(usual.database, node).figures
        assert len(stated.figures) > 10
    for context in (usual, postgres):
        context.database.dispose()


@pytest.mark.postgres
def test_the_migration_makes_what_the_models_say(tmp_path: Path, postgres_url: str) -> None:
    for url in (f"sqlite:///{tmp_path / 'usual.sqlite3'}", postgres_url):
        context = hub_on(tmp_path, url)
        assert migrate.differences(context.database, Base.metadata) == []
        context.database.dispose()


@pytest.mark.postgres
def test_what_each_end_of_the_link_remembers(tmp_path: Path, postgres_url: str) -> None:
    context = hub_on(tmp_path, postgres_url)
    hub_link.pause(context)
    hub_link.send_again(context, 7)
    hub_link.keep_reads(context, "v", {"reporting.x.y.v1": ["a"]})
    assert hub_link.taken_again(context) == 7
    assert hub_link.taken_again(context) is None
    linked_nodes.admitted(context.database, {"oiapoque": NOON})
    linked_nodes.refused(context.database, "oiapoque", "too much at once", 3)
    with context.database.transaction() as db:
        linked_nodes.heard(db, "oiapoque", "0.2.0", -1.5)
    with context.database.reading() as db:
        ordered, seen = hub_link.state(db), freshness(context, db)[-1]
    assert (ordered.paused, ordered.orders, ordered.reads_version) == (True, 2, "v")
    assert (seen.node, seen.version, seen.skew_seconds, seen.certificate_until) == ("oiapoque", "0.2.0", -1.5, NOON)
    assert (seen.refused, seen.refused_why) == (3, "too much at once")
    context.database.dispose()
