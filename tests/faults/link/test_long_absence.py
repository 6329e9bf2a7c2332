"""A node was away for weeks: what waited comes in by itself, and how long that takes is measured."""

import sys
import time

import pytest

from tests.faults.link.held_back import wait_counted, waiting
from tests.faults.link.rig import HubSite, Machine, lakou

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.broker, pytest.mark.timeout(0)]

WEEKS_OF_FACTS = 100_000


def test_a_node_that_recorded_a_hundred_thousand_facts_while_it_was_cut_off(hub: HubSite, node: Machine) -> None:
    hub.proxy.cut()
    waiting(node, WEEKS_OF_FACTS)
    hub.proxy.heal()
    started = time.monotonic()
    lakou("link", "resume", "--config", node.config)  # after so long in vain it would wait for up to five minutes
    wait_counted(hub, node, WEEKS_OF_FACTS)
    sys.stderr.write(f"{WEEKS_OF_FACTS} facts in {time.monotonic() - started:.0f} s, {hub.proxy.carried} bytes\n")
    node.assert_exact(within=300)
