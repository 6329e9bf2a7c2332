"""A node was away for weeks, or far away: what waited comes in by itself, and how long that takes is measured."""

import sys
import time

import pytest

from tests.faults.link.rig import HubSite, Machine, lakou
from tests.waiting import wait_while_it_grows

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.broker, pytest.mark.timeout(0)]

WEEKS_OF_FACTS = 100_000
YEAR_OF_GUYANE = 30_000
MOST_BYTES_A_FACT = 70
STILL_SECONDS = 300.0  # a batch over a satellite, twice
SATELLITE = {"bytes_per_second": 8000.0, "delay": 0.3, "loss": 0.05, "slice": 1400}
"""64 kbit/s, 600 ms there and back, one packet in twenty lost."""


def waiting(node: Machine, facts: int) -> None:
    """That many facts wait at a node whose link is held."""
    node.feeder(facts).start().wait_ended(600)
    wait_while_it_grows(node.facts, facts, lambda: "reporting told its facts")
    assert node.facts() == node.supports() == facts


def wait_counted(hub: HubSite, node: Machine, facts: int) -> None:
    query = f"SELECT count(*) FROM fact_log WHERE node = '{node.name}'"
    wait_while_it_grows(lambda: hub.machine.count(query), facts, lambda: "the hub counted all", STILL_SECONDS)


def test_a_node_that_recorded_a_hundred_thousand_facts_while_it_was_cut_off(hub: HubSite, node: Machine) -> None:
    hub.proxy.cut()
    waiting(node, WEEKS_OF_FACTS)
    hub.proxy.heal()
    started = time.monotonic()
    lakou("link", "resume", "--config", node.config)  # after so long in vain it would wait for up to five minutes
    wait_counted(hub, node, WEEKS_OF_FACTS)
    sys.stderr.write(f"{WEEKS_OF_FACTS} facts in {time.monotonic() - started:.0f} s, {hub.proxy.carried} bytes\n")
    node.assert_exact(within=300)


def test_a_year_of_guyane_over_a_satellite(hub: HubSite, node: Machine) -> None:
    """The line is imitated by a proxy, since the kernel here has no netem: what TCP lets an application see of loss is waiting."""
    hub.proxy.cut()
    waiting(node, YEAR_OF_GUYANE)
    up, down, started = hub.proxy.carried, hub.proxy.carried_down, time.monotonic()
    hub.proxy.heal()
    for name, value in SATELLITE.items():
        setattr(hub.proxy, name, value)
    lakou("link", "resume", "--config", node.config)
    wait_counted(hub, node, YEAR_OF_GUYANE)
    seconds, sent = time.monotonic() - started, hub.proxy.carried - up
    heard = hub.proxy.carried_down - down
    sys.stderr.write(
        f"{YEAR_OF_GUYANE} facts in {seconds:.0f} s: {sent} bytes up, {heard} down, {sent / YEAR_OF_GUYANE:.1f} a fact\n"
    )
    hub.proxy.heal()
    node.assert_exact(within=300)
    assert sent / YEAR_OF_GUYANE < MOST_BYTES_A_FACT
