"""A person with two files is one person in every figure, at the node and at the hub, whatever came first; two again when undone."""

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lakou.contracts.base import Event
from lakou.contracts.enrollment import BeneficiaryMerged
from lakou.contracts.facts import PersonMerged
from lakou.contracts.vocabulary import Gender, SeatState
from tests.reporting.factories import DAY, House, carry, new_id, seat, session, woman

PEOPLE = range(4)
SESSIONS = range(2)
_days = itertools.count()

Houses = tuple[House, House]


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    folder = tmp_path_factory.mktemp("merged")
    node, hub = House(folder, "martinique"), House(folder, "hub")
    yield node, hub
    node.close()
    hub.close()


def merged(one: uuid.UUID, into: uuid.UUID | None, revision: int) -> BeneficiaryMerged:
    return BeneficiaryMerged(beneficiary_id=one, revision=revision, into=into)


class Story:
    """Four people, two sessions of one day, who came, and the files that were merged and parted."""

    def __init__(self, came: set[tuple[int, int]], moves: list[tuple[int, int]]) -> None:
        self.day = dt.date(2026, 2, 1) + dt.timedelta(days=next(_days))
        self.ids, sessions = [new_id() for _ in PEOPLE], [new_id() for _ in SESSIONS]
        self.came = came
        self.edges: dict[int, int] = {}
        genders = itertools.cycle(Gender)
        self.enrollment: list[Event] = [woman(each, gender=next(genders)) for each in self.ids]
        self.sessions: list[Event] = [session(each, day=self.day) for each in sessions]
        self.sessions += [seat(new_id(), sessions[which], self.ids[who]) for who, which in sorted(came)]
        self.revisions = itertools.count(2)
        for one, other in moves:
            self.move(one, other)

    def root(self, who: int) -> int:
        while who in self.edges:
            who = self.edges[who]
        return who

    def move(self, one: int, other: int) -> None:
        """Merge, as enrollment allows it; with oneself it means to undo."""
        before = {who: self.root(who) for who in PEOPLE}
        if one == other:
            self.edges.pop(one, None)
        elif one not in self.edges and other not in self.edges:
            self.edges[one] = other
        for who in PEOPLE:
            now = self.root(who)
            if now != before[who]:
                into = None if now == who else self.ids[now]
                self.enrollment.append(merged(self.ids[who], into, next(self.revisions)))

    def by_hand(self) -> tuple[int, int]:
        """Persons, contacts."""
        visits = {(self.root(who), which) for who, which in self.came}
        return len({who for who, _ in visits}), len(visits)


def shuffled(draw: st.DrawFn, story: Story) -> list[Event]:
    """Each service in its own order, one before the other as it may be."""
    waiting = [list(story.enrollment), list(story.sessions)]
    told: list[Event] = []
    while any(waiting):
        stream = draw(st.sampled_from([each for each in waiting if each]))
        told.append(stream.pop(0))
    return told


@st.composite
def told(draw: st.DrawFn) -> tuple[Story, list[Event]]:
    pairs = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(SESSIONS))
    moves = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)), max_size=6)
    story = Story(draw(st.sets(pairs)), draw(moves))
    return story, shuffled(draw, story)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told())
def test_any_order_of_merges_and_acts_gives_the_count_by_hand(houses: Houses, drawn: tuple[Story, list[Event]]) -> None:
    node, hub = houses
    story, events = drawn
    node.say(*events)
    carry(node, hub)
    for house in houses:
        role = "analyst" if house is hub else "coordinator"
        answer = house.get(
            "/reporting/api/v1/indicators", role, from_=story.day.isoformat(), to=story.day.isoformat(), by="node"
        ).get_json()
        found = {each["code"]: each for each in answer["indicators"]}
        assert (found["I1"]["value"], found["I2"]["value"], found["I3"]["value"]) == (*story.by_hand(), story.by_hand()[0])
    by_gender = node.breakdown("I1", "gender", since=story.day.isoformat(), until=story.day.isoformat())
    assert sum(count or 0 for count in by_gender.values()) == story.by_hand()[0]


def test_the_hub_is_told_which_pseudonym_stands_and_that_it_no_longer_does(houses: Houses) -> None:
    node, _ = houses
    one, other = new_id(), new_id()
    node.say(woman(one), woman(other), merged(other, one, 2), merged(other, None, 3))
    first, second = node.facts(PersonMerged)[-2:]
    assert (first.into is not None, second.into, first.pid == second.pid) == (True, None, True)
    assert str(one) not in repr(first)


def test_who_objects_to_statistics_has_no_pseudonym_to_merge(houses: Houses) -> None:
    node, _ = houses
    one, other = new_id(), new_id()
    before = len(node.facts(PersonMerged))
    node.say(woman(one), woman(other, statistics=False), merged(other, one, 2), merged(other, None, 3))
    assert len(node.facts(PersonMerged)) == before


def test_one_who_was_absent_under_one_file_and_present_under_the_other_came_once(houses: Houses) -> None:
    node, _ = houses
    day = DAY + dt.timedelta(days=400)
    one, other, dated = new_id(), new_id(), new_id()
    seats = seat(new_id(), dated, one, SeatState.ABSENT), seat(new_id(), dated, other)
    node.say(woman(one), woman(other), session(dated, day=day), *seats, merged(other, one, 2))
    parts = node.figures(day.isoformat(), day.isoformat())["I8"]["parts"]
    assert (parts["filled"], parts["attended"], parts["absent"]) == (1, 1, 0)
