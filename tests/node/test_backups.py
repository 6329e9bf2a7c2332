"""`lakou backup` and `lakou restore`: what is there comes back, what should not be done is refused before anything is changed."""

from collections.abc import Iterator
from pathlib import Path
from sqlite3 import Connection

import pytest
from sqlalchemy import func, select

from lakou.kernel import outbox
from lakou.kernel.settings import Settings
from lakou.node.backups import manifest, putting_back, sqlite, taking
from lakou.node.backups.manifest import BadBackup
from lakou.node.federation import write_settings
from lakou.node.node import Node
from lakou.node.tls import authority
from lakou.portal.model import AuditEntry
from tests.commands import run
from tests.kernel.kit import LOCAL, recorded, say

SERVICES = ("portal", "enrollment", "sessions", "reporting", "notifications")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(name="guyane", port=1, data=tmp_path / "data")
    write_settings(made, tmp_path / "node.toml")
    return made


@pytest.fixture
def node(settings: Settings) -> Iterator[Node]:
    """A node that was run: databases, keys, three events."""
    made = Node(settings)
    made.migrate()
    made.keys.signing()
    authority.make(settings.data, ["lakou.example.org"])
    say(made.services["enrollment"].context.database, 3)
    yield made
    close(made)


def close(node: Node) -> None:
    for context in node.contexts():
        context.database.dispose()


def said(settings: Settings) -> int:
    node = Node(settings)
    found = len(recorded(node.services["enrollment"].context.database))
    close(node)
    return found


def test_what_is_there_comes_back_and_each_act_is_noted(node: Node, settings: Settings, tmp_path: Path) -> None:
    config, out, keys = tmp_path / "node.toml", tmp_path / "out", tmp_path / "keys-out"
    ((code, told),) = run(config, ["backup", "--out", str(out), "--keys", str(keys)])
    assert code == 0, told
    (copy,), (copied_keys,) = out.iterdir(), keys.iterdir()
    assert {path.name for path in copy.iterdir()} == {"manifest.json", *(f"{service}.sqlite3" for service in SERVICES)}
    assert {oct(path.stat().st_mode & 0o777) for path in copy.glob("*.sqlite3")} == {"0o600"}
    assert {oct(path.stat().st_mode & 0o777) for path in copied_keys.rglob("*") if path.is_file()} == {"0o400"}
    signing = (node.keys.folder / "signing.pem").read_bytes()
    say(node.services["enrollment"].context.database, 2)
    close(node)
    (refused, why), (done, after) = run(
        config, ["restore", str(copy)], ["restore", str(copy), "--replace", "--keys", str(copied_keys)]
    )
    assert (refused, done) == (1, 0)
    assert "--replace" in why
    assert "epoch bump" in after
    assert said(settings) == 3
    assert (node.keys.folder / "signing.pem").read_bytes() == signing
    with node.portal.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.act == "restore")) == 1


def test_onto_an_empty_machine(node: Node, tmp_path: Path) -> None:
    copy, keys = taking.take(node, tmp_path / "out"), taking.take_keys(node, tmp_path / "out")
    other = Settings(name="guyane", port=1, data=tmp_path / "other")
    with pytest.raises(BadBackup, match="clés"):
        putting_back.put_back(other, copy, keys=None, replace=False)
    assert not list((tmp_path / "other").glob("*.sqlite3"))
    putting_back.put_back(other, copy, keys=keys, replace=False)
    assert said(other) == 3
    assert (tmp_path / "other" / "keys" / "signing.pem").stat().st_mode & 0o777 == 0o400
    ours = authority.files(node.settings.data).authority_key.read_bytes()
    assert authority.files(other.data).authority_key.read_bytes() == ours, "phones need nothing new"


def test_a_backup_that_is_spoiled_cut_short_or_not_ours_changes_nothing(node: Node, settings: Settings, tmp_path: Path) -> None:
    copy = taking.take(node, tmp_path / "out")
    close(node)
    stranger = Settings(name="martinique", port=1, data=tmp_path / "stranger")
    with pytest.raises(BadBackup, match="de guyane"):
        putting_back.put_back(stranger, copy, keys=None, replace=True)
    spoiled = copy / "sessions.sqlite3"
    spoiled.write_bytes(spoiled.read_bytes()[:-10] + b"0123456789")
    with pytest.raises(BadBackup, match="abîmé"):
        putting_back.put_back(settings, copy, keys=None, replace=True)
    (copy / manifest.NAME).unlink()
    with pytest.raises(BadBackup, match="terminée"):
        putting_back.put_back(settings, copy, keys=None, replace=True)
    assert said(settings) == 3


def test_a_backup_of_a_later_version_waits_for_the_program(node: Node, settings: Settings, tmp_path: Path) -> None:
    copy = taking.take(node, tmp_path / "out")
    close(node)
    path = copy / manifest.NAME
    path.write_text(path.read_text().replace("service_version/", "service_version/9"))
    with pytest.raises(BadBackup, match="plus récente"):
        putting_back.put_back(settings, copy, keys=None, replace=True)


def test_keys_that_are_none_are_refused_before_anything_is_changed(node: Node, settings: Settings, tmp_path: Path) -> None:
    copy = taking.take(node, tmp_path / "out")
    say(node.services["enrollment"].context.database, 1)
    close(node)
    with pytest.raises(BadBackup, match="clés"):
        putting_back.put_back(settings, copy, keys=tmp_path, replace=True)
    assert said(settings) == 4


def test_all_databases_are_copied_as_of_one_moment(node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_one = sqlite._copy

    def slow(connection: Connection, path: Path) -> Path:
        say(node.services["enrollment"].context.database, 1)  # somebody works on while the copies are made
        return copy_one(connection, path)

    monkeypatch.setattr(sqlite, "_copy", slow)
    copy, keys = taking.take(node, tmp_path / "out"), taking.take_keys(node, tmp_path / "out")
    other = Settings(name="guyane", port=1, data=tmp_path / "other")
    putting_back.put_back(other, copy, keys=keys, replace=False)
    assert said(other) == 3
    with node.services["enrollment"].context.database.reading() as db:
        assert outbox.end(db, LOCAL) == (1, 3 + len(SERVICES))
