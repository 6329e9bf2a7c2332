"""`lakou link status|pause|resume|resend`: the operator's page of the link on a terminal. The link itself may run elsewhere."""

import dataclasses
import sys

import click
import orjson

from lakou.cli import carrying
from lakou.cli.places import node_options
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.node.link_state import How, LinkState, link_state
from lakou.node.node import Node
from lakou.portal import use_cases
from lakou.portal.model import AuditEntry
from services.reporting.use_cases import hub_link

WORDS = {
    How.NONE: "aucun hub n’est nommé : lakou node init FICHIER, ou lakou link export",
    How.PAUSED: "en pause ; les faits attendent ici (lakou link resume)",
    How.DIFFERENT: "le hub ne tient pas la même histoire : une sauvegarde a-t-elle été remise ? (lakou epoch bump)",
    How.HELD_BACK: "un fait attend que le hub soit mis à jour, et les suivants derrière lui",
    How.SILENT: "le hub ne répond pas ; rien n’est perdu",
    How.WAITING: "des faits sont en route",
    How.OK: "le hub a tout",
}
NEEDS_SOMEBODY = {How.PAUSED, How.DIFFERENT, How.HELD_BACK, How.SILENT}


def add_to(group: click.Group) -> None:
    """Register the commands."""
    carrying.add_to(link)
    group.add_command(link)


@click.group()
def link() -> None:
    """La liaison avec le hub."""


@link.command("status")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
@node_options
def status(place: Node, as_json: bool) -> None:
    """Jusqu’où le hub a reçu nos faits. Code de sortie 1 si quelque chose demande une personne."""
    _of_node(place)
    state = link_state(place)
    if as_json:
        derived = {"state": state.how, "waiting": state.waiting, "ack_age_seconds": state.ack_age_seconds}
        click.echo(orjson.dumps({"node": place.site.node, **dataclasses.asdict(state), **derived}).decode())
    else:
        _print(place, state)
    sys.exit(1 if state.how in NEEDS_SOMEBODY else 0)


@link.command("pause")
@node_options
def pause(place: Node) -> None:
    """N’envoie plus rien jusqu’à « link resume », même après un redémarrage. Les faits attendent ici."""
    hub_link.pause(_of_node(place))
    _note(place, "link pause")
    click.echo("La liaison est en pause. Les faits attendent ici, rien n’est perdu.")


@link.command("resume")
@node_options
def resume(place: Node) -> None:
    """Reprend l’envoi tout de suite, depuis ce que le hub dit avoir reçu."""
    hub_link.resume(_of_node(place))
    _note(place, "link resume")
    click.echo("La liaison reprend, depuis ce que le hub a reçu.")


@link.command("resend")
@click.option("--from", "since", type=click.IntRange(1), default=None, help="Renvoie aussi ce que le hub a déjà, depuis ce numéro.")
@node_options
def resend(place: Node, since: int | None) -> None:
    """Redemande tout de suite au hub ce qu’il a, et envoie la suite. Rien ne compte deux fois."""
    context = _of_node(place)
    hub_link.send_again(context, since)
    _note(place, "link resend")
    click.echo("Le hub est interrogé, et la suite part" + (f" depuis le n° {since}." if since else "."))


def _of_node(place: Node) -> ServiceContext:
    if place.site.is_hub:
        raise click.ClickException("Cette commande se donne à un nœud. Au hub : lakou status, ou la page des nœuds.")
    if "reporting" not in place.services:
        raise click.ClickException("Donnez les réglages de la machine où tourne reporting : elle tient les faits.")
    return place.services["reporting"].context


def _print(place: Node, state: LinkState) -> None:
    click.echo(f"{place.site.node} : {WORDS[state.how]}")
    click.echo(f"  {state.acked} faits reçus par le hub sur {state.recorded}, époque {state.epoch}")
    if state.acked_at:
        click.echo(f"  dernière réponse : {clock.local(state.acked_at, place.site.zone):%d/%m/%Y %H:%M}, {place.site.zone_label}")
    if state.unreadable:
        click.echo(f"  attend : {state.unreadable}")
    if state.certificate_until:
        click.echo(f"  certificat jusqu’au {state.certificate_until:%d/%m/%Y}")


def _note(place: Node, act: str) -> None:
    entry = AuditEntry(at=clock.now(), account="command line", role="operator", service="node", act=act, subject="", status=0)
    use_cases.note(place.portal, entry)
