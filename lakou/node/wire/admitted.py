"""The nodes that a hub has admitted: files of mode 0400 in a folder beside its databases, never in a database or a dump."""

import datetime as dt
import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

import orjson

from lakou.node.wire import certificates
from lakou.node.wire.certificates import Certificate


class Admitted:
    """`authority.pem` and its key, and a folder a node: its place, and its certificate with its key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._nodes = folder / "nodes"

    def authority(self) -> Certificate:
        """The hub's own authority, made at the first admission, or the operator's (`take_authority`)."""
        if not (self.folder / "authority.pem").exists():
            self._keep(self.folder, "authority", certificates.new_authority("Lakou hub"))
        return _read(self.folder, "authority")

    def take_authority(self, given: Certificate) -> list[str]:
        """Put the operator's own authority in the place of ours; the nodes whose certificates are therefore to be made anew.

        Raises ValueError for one that will not do.
        """
        certificates.check_authority(given)
        present = (self.folder / "authority.pem").exists() and self.authority()
        if present and present.certificate == given.certificate:
            return []
        self._keep(self.folder, "authority", given)
        (self.folder / "broker.pem").unlink(missing_ok=True)
        return self.names()

    def broker(self, host: str) -> tuple[Path, Path, Path]:
        """The files that the hub's broker needs: authority, certificate, key. Made anew for another host or when they end."""
        authority = self.authority()
        at = self.folder / "broker.pem"
        if not at.exists() or certificates.common_name(at.read_bytes()) != host or certificates.is_due(at.read_bytes()):
            self._keep(self.folder, "broker", certificates.for_broker(authority, host))
        return self.folder / "authority.pem", at, self.folder / "broker.key"

    def names(self) -> list[str]:
        """The nodes that are admitted now."""
        return sorted(each.name for each in self._nodes.iterdir() if each.is_dir()) if self._nodes.exists() else []

    def node(self, name: str) -> Certificate | None:
        """The certificate of a node, if it is admitted."""
        return _read(self._nodes / name, "node") if (self._nodes / name / "node.pem").exists() else None

    def ends(self) -> dict[str, dt.datetime]:
        """When the certificate of each node that is admitted ends."""
        paths = {name: self._nodes / name / "node.pem" for name in self.names()}
        return {name: certificates.expires_at(path.read_bytes()) for name, path in paths.items() if path.exists()}

    def place(self, name: str) -> dict[str, str]:
        """The territory and association that a node was admitted with."""
        found: dict[str, str] = orjson.loads((self._nodes / name / "place.json").read_bytes())
        return found

    def admit(self, name: str, place: dict[str, str], *, renew: bool) -> Certificate:
        """The certificate of a node, made when there is none or when it is to be renewed. Its common name is its user's name."""
        folder, before = self._nodes / name, self.node(name)
        _write(folder / "place.json", orjson.dumps(place))
        if before is None or renew or not self._still_good(before):
            self._keep(folder, "node", certificates.for_node(self.authority(), f"{name}.{secrets.token_hex(4)}"))
        found = self.node(name)
        if found is None:
            raise FileNotFoundError(folder)
        return found

    def _still_good(self, mine: Certificate) -> bool:
        return not certificates.is_due(mine.certificate) and certificates.is_signed_by(mine, self.authority())

    def revoke(self, name: str) -> None:
        """Forget a node: a later admission makes another certificate."""
        shutil.rmtree(self._nodes / name, ignore_errors=True)

    def _keep(self, folder: Path, name: str, made: Certificate) -> None:
        _write(folder / f"{name}.key", made.key)
        _write(folder / f"{name}.pem", made.certificate)


def _read(folder: Path, name: str) -> Certificate:
    return Certificate((folder / f"{name}.pem").read_bytes(), (folder / f"{name}.key").read_bytes())


def _write(path: Path, content: bytes) -> None:
    """Written aside and put in place at once, readable by nobody else."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def keep_all(folder: Path, files: Iterable[tuple[str, bytes]]) -> bool:
    """Put secret files in place; False when all were there already with this content."""
    changed = [(name, content) for name, content in files if not _same(folder / name, content)]
    for name, content in changed:
        _write(folder / name, content)
    return bool(changed)


def _same(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() == content
