"""The secrets of a node: files of mode 0400 beside its databases, made at first start, never in a database or a dump."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from joserfc.jwk import OKPKey


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


def _new_signing_key() -> bytes:
    return OKPKey.generate_key("Ed25519").as_pem(private=True)
