"""A backup is put back at one end of the link: afterwards the hub counts what the node knows, no more and no less."""

import shutil
from pathlib import Path

import pytest

from tests.faults.link.rig import HubSite, Machine, lakou
from tests.faults.link.test_link_over_tls import counted, give_supports
from tests.journeys.federation import Door
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.broker]

SPAN = "from=2026-11-01&to=2026-11-30"


def supports(door: Door) -> int:
    """How many individual supports are counted (I2 of this month)."""
    items = door.get(f"reporting/indicators?{SPAN}")["indicators"]
    return int(next(each["value"] for each in items if each["code"] == "I2"))


def stopped(machine: Machine) -> None:
    assert machine.program.terminate() == 0


def put_back(backup: Path, folder: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(backup, folder)


def test_a_node_put_back_from_yesterday_does_not_count_twice_what_is_entered_again(
    hub: HubSite, node: Machine, tmp_path: Path
) -> None:
    folder, analyst = node.config.parent, hub.machine.door("analyst")
    before = supports(analyst)
    give_supports(node.door("helper"), 6)
    wait_until(counted(hub, node, 6), "the hub counted them", 30)
    stopped(node)
    shutil.copytree(folder, tmp_path / "backup")
    node.start()
    give_supports(node.door("helper"), 4)
    wait_until(counted(hub, node, 10), "the hub counted what the backup does not know", 30)
    stopped(node)
    put_back(tmp_path / "backup", folder)
    lakou("epoch", "bump", "--config", node.config, "--reason", "sauvegarde remise", "--yes")
    node.start()
    give_supports(node.door("helper"), 4)
    wait_until(counted(hub, node, 4), "the hub follows the new epoch", 60)
    assert supports(node.door("coordinator")) == 10
    assert supports(analyst) - before == 10
    assert "égal au hub" in lakou("reconcile", "--config", node.config)


def test_a_hub_put_back_from_an_old_backup_asks_for_what_it_lost(hub: HubSite, node: Machine, tmp_path: Path) -> None:
    folder, door = hub.folder / "hub", node.door("helper")
    give_supports(door, 5)
    wait_until(counted(hub, node, 5), "the hub counted them", 30)
    stopped(hub.machine)
    shutil.copytree(folder, tmp_path / "backup")
    hub.machine.start()
    give_supports(door, 7)
    wait_until(counted(hub, node, 12), "the hub counted more", 60)
    stopped(hub.machine)
    put_back(tmp_path / "backup", folder)
    hub.machine.start()
    give_supports(door, 1)
    wait_until(counted(hub, node, 13), "the hub counted all again", 90)
    assert "égal au hub" in lakou("reconcile", "--config", node.config)
