"""A backup of a node that may run meanwhile: all its databases at one moment, and its keys, apart."""

import shutil
from pathlib import Path

from lakou.kernel import clock, migrate
from lakou.kernel.context import ServiceContext
from lakou.node.backups import manifest, postgresql, sqlite
from lakou.node.backups.manifest import BadBackup, Manifest
from lakou.node.node import Node

OWN = 0o700
SECRET = 0o400


def take(node: Node, folder: Path) -> Path:
    """A new folder below `folder` with a copy of each database and the manifest. Raises BadBackup."""
    contexts = list(node.contexts())
    made = _new(folder / f"{node.site.node}-{clock.now():%Y%m%dT%H%M%SZ}")
    if node.portal.database.is_sqlite:
        kind, copies = "sqlite", sqlite.take({each.service: _file(each) for each in contexts}, made)
    else:
        kind, copies = "postgresql", postgresql.take({each.service: each.database.engine.url for each in contexts}, made)
    Manifest(
        node=node.site.node,
        taken_at=clock.now().isoformat(),
        kind=kind,
        files={path.name: manifest.digest_of(path) for path in copies.values()},
        keys=manifest.keys_in(node.keys.folder),
        versions={each.service: migrate.versions(each.database) for each in contexts},
    ).write(made)
    return made


def take_keys(node: Node, folder: Path) -> Path:
    """A new folder below `folder` with the keys alone, those of the pages' own authority among them. Raises BadBackup."""
    made = _new(folder / f"{node.site.node}-keys-{clock.now():%Y%m%dT%H%M%SZ}")
    copy_keys(node.keys.folder, made)
    return made


def copy_keys(source: Path, target: Path) -> None:
    """Each key, readable by its owner alone."""
    for path in sorted(source.rglob("*")):
        if path.is_file():
            copy = target / path.relative_to(source)
            copy.parent.mkdir(mode=OWN, parents=True, exist_ok=True)
            copy.unlink(missing_ok=True)  # it may be there, readable only
            shutil.copyfile(path, copy)
            copy.chmod(SECRET)


def _new(wanted: Path) -> Path:
    """A folder of that name, numbered when another copy was made in the same second."""
    names = (wanted, *(wanted.with_name(f"{wanted.name}-{number}") for number in range(2, 10)))
    folder = next((each for each in names if not each.exists()), wanted)
    try:
        folder.mkdir(mode=OWN, parents=True)
    except OSError as error:
        raise BadBackup(f"{folder} ne peut pas être fait ({error.strerror}).") from error
    return folder


def _file(context: ServiceContext) -> Path:
    file = context.database.file
    if file is None:
        raise BadBackup("Une base en mémoire ne se sauvegarde pas.")
    return file
