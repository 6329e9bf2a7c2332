"""A fifth association joins with the commands of the README, as they stand there: over TLS, and by file where no network is."""

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lakou.kernel.settings import Settings
from lakou.node.federation import write_settings
from tests.faults.link.rig import HubSite, Machine
from tests.faults.link.test_link_over_tls import give_supports
from tests.journeys.federation import ROOT
from tests.ports import free_port
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.broker]

NODE = "marie-galante"
README = (ROOT / "README.md").read_text()
FIVE_MINUTES = 300


def commands(word: str) -> list[list[str]]:
    """The `lakou` commands of the block of the README that holds `word`, without their comments."""
    block = next(each for each in re.findall(r"```\n(.*?)```", README, re.DOTALL) if word in each)
    return [line.split("#")[0].split() for line in block.splitlines()]


class Reader:
    """Somebody who types what she reads, in a folder of her own; the hub's settings are where she stands."""

    def __init__(self, folder: Path, hub_config: Path) -> None:
        self.folder, self.hub_config, self.port = folder, hub_config, free_port()
        self.node = Machine(folder / "srv" / NODE / "node.toml", self.port)

    def types(self, words: list[str]) -> str:
        """What the command prints; `run` goes on, so it is started."""
        read = [self._here(word) for word in words]
        if "run" in read:
            self.node.start()
            return ""
        done = subprocess.run(read, capture_output=True, text=True, timeout=60, check=False, cwd=self.folder)
        assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}\n{done.stderr}"
        if "init" in read:
            self._changes_two_settings()
        return done.stdout

    def _here(self, word: str) -> str:
        if word == ".venv/bin/lakou":
            return str(ROOT / word)
        return word.replace("hub.toml", str(self.hub_config)).replace("/srv/lakou", str(self.folder / "srv"))

    def _changes_two_settings(self) -> None:
        """Several nodes stand on this one machine, and nobody wants to wait a minute for a flush."""
        config = self.node.config
        written = re.sub(r"port = \d+", f"port = {self.port}", config.read_text())
        config.write_text(f"{written}link_flush_seconds = 0.1\n")


@pytest.fixture
def reader(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """With a hub of TLS, or one that no network joins."""
    if request.param == "over TLS":
        hub: Machine = request.getfixturevalue("hub").machine
        made = Reader(tmp_path, hub.config)
        yield made
        made.node.program.kill()
        return
    config, port = tmp_path / "hub-alone.toml", free_port()
    write_settings(Settings(name="hub", port=port, data=tmp_path / "hub"), config)
    hub = Machine(config, port)
    hub.start()
    made = Reader(tmp_path, config)
    yield made
    made.node.program.kill()
    hub.program.kill()


@pytest.mark.parametrize("reader", ["over TLS"], indirect=True)
def test_a_fifth_node_joins_and_is_counted_within_five_minutes(reader: Reader, hub: HubSite) -> None:
    started = time.monotonic()
    admit, init, run, status, reconcile = commands("hub admit")
    for words in (admit, init, run):
        reader.types(words)
    give_supports(reader.node.door("helper"), 4)
    wait_until(lambda: hub.state(NODE).get("applied") == 4, "the hub counts it", 60)
    assert "le hub a tout" in reader.types(status)
    assert "égal au hub" in reader.types(reconcile)
    assert time.monotonic() - started < FIVE_MINUTES


@pytest.mark.parametrize("reader", ["by file"], indirect=True)
def test_the_same_by_file_alone(reader: Reader) -> None:
    started = time.monotonic()
    admit, init, run, _, reconcile = commands("hub admit")
    for words in (admit, init, run):
        reader.types(words)
    give_supports(reader.node.door("helper"), 4)
    wait_until(lambda: reader.node.facts() == 4, "the node told its facts", 30)
    export, count, bring_back = commands("link export")
    assert "4 faits" in reader.types(export)
    assert "4 faits nouveaux" in reader.types(count)
    assert "jusqu’au n° 4" in reader.types(bring_back)
    assert "égal au hub" in reader.types(reconcile)
    assert time.monotonic() - started < FIVE_MINUTES
