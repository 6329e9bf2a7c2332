"""`lakou key rotate`: another key for the pseudonyms, kept as the first one is, told as what it is."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from lakou.kernel.settings import Settings
from lakou.node.backups import taking
from lakou.node.examining import pseudonyms
from lakou.node.federation import write_settings
from lakou.node.node import Node
from lakou.portal.model import AuditEntry
from services.reporting.model import KeyInUse
from tests.commands import run

REASON = ["--reason", "départ de l’administrateur"]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    write_settings(Settings(name="guyane", port=1, data=tmp_path / "data"), tmp_path / "node.toml")
    write_settings(Settings(name="hub", port=2, data=tmp_path / "hub"), tmp_path / "hub.toml")
    return tmp_path / "node.toml"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = Node(Settings(name="guyane", port=1, data=tmp_path / "data"))
    made.migrate()
    made.keys.secret("pseudonym")
    yield made
    for context in made.contexts():
        context.database.dispose()


def test_each_key_is_a_file_of_its_own_and_in_no_database(config: Path, node: Node, tmp_path: Path) -> None:
    (asked, _), (first, told), (second, words) = run(
        config, ["key", "rotate", *REASON], ["key", "rotate", *REASON, "--yes", "--json"], ["key", "rotate", *REASON, "--yes"]
    )
    assert (asked, first, second) == (1, 0, 0), "without a yes nothing is done"
    assert json.loads(told) == {"node": "guyane", "key": 2, "pseudonyms": 0}
    assert "clé n° 3" in words
    assert "--keys" in words
    files = sorted(node.keys.folder.glob("pseudonym*.key"))
    assert [path.name for path in files] == ["pseudonym-2.key", "pseudonym-3.key", "pseudonym.key"]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o400}
    keys = [path.read_bytes() for path in files]
    assert len({*keys}) == 3
    with node.services["reporting"].context.database.reading() as db:
        assert db.scalar(select(KeyInUse.number)) == 3
    with node.portal.database.reading() as db:
        subjects = list(db.scalars(select(AuditEntry.subject).where(AuditEntry.act == "key rotate")))
    assert subjects == [REASON[1]] * 2
    copy = taking.take(node, tmp_path / "out")
    for path in (*copy.iterdir(), *(tmp_path / "data").glob("*.sqlite3*")):
        content = path.read_bytes()
        assert not [key for key in keys if key in content or key.hex().encode() in content], path.name


def test_the_hub_has_none(config: Path) -> None:
    ((code, told),) = run(config.with_name("hub.toml"), ["key", "rotate", *REASON, "--yes"])
    assert code == 1
    assert "se donne à un nœud" in told


def test_the_doctor_says_which_is_in_use(config: Path, node: Node) -> None:
    """Looking makes none."""
    (node.keys.folder / "pseudonym.key").unlink()
    found = [next(pseudonyms.examine(node))]
    assert not (node.keys.folder / "pseudonym.key").exists()
    run(config, ["key", "rotate", *REASON, "--yes"])
    found += pseudonyms.examine(node)
    node.keys.renew("pseudonym")
    found += pseudonyms.examine(node)
    (node.keys.folder / "pseudonym-2.key").unlink()
    found += pseudonyms.examine(node)
    said = [(each.well, each.words) for each in found]
    assert said == [
        (True, "clé n° 1"),
        (True, "clé n° 2"),
        (None, "clé n° 2, une plus récente attend"),
        (False, "la clé n° 2 manque"),
    ]


def test_a_key_that_is_gone_is_asked_for_and_not_made_again(config: Path, node: Node) -> None:
    run(config, ["key", "rotate", *REASON, "--yes"])
    (node.keys.folder / "pseudonym-2.key").unlink()
    for command in (["key", "rotate", *REASON, "--yes"], ["run"]):
        ((code, told),) = run(config, command)
        assert code == 1
        assert "pseudonym-2.key manque" in told
    assert not (node.keys.folder / "pseudonym-2.key").exists()
