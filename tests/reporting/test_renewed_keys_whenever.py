"""Another key at any moment of a story: between a word and its correction, before and after a merge, while the hub is away."""

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lakou.contracts.base import Event
from lakou.contracts.enrollment import BeneficiaryMerged
from lakou.kernel import epochs
from services.reporting.use_cases import detaching, renewing
from tests.reporting.factories import House, carry, new_id, support, woman
from tests.reporting.renewals import parked

MOVES = st.lists(st.sampled_from(["renew", "come", "withdraw", "merge", "part", "carry", "rewrite_the_logs", "bump"]), max_size=14)
_days = itertools.count(1)


class Story:
    """Two people on a day of their own, who come, did not come after all, and are found to be one."""

    def __init__(self, node: House, hub: House) -> None:
        self.node, self.hub = node, hub
        self.day = dt.date(2026, 1, 1) + dt.timedelta(days=next(_days))
        self.people, self.revisions = [new_id(), new_id()], itertools.count(2)
        self.came: dict[uuid.UUID, uuid.UUID] = {}
        self.merged = False
        node.say(*(woman(each) for each in self.people))

    def renew(self) -> None:
        renewing.rotate(self.node.context)
        self.node.settle()

    def come(self) -> None:
        self._help(new_id(), self.people[next(self.revisions) % 2])

    def withdraw(self) -> None:
        if self.came:
            given, whom = self.came.popitem()
            self.node.say(support(given, whom, next(self.revisions), day=self.day, withdrawn=True))

    def merge(self) -> None:
        self._merge(into=self.people[0])

    def part(self) -> None:
        self._merge(into=None)

    def carry(self) -> None:
        carry(self.node, self.hub)

    def rewrite_the_logs(self) -> None:
        for house in (self.node, self.hub):
            detaching.rewrite_log(house.context)

    def bump(self) -> None:
        with self.node.database.transaction() as db:
            epochs.bump(db)

    def by_hand(self) -> tuple[int, int, int]:
        """Persons, contacts, new persons."""
        persons = len({self.people[0] if self.merged else each for each in self.came.values()})
        return persons, len(self.came), persons

    def _help(self, given: uuid.UUID, whom: uuid.UUID) -> None:
        self.came[given] = whom
        self.node.say(support(given, whom, day=self.day))

    def _merge(self, *, into: uuid.UUID | None) -> None:
        self.merged = into is not None
        event: Event = BeneficiaryMerged(beneficiary_id=self.people[1], revision=next(self.revisions), into=into)
        self.node.say(event)


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, House]]:
    folder = tmp_path_factory.mktemp("renewed")
    node, hub = House(folder, "martinique"), House(folder, "hub")
    yield node, hub
    node.close()
    hub.close()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_the_figures_are_those_counted_by_hand(houses: tuple[House, House], moves: list[str]) -> None:
    story = Story(*houses)
    for move in moves:
        getattr(story, move)()
    story.carry()
    for house in houses:
        found = house.values(story.day.isoformat(), story.day.isoformat())
        assert (found["I1"], found["I2"], found["I3"]) == story.by_hand()
        assert parked(house) == 0
