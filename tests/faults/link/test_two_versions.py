"""Node and hub are brought up to date in any order: whoever is ahead keeps working, and nothing is lost or parked."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.link.rig import HubSite, Machine, lakou
from tests.faults.link.test_link_over_tls import counted, give_supports
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.broker]

TODAY = (Path(sys.executable).with_name("lakou"),)
TO_COME = (sys.executable, "-m", "tests.faults.link.newer")


@pytest.fixture(autouse=True)
def _todays_hub(hub: HubSite) -> Iterator[None]:
    yield
    runs(hub.machine, TODAY)


def runs(machine: Machine, version: tuple[str | Path, ...]) -> None:
    """Bring a machine to another version."""
    machine.program.kill()
    machine.runs(*version)
    machine.start()


def test_a_node_ahead_of_its_hub_keeps_its_facts_until_the_hub_can_read_them(hub: HubSite, node: Machine) -> None:
    runs(node, TO_COME)
    give_supports(node.door("helper"), 3)
    wait_until(lambda: node.facts() == 3, "the node works, and tells its facts", 30)
    wait_until(lambda: state_of(node) == "held_back", "the link says what it waits for", 30)
    assert hub.state(node.name)["applied"] == 0
    runs(hub.machine, TO_COME)
    wait_until(counted(hub, node, 3), "the hub counted what waited", 60)
    assert state_of(node) == "ok"
    assert hub.machine.count("SELECT count(*) FROM inbox_parked") == 0


def test_a_node_behind_its_hub_is_read_as_before(hub: HubSite, node: Machine) -> None:
    runs(hub.machine, TO_COME)
    give_supports(node.door("helper"), 3)
    wait_until(counted(hub, node, 3), "the hub counted them", 30)
    runs(node, TO_COME)
    give_supports(node.door("helper"), 2)
    wait_until(counted(hub, node, 5), "and after the node was brought up to date", 30)


def state_of(node: Machine) -> str:
    said = lakou("link", "status", "--json", "--config", node.config, status=(0, 1))
    return str(json.loads(said)["state"])
