"""A backup put back: not over what is there without being told, not under a node that runs, not that of another node."""

from fnmatch import fnmatch
from pathlib import Path

from lakou.kernel import migrate
from lakou.kernel.context import ServiceContext
from lakou.kernel.settings import Settings
from lakou.node import standing
from lakou.node.backups import manifest, postgresql, sqlite
from lakou.node.backups.manifest import BadBackup, Manifest
from lakou.node.backups.taking import copy_keys
from lakou.node.examining.database import migrations_of
from lakou.node.node import Node


def put_back(settings: Settings, folder: Path, *, keys: Path | None, replace: bool) -> Manifest:
    """Every database and, when given, the keys. Raises BadBackup before anything is changed, but for PostgreSQL's own errors."""
    node = Node(settings)
    try:
        told = manifest.read(folder)
        _check(node, told, replace=replace)
        _check_keys(told, keys or node.keys.folder)
        for context in node.contexts():
            _restore(context, folder)
        if keys is not None:
            _keys(node, keys)
    finally:
        for context in node.contexts():
            context.database.dispose()
    return told


def _check(node: Node, told: Manifest, *, replace: bool) -> None:
    kind, contexts = "sqlite" if node.portal.database.is_sqlite else "postgresql", list(node.contexts())
    if told.node != node.site.node:
        raise BadBackup(f"C’est une sauvegarde de {told.node}, pas de {node.site.node}.")
    if told.kind != kind:
        raise BadBackup(f"C’est une sauvegarde de {told.kind} : ce nœud est sur {kind} (réglage « database »).")
    if missing := sorted({_copy_name(each, kind) for each in contexts} - set(told.files)):
        raise BadBackup(f"Il y manque {', '.join(missing)}.")
    if standing.answers(node):
        raise BadBackup("Le nœud tourne : arrêtez-le d’abord, et chacun de ses services.")
    for each in contexts:
        if set(told.versions.get(each.service, [])) - migrate.known(migrations_of(node, each)):
            raise BadBackup("Elle a été faite par une version plus récente de Lakou : mettez d’abord le programme à jour.")
    if not replace and any(_exists(each) for each in contexts):
        raise BadBackup("Il y a déjà des données ici. Pour les remplacer, et les perdre : --replace.")


def _check_keys(told: Manifest, folder: Path) -> None:
    """Other keys would give everybody another pseudonym, and the hub would count everybody anew."""
    found = manifest.keys_in(folder)
    if wrong := [name for name, digest in told.keys.items() if found.get(name) != digest]:
        raise BadBackup(
            f"Les clés de cette sauvegarde ({', '.join(wrong)}) ne sont pas dans {folder} : donnez leur copie avec --keys."
        )


def _copy_name(context: ServiceContext, kind: str) -> str:
    return f"{context.service}.{'sqlite3' if kind == 'sqlite' else 'dump'}"


def _exists(context: ServiceContext) -> bool:
    file = context.database.file
    return sqlite.exists(file) if file else postgresql.exists(context.database.engine.url)


def _restore(context: ServiceContext, folder: Path) -> None:
    if file := context.database.file:
        sqlite.put_back(folder / _copy_name(context, "sqlite"), file)
    else:
        postgresql.put_back(folder / _copy_name(context, "postgresql"), context.database.engine.url)


def _keys(node: Node, keys: Path) -> None:
    """A pseudonym key that was made after the copy stays: the hub knows everybody by it, and the next start goes on with it."""
    for path in node.keys.folder.rglob("*"):
        if path.is_file() and not fnmatch(path.name, "pseudonym-*.key"):
            path.unlink()
    copy_keys(keys, node.keys.folder)
