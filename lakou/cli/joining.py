"""`lakou hub admit|revoke|certificate` at the hub, `lakou node init` at the node."""

from pathlib import Path

import click

from lakou.cli.places import node_options
from lakou.kernel import clock
from lakou.node.node import Node
from lakou.node.wire import bundle, joining
from lakou.node.wire.broker import BrokerRefused
from lakou.node.wire.certificates import Certificate
from lakou.portal import use_cases
from lakou.portal.model import AuditEntry

PRIVATE = 0o600
EXISTING = click.Path(path_type=Path, exists=True, dir_okay=False)


def add_to(group: click.Group) -> None:
    """Register the commands."""
    group.add_command(hub)
    group.add_command(node)


@click.group()
def hub() -> None:
    """Les nœuds que le hub admet."""


@hub.command("admit")
@click.argument("name")
@click.option("--territory", default="", help="971, 972, 973 ou 978, quand le nom n’est pas celui d’un territoire.")
@click.option("--association", default="", help="L’association dont c’est le nœud.")
@click.option("--renew", is_flag=True, help="Refait le certificat ; l’ancien vaut jusqu’à « hub revoke --old ».")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Fichier à remettre au nœud (NOM.bundle).")
@node_options
def admit(place: Node, name: str, territory: str, association: str, renew: bool, out: Path | None) -> None:
    """Prépare tout pour un nœud, et écrit le fichier à lui remettre en main propre : il contient sa clé."""
    try:
        made = joining.admit(place.settings, joining.Newcomer(name, territory, association), renew=renew)
    except (joining.CannotJoin, BrokerRefused) as error:
        raise click.ClickException(str(error)) from error
    path = out or Path(f"{name}.bundle")
    path.touch(PRIVATE)
    path.chmod(PRIVATE)
    path.write_bytes(bundle.write(made))
    _note(place, "hub admit", name)
    click.echo(f"{path} : remettez-le au nœud, puis effacez-le. Là-bas : lakou node init {path.name}")


@hub.command("revoke")
@click.argument("name")
@click.option("--old", is_flag=True, help="Ses anciens certificats seulement, après un renouvellement.")
@node_options
def revoke(place: Node, name: str, old: bool) -> None:
    """Ferme la porte à un nœud. Ce qu’il a déjà envoyé reste compté."""
    try:
        gone = joining.revoke(place.settings, name, old_only=old)
    except (joining.CannotJoin, BrokerRefused) as error:
        raise click.ClickException(str(error)) from error
    _note(place, "hub revoke", name)
    click.echo(f"{name} : {len(gone)} certificat(s) refusé(s) désormais.")


@hub.command("certificate")
@node_options
def certificate(place: Node) -> None:
    """Fait le certificat du RabbitMQ du hub, et dit où sont les trois fichiers à lui donner."""
    try:
        files = joining.broker_files(place.settings)
    except joining.CannotJoin as error:
        raise click.ClickException(str(error)) from error
    for name, path in zip(("cacertfile", "certfile", "keyfile"), files, strict=True):
        click.echo(f"ssl_options.{name} = {path}")


@hub.command("authority")
@click.argument("certificate_file", type=EXISTING)
@click.argument("key_file", type=EXISTING)
@node_options
def authority(place: Node, certificate_file: Path, key_file: Path) -> None:
    """Signe désormais avec l’autorité de votre maison (PEM, racine), au lieu de celle que le hub s’est faite."""
    given = Certificate(certificate_file.read_bytes(), key_file.read_bytes())
    try:
        stale = joining.take_authority(place.settings, given)
    except joining.CannotJoin as error:
        raise click.ClickException(str(error)) from error
    except ValueError as error:
        raise click.ClickException(f"Cette autorité ne peut pas servir : {error}.") from error
    _note(place, "hub authority", "")
    click.echo("Autorité gardée. Faites un certificat au RabbitMQ du hub : lakou hub certificate")
    for name in stale:
        click.echo(f"À refaire pour ce nœud : lakou hub admit {name}, puis là-bas lakou node init")


@click.group()
def node() -> None:
    """Ce nœud."""


@node.command("init")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--data", type=click.Path(path_type=Path), default=Path("var"), help="Dossier des données.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port des pages ; 8000 + le code du territoire.")
def init(file: Path, data: Path, port: int | None) -> None:
    """Écrit les réglages et les clés d’un nœud, d’après le fichier reçu du hub."""
    try:
        path, changed = joining.join(bundle.read(file), data, port=port)
    except bundle.BadBundle as error:
        raise click.ClickException(f"{file} n’est pas un fichier du hub ({error}). Demandez-le de nouveau.") from error
    except joining.CannotJoin as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{path}{'' if changed else ' : rien n’a changé'}")
    click.echo(f"Pour lancer le nœud : lakou run --config {path}")


def _note(place: Node, act: str, subject: str) -> None:
    entry = AuditEntry(at=clock.now(), account="command line", role="operator", service="node", act=act, subject=subject, status=0)
    use_cases.note(place.portal, entry)
