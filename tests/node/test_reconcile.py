"""Node and hub are compared to the last figure, and the first that differs is named."""

import pytest
from sqlalchemy import delete, update

from lakou.kernel import epochs
from lakou.node import comparing
from lakou.node.comparing import Comparison, Verdict
from lakou.node.hub import Reception
from lakou.node.link import Link
from services.reporting.model import Cell, FactLog
from services.reporting.model.cells import Dimension
from services.reporting.use_cases import hub_link, renewing
from tests.reporting.factories import House, heads, new_id, seat, session, support, woman


@pytest.fixture
def link(house: House, hub: House) -> Link:
    """A node that has said a few things, and has not sent them yet."""
    person, held = new_id(), new_id()
    house.say(woman(person), session(held), seat(new_id(), held, person), heads(held, 7), support(new_id(), person))
    return Link(house.context, Reception(hub.running.consumer, hub.node.metrics).receive)


def asked(house: House, link: Link) -> Comparison:
    """Asked over the link, without a greenlet."""
    hub_link.ask(house.context)
    link.acked = None
    link._follow_orders()
    return comparing.by_file(house.node)


def test_what_the_hub_counts_is_what_the_node_counts(house: House, link: Link) -> None:
    link.push()
    found = asked(house, link)
    assert (found.verdict, found.same_digest, found.differences) == (Verdict.EXACT, True, ())
    assert found.hub_applied == found.recorded > 0
    assert found.figures > 10


def test_the_first_figure_that_differs_is_named(house: House, hub: House, link: Link) -> None:
    link.push()
    asked(house, link)
    with hub.database.transaction() as db:
        db.execute(update(Cell).where(Cell.dimension == Dimension.NODE).values(contacts=Cell.contacts + 1))
    found = asked(house, link)
    assert found.verdict is Verdict.DIFFERENT
    assert [(each.figure, each.node, each.hub) for each in found.differences] == [("2026-03/contacts", 9, 10)]


def test_a_fact_that_the_hub_lost_is_missed(house: House, hub: House, link: Link) -> None:
    link.push()
    with hub.database.transaction() as db:
        db.execute(delete(FactLog).where(FactLog.type == "reporting.heads.counted.v1"))
    first = asked(house, link).differences[0]
    assert (first.figure, first.node, first.hub) == ("facts/reporting.heads.counted.v1", 1, 0)


def test_a_hub_that_lacks_the_last_facts_is_behind_and_not_different(house: House, link: Link) -> None:
    link.push()
    asked(house, link)
    house.say(support(new_id(), None))
    found = comparing.by_file(house.node)
    assert (found.verdict, found.same_digest) == (Verdict.BEHIND, True)
    assert found.recorded - found.hub_applied == 1


def test_another_history_is_told_from_another_figure(house: House, hub: House, link: Link) -> None:
    link.push()
    asked(house, link)
    with house.database.reading() as db:
        kept = hub_link.state(db).statement
    assert kept
    with house.database.transaction() as db:
        hub_link.state(db).statement = kept.replace(b'"digest":"', b'"digest":"00')
    assert comparing.by_file(house.node).same_digest is False
    assert comparing.by_file(house.node).verdict is Verdict.DIFFERENT


def test_a_new_epoch_in_which_nothing_was_said_lacks_nothing(house: House, link: Link) -> None:
    link.push()
    with house.database.transaction() as db:
        epochs.bump(db)
    assert asked(house, link).verdict is Verdict.EXACT


def test_a_node_that_took_another_key_counts_the_same(house: House, link: Link) -> None:
    link.push()
    renewing.rotate(house.context)
    house.say(support(new_id(), None))
    link.push()
    found = asked(house, link)
    assert (found.verdict, found.same_digest, found.differences) == (Verdict.EXACT, True, ())


def test_without_an_answer_nothing_is_claimed(house: House, link: Link) -> None:
    assert comparing.by_file(house.node).verdict is Verdict.UNKNOWN
    assert comparing.over_the_link(house.node, within=0.3).verdict is Verdict.UNKNOWN, "no link runs that would ask"
