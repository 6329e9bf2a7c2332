"""`lakou key rotate`: another key for the pseudonyms of a node, while it runs or not."""

import click
import orjson

from lakou.cli.places import node_options
from lakou.kernel import clock
from lakou.kernel.keys import KeyGone
from lakou.node.node import Node
from lakou.portal import use_cases
from lakou.portal.model import AuditEntry
from services.reporting.use_cases import renewing

EXPLAINED = (
    "Chaque personne, chaque acte reçoit un autre pseudonyme, ici et au hub. Aucun chiffre ne bouge.\n"
    "L’ancienne clé reste dans le dossier « keys » : une sauvegarde plus ancienne en a besoin."
)
AFTER = (
    "Faites maintenant une sauvegarde et une copie des clés : lakou backup --out DOSSIER --keys AUTRE_DOSSIER. Sans la nouvelle\n"
    "clé, le hub compterait chacun de nouveau. Il change ses pseudonymes dès que la liaison passe."
)


def add_to(group: click.Group) -> None:
    """Register the command."""
    group.add_command(key)


@click.group()
def key() -> None:
    """Les clés de ce nœud."""


@key.command("rotate")
@click.option("--reason", required=True, help="Pourquoi, par exemple : départ de l’administrateur.")
@click.option("--yes", is_flag=True, help="Ne demande pas confirmation.")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
@node_options
def rotate(place: Node, reason: str, yes: bool, as_json: bool) -> None:
    """Change la clé des pseudonymes. Interrompu, rien n’a changé : la même commande, ou le prochain démarrage, reprend."""
    if place.site.is_hub:
        raise click.ClickException("Cette commande se donne à un nœud : le hub n’a pas de pseudonymes à lui.")
    if "reporting" not in place.services:
        raise click.ClickException("Donnez les réglages de la machine où tourne reporting : elle tient les faits.")
    if not yes:
        click.echo(EXPLAINED, err=as_json)
        click.confirm("Continuer ?", abort=True, err=as_json)
    try:
        done = renewing.rotate(place.services["reporting"].context)
    except KeyGone as error:
        raise click.ClickException(str(error)) from error
    entry = AuditEntry(
        at=clock.now(),
        account="command line",
        role="operator",
        service="reporting",
        act="key rotate",
        subject=reason[:60],
        status=0,
    )
    use_cases.note(place.portal, entry)
    if as_json:
        click.echo(orjson.dumps({"node": place.site.node, "key": done.key, "pseudonyms": done.pseudonyms}).decode())
        return
    click.echo(f"{place.site.node} : clé n° {done.key}, {done.pseudonyms} pseudonymes refaits.\n{AFTER}")
