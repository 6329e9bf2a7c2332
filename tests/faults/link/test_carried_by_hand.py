"""A hub and a node that no network joins: facts and answers travel as signed files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lakou.kernel.settings import Settings
from lakou.node.federation import write_settings
from tests.faults.link.rig import Machine, join, lakou
from tests.faults.link.test_link_over_tls import give_supports
from tests.ports import free_port
from tests.waiting import wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Machine]:
    """A hub without any broker."""
    config, port = tmp_path / "hub.toml", free_port()
    write_settings(Settings(name="hub", port=port, data=tmp_path / "hub"), config)
    machine = Machine(config, port)
    machine.start()
    yield machine
    machine.program.kill()


@pytest.fixture
def node(hub: Machine, tmp_path: Path) -> Iterator[Machine]:
    """A node of Maripasoula, joined by its file alone."""
    bundle = tmp_path / "maripasoula.bundle"
    lakou("hub", "admit", "maripasoula", "--territory", "973", "--config", hub.config, "--out", bundle)
    machine = join(bundle, tmp_path)
    machine.start()
    yield machine
    machine.program.kill()


def recorded(node: Machine, facts: int) -> None:
    give_supports(node.door("helper"), facts)
    line = f"{facts} faits"
    path = node.config.with_name("probe")
    wait_until(lambda: line in lakou("link", "export", path, "--config", node.config), "reporting told its facts", 20)


def at_the_hub(hub: Machine) -> dict[str, tuple[int, bool]]:
    """Each node that was heard: how many facts of it are applied, and whether both hold the same history."""
    items = hub.door("analyst").get("reporting/nodes")["items"]
    return {each["node"]: (each["applied"], each["digest_ok"]) for each in items if each["applied"]}


def test_facts_are_counted_once_however_often_their_file_is_brought(hub: Machine, node: Machine, tmp_path: Path) -> None:
    recorded(node, 7)
    stick, answer = tmp_path / "stick.facts", tmp_path / "stick.ack"
    lakou("link", "export", stick, "--config", node.config)
    assert "7 faits nouveaux" in lakou("link", "import", stick, "--config", hub.config)
    assert "0 faits nouveaux" in lakou("link", "import", stick, "--config", hub.config)
    assert at_the_hub(hub) == {"maripasoula": (7, True)}
    assert "jusqu’au n° 7" in lakou("link", "import", answer, "--config", node.config)
    assert "égal au hub" in lakou("reconcile", "--config", node.config)
    assert "0 faits" in lakou("link", "export", stick, "--config", node.config), "the next file begins where the hub is"
    assert "7 faits" in lakou("link", "export", stick, "--all", "--config", node.config)


def test_a_file_that_was_changed_counts_nothing(hub: Machine, node: Machine, tmp_path: Path) -> None:
    recorded(node, 5)
    stick = tmp_path / "stick.facts"
    lakou("link", "export", stick, "--config", node.config)
    stick.write_bytes(stick.read_bytes()[:-1])
    said = lakou("link", "import", stick, "--config", hub.config, status=1)
    assert "rien n’a été compté" in said
    assert at_the_hub(hub) == {}


def test_an_answer_for_another_node_or_not_from_the_hub_is_refused(hub: Machine, node: Machine, tmp_path: Path) -> None:
    stick, answer = tmp_path / "stick.facts", tmp_path / "stick.ack"
    lakou("link", "export", stick, "--config", node.config)
    lakou("link", "import", stick, "--config", hub.config)
    content = answer.read_bytes()
    for spoiled in (content.replace(b"maripasoula", b"maripasoulb"), stick.read_bytes()):
        answer.write_bytes(spoiled)
        said = lakou("link", "import", answer, "--config", node.config, status=1)
        assert "Traceback" not in said
