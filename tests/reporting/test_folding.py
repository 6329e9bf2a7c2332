"""Folding goes on beside everything else: what comes in under the count is counted, and nobody has to wait for it."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from lakou.kernel.db import Database, Db
from services.reporting.model import DirtyDay
from services.reporting.use_cases import fold as folding
from services.reporting.use_cases import folding_ahead
from services.reporting.use_cases.fold import PATIENCE, fold, fold_day, rebuild
from services.reporting.use_cases.folding_ahead import MOST_WAITS, fold_when_quiet
from services.reporting.use_cases.tallying import Tallies, tally_day
from tests.reporting.factories import DAY, House, attended
from tests.reporting.test_ledger import cells_of, enter

NEXT = DAY + dt.timedelta(days=1)
OTHER_MONTH = dt.date(2026, 5, 4)


def marks(database: Database) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(DirtyDay)) or 0


def contacts(hub: House) -> int:
    return hub.values()["I2"]


def disturbed(hub: House, monkeypatch: pytest.MonkeyPatch, times: int, day: dt.date) -> list[int]:
    """Let a fact about `day` come in each time a day was counted and not yet written, so many times."""
    counts: list[int] = []

    def count(db: Db, counted: dt.date) -> Tallies:
        tallies = tally_day(db, counted)
        counts.append(len(counts))
        if len(counts) <= times:
            enter(hub, [("guyane", attended(f"late-{len(counts)}", day=day))], start=100 + len(counts))
        return tallies

    monkeypatch.setattr(folding, "tally_day", count)
    return counts


@pytest.mark.parametrize("day", [DAY, NEXT])
def test_what_comes_in_under_the_count_is_counted(hub: House, monkeypatch: pytest.MonkeyPatch, day: dt.date) -> None:
    enter(hub, [("guyane", attended("a")), ("guyane", attended("b", day=NEXT))])
    counts = disturbed(hub, monkeypatch, 1, day)
    assert contacts(hub) == 3
    assert len(counts) >= 3  # the first count was of no use
    before = cells_of(hub)
    rebuild(hub.database)
    assert cells_of(hub) == before


def test_another_day_of_the_month_folded_meanwhile_is_not_lost_from_the_month(hub: House, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(hub, [("guyane", attended("a")), ("guyane", attended("b", day=NEXT))])
    nested: list[dt.date] = []

    def count(db: Db, day: dt.date) -> Tallies:
        tallies = tally_day(db, day)
        if not nested:
            nested.append(day)
            fold_day(hub.database, NEXT)
        return tallies

    monkeypatch.setattr(folding, "tally_day", count)
    fold_day(hub.database, DAY)
    before = cells_of(hub)
    rebuild(hub.database)
    assert cells_of(hub) == before


def test_a_day_that_never_rests_is_counted_while_nobody_writes(hub: House, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(hub, [("guyane", attended("a"))])
    disturbed(hub, monkeypatch, PATIENCE, DAY)
    fold_day(hub.database, DAY)
    assert marks(hub.database) == 0
    assert contacts(hub) == 1 + PATIENCE


def test_a_large_day_is_counted_a_little_at_a_time(hub: House, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(hub, [("guyane", attended(f"c{number}", pid=f"p{number % 90}")) for number in range(400)])
    turns: list[float] = []
    monkeypatch.setattr("services.reporting.use_cases.tallying.eventlet.sleep", turns.append)
    with hub.database.reading() as db:
        tally_day(db, DAY)
    assert len(turns) == 3
    assert (contacts(hub), hub.values()["I1"]) == (400, 90)


def test_one_waits_for_a_pause_then_folds_before_anybody_asks(hub: House) -> None:
    enter(hub, [("guyane", attended("a"))])
    assert fold_when_quiet(hub.database) == 0
    enter(hub, [("guyane", attended("b", day=OTHER_MONTH))], start=2)
    assert fold_when_quiet(hub.database) == 0
    assert fold_when_quiet(hub.database) == 2
    assert (marks(hub.database), fold(hub.database)) == (0, 0)
    assert fold_when_quiet(hub.database) == 0


def test_one_does_not_wait_for_a_pause_for_ever(hub: House) -> None:
    folded = 0
    for number in range(MOST_WAITS + 1):
        enter(hub, [("guyane", attended(f"c{number}"))], start=1 + number)
        folded += fold_when_quiet(hub.database)
    assert folded == 1
    assert hub.database not in folding_ahead._last_seen
