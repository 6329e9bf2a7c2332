from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.link.rig import HubSite, Machine, join
from tests.private.machine import Absent
from tests.private.plugin import refuse


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubSite]:
    """One hub for the tests of a file: each of them admits nodes of its own name."""
    try:
        site = HubSite(tmp_path_factory.mktemp("hub") / "site")
    except Absent as absent:
        refuse(absent)
    try:
        site.start()
        yield site
    finally:
        site.stop()


@pytest.fixture
def node(hub: HubSite, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Machine]:
    """A node of Guyane, admitted under a name of this test."""
    hub.proxy.heal()
    name = f"n{abs(hash(request.node.name)) % 10**6}"
    machine = join(hub.admit(name, "--territory", "973"), tmp_path)
    machine.start()
    yield machine
    machine.program.kill()
