"""A node takes another key while its line is cut, and is killed in the middle of it: the hub counts everybody once, as before."""

import os
import subprocess

import pytest

from tests.faults.link.rig import HubSite, Machine, lakou
from tests.faults.link.test_backups_put_back import stopped
from tests.faults.link.test_link_over_tls import counted
from tests.journeys.federation import LAKOU, Door
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.broker]

SPAN = "from=2026-01-01&to=2026-12-31"
ROTATE = ("key", "rotate", "--reason", "essai", "--yes")
HER = {"family_name": "Marcin", "given_name": "Rosalie", "birth_year": 1984, "commune": "97302"}
GIVEN = {"date": "2026-11-20", "duration_minutes": 30, "themes": ["email"]}


def counts(door: Door) -> tuple[int, int]:
    """Persons and contacts."""
    found = {each["code"]: each["value"] for each in door.get(f"reporting/indicators?{SPAN}")["indicators"]}
    return found["I1"], found["I2"]


def help_her(door: Door, her: str, times: int) -> list[str]:
    return [str(door.post("sessions/supports", GIVEN | {"beneficiary_id": her})["id"]) for _ in range(times)]


def settled(hub: HubSite, node: Machine, facts: int) -> None:
    wait_until(lambda: node.facts() == facts, "the node told its facts", 60)
    wait_until(counted(hub, node, facts), "the hub counted them", 90)


def test_everybody_stays_one_person_whatever_happens_meanwhile(hub: HubSite, node: Machine) -> None:
    door, analyst = node.door("coordinator"), hub.machine.door("analyst")
    persons, contacts = counts(analyst)
    her = str(door.post("enrollment/beneficiaries", HER)["id"])
    first, _ = help_her(door, her, 2)
    settled(hub, node, 2)
    hub.proxy.cut()
    help_her(door, her, 1)
    wait_until(lambda: node.facts() == 3, "one more is told under the old key", 60)
    pulled = subprocess.run(
        [str(LAKOU), *ROTATE, "--config", str(node.config)],
        env={**os.environ, "LAKOU_FAILPOINTS": "reporting.before_commit=1"},  # noqa: TID251 - the child alone is to be killed
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert pulled.returncode == -9
    assert (node.folder / "keys" / "pseudonym-2.key").exists()
    help_her(door, her, 1)
    wait_until(lambda: node.facts() == 4, "and the node goes on under it", 60)
    assert "clé n° 2, 5 pseudonymes" in lakou(*ROTATE, "--config", node.config)
    help_her(door, her, 1)
    door.call("PATCH", f"sessions/supports/{first}", json={"duration_minutes": 45})
    wait_until(lambda: node.facts() == 8, "two lists of names, one more, one correction", 60)
    hub.proxy.heal()
    lakou("link", "resume", "--config", node.config)
    settled(hub, node, 8)
    assert counts(analyst) == (persons + 1, contacts + 5)
    assert counts(door) == (1, 5)
    assert "égal au hub" in lakou("reconcile", "--config", node.config)


def test_a_node_that_was_killed_between_the_file_and_the_names_goes_on_when_it_starts(hub: HubSite, node: Machine) -> None:
    door = node.door("coordinator")
    help_her(door, str(door.post("enrollment/beneficiaries", HER)["id"]), 3)
    settled(hub, node, 3)
    stopped(node)
    keys = node.folder / "keys"
    (keys / "pseudonym-2.key").write_bytes(os.urandom(32))
    node.start()
    settled(hub, node, 5)
    assert node.count("SELECT number FROM key_in_use") == 2
    assert node.count("SELECT count(*) FROM contact") == 3
    assert "égal au hub" in lakou("reconcile", "--config", node.config)
