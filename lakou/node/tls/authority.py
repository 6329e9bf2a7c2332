"""The node's own authority: for a house whose network has names of its own, which no public authority certifies.

It may certify the host names it was made for and no others: a phone that trusts it trusts it for nothing else.
"""

import dataclasses
import os
from collections.abc import Sequence
from pathlib import Path

from lakou.node.wire import certificates
from lakou.node.wire.certificates import Certificate

FOLDER = "tls"
OURS_ALONE = 0o400


@dataclasses.dataclass(frozen=True)
class Files:
    """Where they lie: among the keys of the node, with which they are copied and put back."""

    folder: Path

    @property
    def authority(self) -> Path:
        """What phones install."""
        return self.folder / "authority.pem"

    @property
    def authority_key(self) -> Path:
        """What signs; it never leaves the node."""
        return self.folder / "authority.key"

    @property
    def certificate(self) -> Path:
        """What the node shows."""
        return self.folder / "node.pem"

    @property
    def key(self) -> Path:
        """Its key."""
        return self.folder / "node.key"


def files(data: Path) -> Files:
    """The files of the node whose data lie there."""
    return Files(data / "keys" / FOLDER)


def make(data: Path, hosts: Sequence[str]) -> Files:
    """A certificate for these names; the authority is kept when it may certify them, so that phones need nothing new."""
    found = files(data)
    for folder in (data, found.folder.parent, found.folder):
        folder.mkdir(exist_ok=True, mode=0o700)
    if not found.authority.exists() or not certificates.may_certify(found.authority.read_bytes(), hosts):
        made = certificates.new_authority(f"Lakou, {hosts[0]}", only=hosts)
        _write(found.authority_key, made.key)
        _write(found.authority, made.certificate)
    _issue(found, hosts)
    return found


def renew_if_due(data: Path) -> bool:
    """A new certificate a month before the old one ends, when it is one of ours."""
    found = files(data)
    if not found.authority_key.exists() or not found.certificate.exists():
        return False
    shown = found.certificate.read_bytes()
    if not certificates.is_due(shown):
        return False
    _issue(found, certificates.hosts_of(shown))
    return True


def _issue(found: Files, hosts: Sequence[str]) -> None:
    authority = Certificate(found.authority.read_bytes(), found.authority_key.read_bytes())
    made = certificates.for_pages(authority, hosts)
    _write(found.key, made.key)
    _write(found.certificate, made.certificate)


def _write(path: Path, content: bytes) -> None:
    """Written aside, then put in its place at once."""
    aside = path.with_suffix(f".{os.getpid()}.new")
    aside.touch(0o600)
    aside.write_bytes(content)
    aside.chmod(OURS_ALONE)
    aside.replace(path)
