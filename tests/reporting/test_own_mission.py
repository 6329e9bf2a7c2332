"""The hub's own mission, by hand: helpers registered and trained (I13), coordination (I15); at a node and at the hub."""

import datetime as dt
import itertools
import uuid
from typing import Any

import pytest

from lakou.contracts.facts import CoordinationActed, HelperRegistered, HelperTrained, SessionChanged
from lakou.contracts.sessions import CoordinationReported, HelperDescribed, TrainingChanged
from lakou.contracts.vocabulary import (
    ActivityKind,
    CoordinationKind,
    CoordinationNature,
    CoordinationScale,
    SeatState,
    WorkshopSessionState,
)
from lakou.kernel.streams import Origin, Poison
from services.reporting.use_cases import ledger, taking_back
from services.reporting.use_cases.replaying import replay
from tests.reporting.factories import DAY, House, carry, session

MEL, TED, ROOM, ROOM_2, MEETING = (uuid.UUID(int=number) for number in range(11, 16))


def helper(helper_id: uuid.UUID, revision: int = 1, **changed: Any) -> HelperDescribed:
    usual: dict[str, Any] = {
        "territory": "972",
        "registered_on": dt.date(2026, 1, 5),
        "ended_on": None,
        "aidants_connect_on": None,
    }
    return HelperDescribed(helper_id=helper_id, revision=revision, **(usual | changed))


def trained(
    session_id: uuid.UUID, helper_id: uuid.UUID, state: SeatState = SeatState.PRESENT, revision: int = 1
) -> TrainingChanged:
    return TrainingChanged(session_id=session_id, helper_id=helper_id, revision=revision, state=state)


def meeting(revision: int = 1, **changed: Any) -> CoordinationReported:
    usual: dict[str, Any] = {
        "kind": CoordinationKind.ANIMATION,
        "nature": CoordinationNature.COMITE,
        "scale": CoordinationScale.REGIONAL,
        "mediators": 6,
        "structures": 4,
        "participants": 5,
    }
    return CoordinationReported(session_id=MEETING, revision=revision, **(usual | changed))


def training(session_id: uuid.UUID, revision: int = 1, **changed: Any) -> Any:
    return session(session_id, revision, kind=ActivityKind.FORMATION_AIDANTS, duration_minutes=420, **changed)


EVERYTHING = (
    helper(MEL, aidants_connect_on=dt.date(2026, 2, 1)),
    helper(TED, registered_on=dt.date(2025, 6, 1)),
    training(ROOM),
    training(ROOM_2, day=DAY + dt.timedelta(days=1)),
    trained(ROOM, MEL),
    trained(ROOM, TED),
    trained(ROOM_2, MEL),
    trained(ROOM_2, TED, SeatState.ABSENT),
    session(MEETING, kind=ActivityKind.COORDINATION, duration_minutes=90),
    meeting(),
)
I13 = {"registered": 2, "new": 1, "trained": 2, "trainings": 2, "hours": 14, "helper_hours": 21, "aidants_connect": 1}


def test_helpers_trainings_and_meetings_are_counted_and_nothing_of_it_is_an_accompaniment(house: House) -> None:
    house.say(*EVERYTHING)
    figures = house.figures()
    assert (figures["I13"]["value"], figures["I13"]["parts"]) == (2, I13)
    parts = figures["I15"]["parts"]
    assert figures["I15"]["value"] == 1
    assert (parts["animation"], parts["hours"], parts["participants"], parts["structures"]) == (1, 1.5, 11, 4)
    assert parts["scale"]["regional"] == 1
    assert {value for code, value in house.values().items() if code != "I9"} == {0}, "and nobody waited (I9)"
    assert house.facts(SessionChanged) == []


@pytest.mark.parametrize("seed", range(3))
def test_the_order_in_which_it_comes_changes_nothing(house: House, seed: int) -> None:
    orders = list(itertools.islice(itertools.permutations(EVERYTHING), 0, 3_000_000, 1_234_567))
    house.say(*orders[seed])
    assert house.figures()["I13"]["parts"] == I13
    assert house.figures()["I15"]["value"] == 1


def test_the_hub_counts_what_the_nodes_told_and_knows_nobody(house: House, hub: House) -> None:
    house.say(*EVERYTHING)
    carry(house, hub)
    assert hub.figures()["I13"]["parts"] == I13
    assert hub.breakdown("I13", "territory")["972"] == 2
    assert hub.breakdown("I15", "node")["martinique"] == 1
    told = [*house.facts(HelperRegistered), *house.facts(HelperTrained), *house.facts(CoordinationActed)]
    assert len(told) == 2 + 4 + 1
    assert not [fact for fact in told if str(MEL) in str(fact) or str(TED) in str(fact)]


def test_a_correction_replaces_what_was_told(house: House) -> None:
    house.say(
        *EVERYTHING,
        trained(ROOM, TED, SeatState.EXCUSE, 2),
        meeting(2, participants=0),
        helper(TED, 2, ended_on=dt.date(2025, 12, 31)),
    )
    assert house.figures()["I13"]["parts"] == I13 | {"registered": 1, "trained": 1, "helper_hours": 14}
    assert house.figures()["I15"]["parts"]["participants"] == 6


def test_a_meeting_that_is_moved_counts_on_its_new_day_and_one_called_off_nowhere(house: House) -> None:
    house.say(*EVERYTHING, session(MEETING, 2, dt.date(2027, 1, 4), kind=ActivityKind.COORDINATION))
    assert house.figures()["I15"]["value"] == 0
    assert house.figures(since="2027-01-01", until="2027-01-31")["I15"]["value"] == 1
    house.say(session(MEETING, 3, kind=ActivityKind.COORDINATION, state=WorkshopSessionState.ANNULEE))
    assert house.figures()["I15"]["value"] == 0


def test_what_a_restored_node_no_longer_knows_is_taken_back_and_a_replay_finds_nothing_to_mend(house: House, hub: House) -> None:
    house.say(*EVERYTHING)
    carry(house, hub)
    assert replay(hub.context).mended == ()
    with hub.database.transaction() as db:
        taking_back.take_back(db, Origin("martinique", "reporting", 1, 0))
    assert hub.figures()["I13"]["value"] == 0
    assert hub.figures()["I15"]["value"] == 0


def test_numbers_out_of_all_reason_are_parked(hub: House) -> None:
    fact = CoordinationActed(
        act="a" * 26,
        version=1,
        withdrawn=False,
        kind=CoordinationKind.EVENEMENT,
        nature=CoordinationNature.GRAND_PUBLIC,
        scale=None,
        day=DAY,
        minutes=60,
        territory="972",
        program=None,
        mediators=0,
        structures=0,
        participants=10_000_000,
    )
    with hub.database.transaction() as db, pytest.raises(Poison):
        ledger.enter(db, fact, Origin("martinique", "reporting", 1, 1))


def test_a_session_that_was_told_as_a_workshop_before_its_kind_was_known_counts_as_one_no_more(house: House) -> None:
    house.say(session(ROOM), training(ROOM, 2))
    assert [fact.withdrawn for fact in house.facts(SessionChanged)] == [False, True]
    assert house.figures()["I8"]["parts"]["held"] == 0
