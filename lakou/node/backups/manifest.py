"""What a backup says of itself: whose it is, when it was taken, and the SHA-256 of each of its files."""

import dataclasses
import hashlib
from pathlib import Path
from typing import Any

import orjson

FORMAT = 1
NAME = "manifest.json"


class BadBackup(RuntimeError):
    """Raised for a folder that is no backup, is spoiled, or is not one of this node; the text is for the operator."""


@dataclasses.dataclass(frozen=True)
class Manifest:
    """`files` maps each file to its digest, `versions` each service to the versions of its two migration histories.

    `keys` tells which keys belong to it, by their digest: keys are not in a backup.
    """

    node: str
    taken_at: str
    kind: str
    files: dict[str, str]
    versions: dict[str, list[str]]
    keys: dict[str, str]
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Last of all: a backup without it was not finished."""
        (folder / NAME).write_bytes(orjson.dumps(dataclasses.asdict(self), option=orjson.OPT_INDENT_2))


def read(folder: Path) -> Manifest:
    """The manifest, once every file is what it says. Raises BadBackup."""
    try:
        told: dict[str, Any] = orjson.loads((folder / NAME).read_bytes())
        manifest = Manifest(**told)
    except (OSError, ValueError, TypeError) as error:
        raise BadBackup(f"{folder} n’est pas une sauvegarde terminée ({type(error).__name__}).") from error
    if manifest.format != FORMAT:
        raise BadBackup(f"{folder} a été faite par une version plus récente de Lakou.")
    for name, digest in manifest.files.items():
        if Path(name).name != name or not (folder / name).is_file() or digest_of(folder / name) != digest:
            raise BadBackup(f"{name} manque ou est abîmé dans {folder} : prenez une autre sauvegarde.")
    return manifest


def keys_in(folder: Path) -> dict[str, str]:
    """The node's own keys by name; those of the link may be renewed any day."""
    return {path.name: digest_of(path) for path in sorted(folder.glob("*")) if path.is_file()}


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
