"""Facts that wait at a node, and a hub that counts them once the line is there."""

from tests.faults.link.rig import HubSite, Machine
from tests.waiting import wait_while_it_grows

STILL_SECONDS = 300.0  # a batch over a satellite, twice


def waiting(node: Machine, facts: int) -> None:
    """That many facts wait at a node whose link is held."""
    node.feeder(facts).start().wait_ended(600)
    wait_while_it_grows(node.facts, facts, lambda: "reporting told its facts")
    assert node.facts() == node.supports() == facts


def wait_counted(hub: HubSite, node: Machine, facts: int) -> None:
    query = f"SELECT count(*) FROM fact_log WHERE node = '{node.name}'"
    wait_while_it_grows(lambda: hub.machine.count(query), facts, lambda: "the hub counted all", STILL_SECONDS)
