"""A year of Guyane over a line that is slow, far and lossy: how long it takes and how many bytes is measured."""

import sys
import time

import pytest

from tests.faults.link.held_back import wait_counted, waiting
from tests.faults.link.rig import HubSite, Machine, lakou

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.broker, pytest.mark.timeout(0)]

YEAR_OF_GUYANE = 30_000
MOST_BYTES_A_FACT = 70
SATELLITE = {"bytes_per_second": 8000.0, "delay": 0.3, "loss": 0.05, "slice": 1400}
"""64 kbit/s, 600 ms there and back, one packet in twenty lost."""


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
