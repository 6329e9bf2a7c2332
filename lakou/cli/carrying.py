"""`lakou link export|import`: facts and the hub's answers as files, for a node without any network."""

from pathlib import Path

import click

from lakou.cli.places import node_options
from lakou.kernel import clock
from lakou.node.node import Node
from lakou.node.wire import carrying
from lakou.node.wire.files import BadFile
from lakou.portal import use_cases
from lakou.portal.model import AuditEntry

FILE = click.Path(path_type=Path, dir_okay=False)


def add_to(group: click.Group) -> None:
    """Register the commands."""
    group.add_command(export)
    group.add_command(bring)


@click.command("export")
@click.argument("file", type=FILE)
@click.option("--all", "everything", is_flag=True, help="Tout ce qui est gardé, même ce que le hub a déjà.")
@node_options
def export(place: Node, file: Path, everything: bool) -> None:
    """Écrit dans un fichier les faits que le hub n’a pas encore. Aucun nom n’y figure."""
    _check_ledger_here(place)
    if place.site.is_hub:
        raise click.ClickException("Cette commande se donne à un nœud : le hub reçoit avec « link import ».")
    try:
        carried = carrying.export(place, file, everything=everything)
    except carrying.CannotCarry as error:
        raise click.ClickException(str(error)) from error
    _note(place, "link export")
    click.echo(f"{file} : {carried.facts} faits. Au hub : lakou link import {file.name}")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--answer", type=FILE, default=None, help="Au hub : où écrire la réponse (FICHIER.ack).")
@node_options
def bring(place: Node, file: Path, answer: Path | None) -> None:
    """Au hub : compte les faits d’un nœud et écrit la réponse. Au nœud : lit la réponse du hub."""
    _check_ledger_here(place)
    try:
        said = _at_hub(place, file, answer or file.with_suffix(".ack")) if place.site.is_hub else _at_node(place, file)
    except BadFile as error:
        raise click.ClickException(f"{file} est refusé ({error}). Faites-le de nouveau : rien n’a été compté.") from error
    except carrying.CannotCarry as error:
        raise click.ClickException(str(error)) from error
    _note(place, "link import")
    click.echo(said)


def _check_ledger_here(place: Node) -> None:
    if "reporting" not in place.services:
        raise click.ClickException("Les faits sont tenus par reporting : donnez les réglages du processus qui le fait tourner.")


def _at_hub(place: Node, file: Path, answer: Path) -> str:
    carried = carrying.take_in(place, file, answer)
    return f"{carried.facts} faits nouveaux, comptés jusqu’au n° {carried.applied}. À rapporter au nœud : {answer}"


def _at_node(place: Node, file: Path) -> str:
    ack = carrying.take_back(place, file)
    return f"Le hub a tout jusqu’au n° {ack.applied}. Le prochain fichier commencera là."


def _note(place: Node, act: str) -> None:
    entry = AuditEntry(at=clock.now(), account="command line", role="operator", service="node", act=act, subject="", status=0)
    use_cases.note(place.portal, entry)
