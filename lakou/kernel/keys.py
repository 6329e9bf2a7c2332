"""The secrets of a node: files of mode 0400 beside its databases, made at first start, never in a database or a dump."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from joserfc.jwk import OKPKey

FIRST = 1


class KeyGone(RuntimeError):
    """Raised instead of making another key in the place of one that was in use; the text is for the operator."""

    def __init__(self, file: str) -> None:
        super().__init__(f"La clé {file} manque dans le dossier « keys » : remettez-la d’après la copie des clés.")


class Keys:
    """Lazily made keys in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, bytes] = {}
        self._signing: OKPKey | None = None

    def secret(self, name: str) -> bytes:
        """32 random bytes of that name, the same ever after."""
        if name not in self._read:
            self._read[name] = self._kept(f"{name}.key", lambda: secrets.token_bytes(32))
        return self._read[name]

    def successor(self, name: str, number: int) -> bytes:
        """The secret of that name as it was renewed: the first is number 1. Raises KeyGone when a later one is not there."""
        if number > FIRST and not self.has(name, number):
            raise KeyGone(self._path_of(name, number).name)
        return self.secret(_numbered(name, number))

    def has(self, name: str, number: int) -> bool:
        """Whether the file of one of them is there."""
        return self._path_of(name, number).exists()

    def newest(self, name: str) -> int:
        """The number of the last successor of a secret."""
        number = FIRST
        while self.has(name, number + 1):
            number += 1
        return number

    def renew(self, name: str) -> int:
        """Make one more successor of a secret; its number."""
        number = self.newest(name) + 1
        self.secret(_numbered(name, number))
        return number

    def _path_of(self, name: str, number: int) -> Path:
        return self.folder / f"{_numbered(name, number)}.key"

    def signing(self) -> OKPKey:
        """The Ed25519 key that signs tokens."""
        if self._signing is None:
            self._signing = OKPKey.import_key(self._kept("signing.pem", _new_signing_key))
        return self._signing

    def _kept(self, name: str, make: Callable[[], bytes]) -> bytes:
        path = self.folder / name
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Written aside, then linked: of two processes that start together one wins, and both read the same key.
            aside = self.folder / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
            with os.fdopen(descriptor, "wb") as file:
                file.write(make())
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(aside, path)
            except FileExistsError:
                pass
            finally:
                aside.unlink()
        return path.read_bytes()


def _numbered(name: str, number: int) -> str:
    return name if number == FIRST else f"{name}-{number}"


def _new_signing_key() -> bytes:
    return OKPKey.generate_key("Ed25519").as_pem(private=True)
