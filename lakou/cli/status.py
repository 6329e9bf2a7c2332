"""`lakou status`: the operator's page on a terminal, one screen. It reads the databases, so it works while the node runs."""

import sys

import click
import orjson

from lakou.cli.places import node_options
from lakou.kernel import clock
from lakou.node import standing
from lakou.node.node import Node
from lakou.node.standing import Standing
from lakou.portal.french import NBSP, ago, number
from services.reporting.use_cases.freshness import Counted


def add_to(group: click.Group) -> None:
    """Register the command."""
    group.add_command(status)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
@node_options
def status(place: Node, as_json: bool) -> None:
    """Un écran : où en sont les services et la liaison. Code de sortie 1 si quelque chose demande une personne."""
    found = standing.of(place)
    if as_json:
        click.echo(orjson.dumps(found.report()).decode())
    else:
        for line in lines(place, found):
            click.echo(line)
    sys.exit(1 if found.to_do else 0)


def lines(place: Node, found: Standing) -> list[str]:
    """The screen."""
    now = clock.local(clock.now(), place.site.zone)
    told = [f"{place.site.node} · {place.site.association} · version {place.site.version} · {now:%d/%m/%Y %H:%M}", ""]
    told.append(f"pages          {'répondent' if found.answers else 'ne répondent pas'} sur le port {place.settings.port}")
    for service in found.services:
        told.append(f"{service.service:14} {number(service.recorded)} événements écrits, {number(service.behind)} à lire")
    told += _link(found)
    told.append(f"mis de côté    {number(found.parked)}")
    told.append(f"disque         {number(round(found.free_bytes / 1024**3, 1))}{NBSP}Go libres")
    told += ["", *(f"À FAIRE  {each}" for each in found.to_do)] if found.to_do else ["", "Rien à faire."]
    return told


def _link(found: Standing) -> list[str]:
    if found.link is not None:
        since = "" if found.link.acked_at is None else f", {ago((clock.now() - found.link.acked_at).total_seconds())}"
        return [f"liaison        {number(found.link.recorded)} faits écrits, {number(found.link.acked)} reçus par le hub{since}"]
    return [f"{each.node:14} {_counted(each)}" for each in found.nodes if each.heard_at]


def _counted(node: Counted) -> str:
    counted = f"{number(node.applied)} faits sur {number(node.max_seen)}"
    return f"{counted}, silence" if node.silent_since else counted
