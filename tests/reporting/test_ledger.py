import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap
from sqlalchemy import delete, func, select

from lakou.contracts.base import Event
from lakou.contracts.vocabulary import Gender, SeatState, WorkshopSessionState
from lakou.kernel.db import Db
from lakou.kernel.streams import Origin, Poison
from services.reporting.model import MEASURES, Base, Cell, Contact, DirtyDay, FactLog, Person
from services.reporting.model.cells import Dimension
from services.reporting.storage import ledger as ledger_storage
from services.reporting.use_cases import fold as folding
from services.reporting.use_cases import ledger
from services.reporting.use_cases.fold import fold, rebuild
from services.reporting.use_cases.tallying import Tallies, tally_day
from tests.reporting.factories import DAY, House, attended, counted, held

Cells = dict[tuple[str, ...], tuple[object, ...]]

DAYS = st.sampled_from([DAY, dt.date(2026, 3, 31), dt.date(2026, 4, 1), dt.date(2025, 12, 31)])
STATES = st.sampled_from([SeatState.PRESENT, SeatState.ABSENT, SeatState.EXCUSE, SeatState.INSCRIT])
SEAT_FACTS = st.builds(
    lambda contact, version, state, day, gender, pid: attended(contact, version, state=state, day=day, gender=gender, pid=pid),
    st.sampled_from("abcde"),
    st.integers(1, 4),
    STATES,
    DAYS,
    st.sampled_from(list(Gender)),
    st.sampled_from(["p1", "p2", None]),
)
SESSION_FACTS = st.builds(
    lambda version, state, day: held("act", version, state=state, day=day),
    st.integers(1, 4),
    st.sampled_from(list(WorkshopSessionState)),
    DAYS,
)
HEAD_FACTS = st.builds(
    lambda version, total, day: counted("act", total, version, day=day), st.integers(1, 4), st.integers(0, 9), DAYS
)
FACTS = st.lists(
    st.tuples(st.sampled_from(["martinique", "guyane"]), st.one_of(SEAT_FACTS, SESSION_FACTS, HEAD_FACTS), st.booleans()),
    max_size=25,
)


def enter(house: House, facts: Sequence[tuple[str, Event]], *, start: int = 1, epoch: int = 1) -> None:
    with house.database.transaction() as db:
        for seq, (node, fact) in enumerate(facts, start):
            ledger.enter(db, fact, Origin(node, "reporting", epoch, seq))


def cells_of(house: House) -> Cells:
    """Every cell, its persons by their pseudonyms."""
    with house.database.reading() as db:
        names = {person.number: f"{person.node}/{person.pid}" for person in db.scalars(select(Person))}
        return {
            (cell.dimension, cell.grain, str(cell.start), cell.territory, cell.program, cell.value): (
                *(getattr(cell, measure) for measure in MEASURES),
                frozenset(names[number] for number in BitMap.deserialize(cell.persons)),
            )
            for cell in db.scalars(select(Cell))
        }


def empty(house: House) -> None:
    with house.database.transaction() as db:
        for table in Base.metadata.tables.values():
            db.execute(delete(table))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=FACTS, shuffled=st.randoms(use_true_random=False))
def test_folding_as_one_goes_rebuilding_and_any_order_agree(
    hub: House, facts: list[tuple[str, Event, bool]], shuffled: object
) -> None:
    empty(hub)
    unique = {(node, type(fact), _thing(fact), _version(fact)): (node, fact) for node, fact, _ in facts}
    for seq, (node, fact, fold_now) in enumerate(facts, 1):
        node, fact = unique[node, type(fact), _thing(fact), _version(fact)]
        enter(hub, [(node, fact)], start=seq)
        enter(hub, [(node, fact)], start=seq)  # the same place again
        if fold_now:
            fold(hub.database)
    fold(hub.database)
    as_one_goes = cells_of(hub)
    rebuild(hub.database)
    assert cells_of(hub) == as_one_goes
    reordered = list(unique.values())
    shuffled.shuffle(reordered)  # type: ignore[attr-defined]
    empty(hub)
    enter(hub, reordered)
    fold(hub.database)
    assert cells_of(hub) == as_one_goes
    with hub.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(DirtyDay)) == 0


def _thing(fact: Event) -> str:
    return str(getattr(fact, "contact", None) or getattr(fact, "act", ""))


def _version(fact: Event) -> int:
    return int(getattr(fact, "version", 0))


def test_the_log_keeps_every_fact_and_the_state_the_last_version(hub: House) -> None:
    enter(hub, [("martinique", attended("a", 2, state=SeatState.ABSENT)), ("martinique", attended("a", 1))])
    with hub.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(FactLog)) == 2
        (contact,) = db.scalars(select(Contact)).all()
    assert (contact.version, contact.state, contact.counted) == (2, "absent", False)


def test_a_restored_node_wins_over_what_it_said_before(hub: House) -> None:
    enter(hub, [("martinique", attended("a", 7))])
    enter(hub, [("martinique", attended("a", 2, state=SeatState.EXCUSE))], epoch=2)
    with hub.database.reading() as db:
        (contact,) = db.scalars(select(Contact)).all()
    assert contact.state == "excuse"


def test_the_same_pseudonym_of_two_nodes_is_two_people(hub: House) -> None:
    enter(hub, [("martinique", attended("a")), ("guyane", attended("a", territory="973"))])
    assert hub.values()["I1"] == 2


def test_the_first_day_follows_corrections(hub: House) -> None:
    early, late = dt.date(2026, 1, 9), dt.date(2026, 2, 9)
    enter(hub, [("guyane", attended("a", pid="p", day=late)), ("guyane", attended("b", pid="p", day=early))])
    with hub.database.reading() as db:
        assert db.scalars(select(Person.first_day)).all() == [early]
    enter(hub, [("guyane", attended("b", 2, pid="p", day=early, state=SeatState.ABSENT))], start=3)
    with hub.database.reading() as db:
        assert db.scalars(select(Person.first_day)).all() == [late]
        assert ledger_storage.newcomers(db, early, early) == BitMap()


def test_only_marked_days_are_folded(hub: House, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(hub, [("guyane", attended("a")), ("guyane", attended("b", day=dt.date(2026, 5, 4)))])
    assert fold(hub.database) == 2
    tallied: list[dt.date] = []

    def noted(db: Db, day: dt.date) -> Tallies:
        tallied.append(day)
        return tally_day(db, day)

    monkeypatch.setattr(folding, "tally_day", noted)
    enter(hub, [("guyane", attended("c"))], start=3)
    assert (fold(hub.database), fold(hub.database)) == (1, 0)
    assert tallied == [DAY]


def test_a_cancelled_session_keeps_no_seats(hub: House) -> None:
    cancelled = held(state=WorkshopSessionState.ANNULEE)
    enter(hub, [("guyane", attended("a", state=SeatState.INSCRIT)), ("guyane", cancelled)])
    parts = hub.figures()["I8"]["parts"]
    assert (parts["cancelled"], parts["offered"], parts["filled"]) == (1, 0, 0)


@pytest.mark.parametrize(
    "fact",
    [
        attended("a", territory="975"),
        attended("a", day=dt.date(1066, 10, 14)),
        attended("a", minutes=-5),
        held(capacity=10**9),
        counted("act", -1),
        counted("act", 2, gender={"feminin": 3}),
        counted("act", 2, age={"centenaire": 1}),
    ],
    ids=["territory", "day", "minutes", "capacity", "heads", "margin too large", "unknown margin"],
)
def test_a_fact_that_cannot_be_true_is_poison(hub: House, fact: Event) -> None:
    with pytest.raises(Poison), hub.database.transaction() as db:
        ledger.enter(db, fact, Origin("guyane", "reporting", 1, 1))


def test_every_dimension_of_a_day_adds_up_to_its_total(hub: House) -> None:
    enter(
        hub, [("guyane", attended("a")), ("guyane", attended("b", pid=None)), ("guyane", counted("act", 4, gender={"feminin": 1}))]
    )
    fold(hub.database)
    with hub.database.reading() as db:
        cells = db.scalars(select(Cell).where(Cell.grain == "day")).all()
    for dimension in Dimension:
        assert sum(cell.contacts for cell in cells if cell.dimension == dimension) == 6
        assert sum(cell.heads for cell in cells if cell.dimension == dimension) == 5
