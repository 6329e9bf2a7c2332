"""An import of the past counts at the node and at the hub as one counts by hand, and its undo leaves nothing.

The file of tests/sessions/past_kit.py: a workshop of 90 minutes with two known people, one who has no file (she waits) and
two without a name; an individual act with one of them, one without a name, one with somebody who has no file (she waits).
"""

from pathlib import Path
from typing import Any

import orjson
import pytest

from lakou.contracts.base import EVENTS, Stream
from lakou.kernel import outbox
from lakou.kernel.context import ServiceContext
from services.sessions.use_cases import past
from tests.reporting.factories import NO_OUTCOME, House, carry, woman
from tests.sessions.coop import export
from tests.sessions.factories import make_context, make_person
from tests.sessions.past_kit import rows

NOTHING = dict.fromkeys(["I1", "I2", "I3", "I4", "I6", "I7", "I8"], 0) | NO_OUTCOME
BY_HAND = {"I1": 2, "I2": 6, "I3": 2, "I4": 3, "I6": 0, "I7": 3, "I8": 1} | NO_OUTCOME


class Past:
    """A sessions service whose events a node's reporting hears, and the hub after it."""

    def __init__(self, folder: Path, node: House, hub: House) -> None:
        folder.mkdir()
        self.context: ServiceContext = make_context(folder)
        self.node, self.hub, self.heard = node, hub, 0
        people = [make_person(self.context), make_person(self.context, "Josette", "Valmond")]
        node.say(*(woman(person) for person in people))

    def bring_in(self) -> past.Report:
        done = past.bring_in(self.context, export(rows()), "activites.xlsx", "Chantal")
        self.carry()
        return done

    def carry(self) -> None:
        with self.context.database.reading() as db:
            told = outbox.rows_after(db, Stream.LOCAL, 1, self.heard, 10_000)
        self.heard = told[-1].seq
        self.node.say(*(EVENTS[row.type].load(orjson.loads(row.body)["data"]) for row in told))
        carry(self.node, self.hub)

    def both(self) -> list[dict[str, int]]:
        return [place.values() for place in (self.node, self.hub)]


@pytest.fixture
def brought(tmp_path: Path, house: House, hub: House) -> Past:
    return Past(tmp_path / "sessions", house, hub)


def parts(place: House) -> dict[str, Any]:
    figures = place.figures()
    return {**figures["I7"]["parts"], **figures["I8"]["parts"]}


def test_the_year_is_whole_after_the_import_and_empty_after_its_undo(brought: Past) -> None:
    done = brought.bring_in()
    assert brought.both() == [BY_HAND, BY_HAND]
    for place in (brought.node, brought.hub):
        counted = parts(place)
        assert (counted["individuel"], counted["collectif"], counted["hours"]) == (2, 1, 4.5)
        assert (counted["planned"], counted["held"], counted["offered"], counted["filled"], counted["attended"]) == (1, 1, 2, 2, 2)
        assert place.breakdown("I7", "place_type") == {"lieu_activite": 3}
    assert brought.node.breakdown("I4", "gender") == {"feminin": 0, "masculin": 0, "non_communique": 3}
    assert done.id is not None
    past.undo(brought.context, done.id)
    brought.carry()
    assert brought.both() == [NOTHING, NOTHING]
    for place in (brought.node, brought.hub):
        counted = parts(place)
        assert (counted["planned"], counted["held"], counted["cancelled"], counted["offered"], counted["filled"]) == (0, 0, 0, 0, 0)
    brought.bring_in()
    assert brought.both() == [BY_HAND, BY_HAND]


def test_who_waited_counts_once_somebody_decided(brought: Past) -> None:
    done = brought.bring_in()
    assert done.id is not None
    past.nameless_all(brought.context, done.id, "Chantal")
    brought.carry()
    expected = BY_HAND | {"I2": 8, "I4": 5, "I7": 4}
    assert brought.both() == [expected, expected]
    past.undo(brought.context, done.id)
    brought.carry()
    assert brought.both() == [NOTHING, NOTHING]
