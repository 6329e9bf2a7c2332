"""The ledger built anew beside the one that serves: the same when all was well, mended when not, and nothing said twice."""

import itertools
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from lakou.contracts.base import Event
from lakou.kernel import shadow
from lakou.kernel.shadow import AlreadyReplaying
from lakou.kernel.streams import Origin
from lakou.kernel.tables import outbox
from services.reporting.model import Cell, Contact, DirtyDay, Person
from services.reporting.storage import log
from services.reporting.use_cases import ledger, replaying, taking_back
from services.reporting.use_cases.fold import fold
from services.reporting.use_cases.replaying import PROJECTED, LogMoved, Replayed, replay
from tests.reporting.factories import House, attended
from tests.reporting.test_ledger import FACTS, empty, enter
from tests.reporting.test_reporting_on_postgresql import NODES, answers, fill, hub_on


def checksums(house: House) -> list[bytes]:
    with house.database.reading() as db:
        return [shadow.checksum(db, table) for table in PROJECTED]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=FACTS, taken_back=st.integers(0, 8))
def test_what_the_log_says_is_what_is_kept(hub: House, facts: list[tuple[str, Event, bool]], taken_back: int) -> None:
    empty(hub)
    enter(hub, [(node, fact) for node, fact, _ in facts])
    with hub.database.transaction() as db:
        lost = taking_back.take_back(db, Origin("guyane", "reporting", 1, taken_back))
    fold(hub.database)
    before = checksums(hub)
    assert replay(hub.context) == Replayed(len(facts) - lost, ())
    assert checksums(hub) == before


def test_what_was_spoiled_is_mended_and_nothing_is_said(hub: House) -> None:
    enter(hub, [("guyane", attended(f"c{number}", 1, pid=f"p{number}")) for number in range(6)])
    fold(hub.database)
    right, figures = checksums(hub), hub.values()
    with hub.database.transaction() as db:
        db.execute(delete(Contact).where(Contact.contact == "c1"))
        db.execute(update(Cell).values(contacts=99))
    assert replay(hub.context) == Replayed(6, ("contact", "cell"))
    assert checksums(hub) == right
    assert hub.values() == figures
    with hub.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(outbox)) == 0
        assert db.scalar(select(func.count()).select_from(DirtyDay)) == 0
    assert [path.name for path in hub.context.settings.data.glob("*.shadow*")] == [], "nothing is left beside"


def test_facts_that_come_meanwhile_are_in_it(hub: House, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(hub, [("guyane", attended("c1", 1, pid="p1"))])
    read_on = replaying._read_on

    def late(*arguments: Any) -> None:
        read_on(*arguments)
        enter(hub, [("guyane", attended("c2", 1, pid="p2")), ("martinique", attended("c3", 1, pid="p1"))], start=2)

    monkeypatch.setattr(replaying, "_read_on", late)
    assert replay(hub.context) == Replayed(3, ())
    assert hub.values()["I1"] == 3


@pytest.mark.postgres
def test_facts_that_come_at_the_last_moment_hold_nothing_up_on_postgresql(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The shadow is folded once more while the cells that serve are held."""
    context = hub_on(tmp_path, postgres_url)
    read_on = replaying._read_on

    def late(*arguments: Any) -> None:
        read_on(*arguments)
        with context.database.transaction() as db:
            ledger.enter(db, attended("c1", 1, pid="p1"), Origin("guyane", "reporting", 1, 1))

    monkeypatch.setattr(replaying, "_read_on", late)
    assert replay(context) == Replayed(1, ())
    context.database.dispose()


def test_facts_taken_back_meanwhile_make_it_read_again(hub: House, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(hub, [("guyane", attended(f"c{number}", 1, pid=f"p{number}")) for number in range(4)])
    read_on, times = replaying._read_on, itertools.count()

    def restored(*arguments: Any) -> None:
        read_on(*arguments)
        if next(times) == 0:
            with hub.database.transaction() as db:
                taking_back.take_back(db, Origin("guyane", "reporting", 1, 2))

    monkeypatch.setattr(replaying, "_read_on", restored)
    assert replay(hub.context) == Replayed(2, ())
    assert next(times) == 2
    assert hub.values()["I1"] == 2


def test_a_log_that_never_stands_still_changes_nothing(hub: House, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(hub, [("guyane", attended("c1", 1, pid="p1"))])
    monkeypatch.setattr(log, "count_standing", lambda _db: -1)
    with pytest.raises(LogMoved):
        replay(hub.context)
    assert hub.values()["I1"] == 1


def test_two_at_once_are_one_too_many(hub: House) -> None:
    with shadow.beside(hub.database, PROJECTED, hub.context.settings.data), pytest.raises(AlreadyReplaying):
        replay(hub.context)
    assert replay(hub.context).mended == ()


@pytest.mark.postgres
def test_on_postgresql_while_four_nodes_speak(tmp_path: Path, postgres_url: str) -> None:
    context = hub_on(tmp_path, postgres_url)
    fill(context, "guyane")
    with context.database.transaction() as db:
        db.execute(update(Contact).values(minutes=1))
    threads = [threading.Thread(target=fill, args=(context, node)) for node in NODES if node != "guyane"]
    for thread in threads:
        thread.start()
    first = replay(context)
    for thread in threads:
        thread.join()
    assert "contact" in first.mended
    assert replay(context) == Replayed(4 * 120, ())
    usual = hub_on(tmp_path, f"sqlite:///{tmp_path / 'usual.sqlite3'}")
    for node in NODES:
        fill(usual, node)
    assert answers(context) == answers(usual)
    with context.database.transaction() as db:
        ledger.enter(db, attended("new", 1, pid="new"), Origin("guyane", "reporting", 2, 1))
        assert db.scalar(select(func.max(Person.number))) == db.scalar(select(func.count()).select_from(Person)), "numbers go on"
    for each in (context, usual):
        each.database.dispose()
