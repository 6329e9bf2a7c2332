"""A node is copied with its keys and both go on: the hub says that their histories differ, and counts nothing twice."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomlkit

from tests.faults.link.rig import HubSite, Machine, lakou
from tests.faults.link.test_backups_put_back import stopped
from tests.faults.link.test_link_over_tls import counted, give_supports
from tests.ports import free_port
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.broker]


@pytest.fixture
def clone(hub: HubSite, node: Machine, tmp_path: Path) -> Iterator[Machine]:
    """A copy of a node that has spoken, on a port of its own. Both are stopped."""
    give_supports(node.door("helper"), 5)
    wait_until(counted(hub, node, 5), "the hub counted them", 30)
    stopped(node)
    folder = node.config.parent
    copied = shutil.copytree(folder, tmp_path / "clone" / folder.name)
    config, port = copied / "node.toml", free_port()
    settings = tomlkit.parse(config.read_text())
    settings["port"] = port
    if Path(str(settings.get("data", ""))).is_absolute():
        settings["data"] = str(settings["data"]).replace(str(folder), str(copied))
    config.write_text(tomlkit.dumps(settings))
    made = Machine(config, port)
    yield made
    made.program.kill()


def test_the_hub_notices_and_a_new_epoch_of_the_right_one_heals(hub: HubSite, node: Machine, clone: Machine) -> None:
    name = node.config.parent.name
    node.start()
    give_supports(node.door("helper"), 3)
    wait_until(counted(hub, node, 8), "the hub counted the first", 30)
    clone.start()
    give_supports(clone.door("helper"), 6)
    wait_until(lambda: hub.state(name)["digest_ok"] is False, "the hub says that the histories differ", 60, every=0.5)
    clone.program.kill()
    stopped(node)
    lakou("epoch", "bump", "--config", node.config, "--reason", "copie arrêtée", "--yes")
    node.start()
    give_supports(node.door("helper"), 2)
    wait_until(lambda: hub.state(name)["digest_ok"] is True, "the right one goes on alone", 60, every=0.5)
