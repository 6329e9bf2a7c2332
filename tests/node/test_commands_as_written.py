"""The commands of README.md and docs/deploying.md are typed as they stand there, in their order; each does what its remark says."""

import re
import shlex
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from lakou.kernel.settings import Settings
from lakou.node.federation import write_settings
from lakou.node.node import Node
from tests.architecture.tree import ROOT
from tests.commands import typed
from tests.enrollment import factories
from tests.sessions.coop import export, individual

pytestmark = pytest.mark.slow

README, DEPLOYING = (ROOT / "README.md").read_text(), (ROOT / "docs" / "deploying.md").read_text()
ELSEWHERE = ("run", "hub admit", "node init", "link status", "reconcile", "link export", "link import")
"""Typed from the README in tests/faults/link/test_joining_as_the_readme_says.py, with a hub."""


def commands(page: str) -> Iterator[list[str]]:
    """The `lakou` commands in the blocks of a page, but for those of ELSEWHERE."""
    for block in re.findall(r"^```\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            _, here, words = line.partition(".venv/bin/lakou ")
            if here and not words.startswith(ELSEWHERE):
                yield shlex.split(words, comments=True)


def settings(folder: Path, name: str) -> Settings:
    chosen = Settings(name=name, port=1, data=folder / "var" / name)
    write_settings(chosen, chosen.data / "node.toml")
    return chosen


def close(node: Node) -> None:
    for context in node.contexts():
        context.database.dispose()


def types(folder: Path, written: list[list[str]]) -> list[str]:
    """What each command prints; all must go well."""
    told = typed(folder, written, answer="y\n")
    assert [(words, said) for words, (code, said) in zip(written, told, strict=True) if code] == []
    return [said for _, said in told]


def test_the_readme(tmp_path: Path) -> None:
    """In a checkout whose four nodes have run, with two lists and somebody to erase."""
    for name in ("guadeloupe", "guyane", "saint-martin", "martinique"):
        node = Node(settings(tmp_path, name))
        node.migrate()
        her = factories.person(node.services["enrollment"].context).id
        close(node)
    shutil.copy(ROOT / "tests" / "data" / "inscriptions-inclusion-numerique.csv", tmp_path / "liste.csv")
    (tmp_path / "activites-la-coop.xlsx").write_bytes(export(individual(uuid.uuid4())))
    fewer = {"ID": str(her), "200": "2", "6": "1"}
    written = [[fewer.get(word, word) for word in words] for words in commands(README)]
    assert len(types(tmp_path, written)) == 9


def test_deploying_a_node(tmp_path: Path) -> None:
    """On a machine where it has run, and then on an empty one."""
    chosen, empty = settings(tmp_path, "guyane"), tmp_path / "empty.toml"
    write_settings(Settings(name="guyane", port=1, data=tmp_path / "another"), empty)
    node = Node(chosen)
    node.migrate()
    node.keys.secret("pseudonym")
    close(node)
    config, saved, keys = chosen.data / "node.toml", tmp_path / "backups", tmp_path / "usb"
    here = {"/etc/lakou/node.toml": str(config), "/srv/backups": str(saved), "/media/usb": str(keys)}
    written = [[here.get(word, word) for word in words] for words in commands(DEPLOYING)]
    shown, restored = written.index(["tls", "show", "--config", str(config)]), [w[0] for w in written].index("restore")
    *_, made = types(tmp_path, written[:shown])
    with_tls = re.sub(r"^tls_\w+ = .*\n", "", config.read_text(), flags=re.MULTILINE)
    config.write_text("\n".join([*re.findall(r"^tls_\w+ = .*$", made, re.MULTILINE), with_tls]))
    *_, copied, copied_with_keys = types(tmp_path, written[shown:restored])
    anew, over = written[restored : restored + 2]
    anew[1], over[1] = copied.splitlines()[0], copied_with_keys.splitlines()[0]
    anew[anew.index(str(config))] = str(empty)
    anew += ["--keys", str(next(keys.iterdir()))]  # its remark says so
    told = types(tmp_path, written[restored:])
    assert "tout est comme cela a été dit" in told[-1]
