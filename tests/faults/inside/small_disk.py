"""A disk that a test fills to the last byte."""

import errno
import subprocess
from io import FileIO
from pathlib import Path

import pytest

from tests.private.machine import in_ci

MEGA = 1024 * 1024


class SmallDisk:
    """A tmpfs of its own, which a test fills to the last byte."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder, self._stone = folder, folder / "stone"
        folder.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "tmpfs", str(folder)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            folder.rmdir()
            (pytest.fail if in_ci() else pytest.skip)(f"a small disk needs the right to mount one: {done.stderr.strip()}")

    def fill(self) -> None:
        with self._stone.open("wb", buffering=0) as file:
            for size in (MEGA, 4096, 1):
                while self._fits(file, size):
                    pass

    def _fits(self, file: FileIO, size: int) -> bool:
        try:
            return file.write(b"0" * size) == size
        except OSError as full:
            if full.errno != errno.ENOSPC:
                raise
            return False

    def clear(self) -> None:
        self._stone.unlink()

    def gone(self) -> None:
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)
        self.folder.rmdir()
