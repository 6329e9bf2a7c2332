"""`lakou backup` and `lakou restore`."""

import datetime as dt
from pathlib import Path

import click

from lakou.cli.places import node_options, settings_options
from lakou.kernel import clock
from lakou.kernel.settings import Settings
from lakou.node.backups import putting_back, taking
from lakou.node.backups.manifest import BadBackup
from lakou.node.node import Node
from lakou.portal import use_cases
from lakou.portal.model import AuditEntry

FOLDER = click.Path(path_type=Path, file_okay=False)
NO_KEYS = (
    "Les clés n’y sont pas : une fois, et après chaque renouvellement, « --keys DOSSIER » sur un autre support.\n"
    "Sans elles les pseudonymes changent, et le hub compterait chacun de nouveau."
)
AFTER = (
    "Avant de relancer le nœud, commencez une nouvelle époque : ce qui fut dit depuis est perdu ici, pas ailleurs.\n"
    '    lakou check, puis : lakou epoch bump --reason "sauvegarde du {when:%d/%m/%Y à %H:%M} remise"'
)


def add_to(group: click.Group) -> None:
    """Register the commands."""
    group.add_command(backup)
    group.add_command(restore)


@click.command()
@click.option("--out", type=FOLDER, required=True, help="Où écrire la sauvegarde, dans un dossier à elle. Elle contient des noms.")
@click.option("--keys", type=FOLDER, default=None, help="Où copier aussi les clés : ailleurs que la sauvegarde.")
@node_options
def backup(place: Node, out: Path, keys: Path | None) -> None:
    """Copie toutes les bases d’un nœud au même instant, en marche ou arrêté."""
    try:
        made = taking.take(place, out)
        made_keys = taking.take_keys(place, keys) if keys else None
    except BadBackup as error:
        raise click.ClickException(str(error)) from error
    _note(place, "backup", made.name)
    click.echo(str(made))
    click.echo(f"{made_keys} : gardez-les à part, et en sûreté." if made_keys else NO_KEYS, err=True)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--keys", type=click.Path(path_type=Path, exists=True, file_okay=False), default=None, help="La copie des clés.")
@click.option("--replace", is_flag=True, help="Remplace ce qui est là ; il est perdu.")
@settings_options
def restore(chosen: Settings, folder: Path, keys: Path | None, replace: bool) -> None:
    """Remet une sauvegarde, le nœud arrêté. Dit ensuite comment commencer une nouvelle époque."""
    try:
        told = putting_back.put_back(chosen, folder, keys=keys, replace=replace)
    except BadBackup as error:
        raise click.ClickException(str(error)) from error
    place = Node(chosen)
    place.migrate()
    _note(place, "restore", folder.name)
    click.echo(
        f"{told.node} : {len(told.files)} bases remises, telles qu’elles étaient le {told.taken_at[:16].replace('T', ' à ')} (UTC)."
    )
    click.echo(AFTER.format(when=dt.datetime.fromisoformat(told.taken_at)))


def _note(place: Node, act: str, subject: str) -> None:
    entry = AuditEntry(
        at=clock.now(), account="command line", role="operator", service="node", act=act, subject=subject[:64], status=0
    )
    use_cases.note(place.portal, entry)
