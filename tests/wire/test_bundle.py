"""What the hub hands to a node is checked before a byte of it is kept."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from lakou.kernel import settings
from lakou.node.wire import bundle, certificates
from lakou.node.wire.joining import CannotJoin, Newcomer, join

AUTHORITY = certificates.new_authority("Lakou hub")
GIVEN = bundle.Bundle(
    "marie-galante", "971", "Les Voisins", "hub.example.org", 5671, AUTHORITY.certificate,
    certificates.for_node(AUTHORITY, "marie-galante.1"),
)  # fmt: skip


def test_a_node_starts_from_its_bundle_alone(tmp_path: Path) -> None:
    path, changed = join(GIVEN, tmp_path)
    read = settings.load(path)
    assert changed
    assert (read.name, read.territory, read.association, read.port) == ("marie-galante", "971", "Les Voisins", 8971)
    assert read.hub == "amqps://hub.example.org:5671/marie-galante"
    kept = sorted((read.data / "keys" / "link").iterdir())
    assert [each.name for each in kept] == ["authority.pem", "node.key", "node.pem"]
    assert {each.stat().st_mode & 0o777 for each in kept} == {0o400}
    assert path.stat().st_mode & 0o777 == 0o600


def test_joining_again_keeps_what_the_operator_chose(tmp_path: Path) -> None:
    path, _ = join(GIVEN, tmp_path)
    path.write_text(path.read_text() + 'database = "postgresql:///{service}"\n')
    _, changed = join(GIVEN, tmp_path)
    assert not changed
    assert settings.load(path).database == "postgresql:///{service}"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("node", "../../etc"),
        ("node", "Hub 1"),
        ("territory", "974"),
        ("host", "a b"),
        ("port", 70000),
        ("port", "5671"),
        ("format", 2),
        ("more", "?"),
    ],
)
def test_a_bundle_with_a_wrong_field_names_it(field: str, value: Any, tmp_path: Path) -> None:
    content = orjson.loads(bundle.write(GIVEN)) | {field: value}
    path = tmp_path / "wrong.bundle"
    path.write_bytes(orjson.dumps(content))
    with pytest.raises(bundle.BadBundle, match=field):
        bundle.read(path)


def test_what_is_no_bundle_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wrong.bundle"
    for content in (b"", b"PK\x03\x04", b"x" * 100_000):
        path.write_bytes(content)
        with pytest.raises(bundle.BadBundle):
            bundle.read(path)


@pytest.mark.parametrize("name", ["hub", "A", "../x", "marie galante", ""])
def test_a_name_that_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(CannotJoin):
        Newcomer(name, "971").place()


def test_a_name_that_is_no_territory_must_say_where_it_is() -> None:
    with pytest.raises(CannotJoin, match="--territory"):
        Newcomer("marie-galante").place()
    assert Newcomer("guyane").place() == {"territory": "973", "association": "Guyaclic"}
