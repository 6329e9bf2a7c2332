"""`lakou park`: the events that were put aside. It reads the databases, so it works while the node runs."""

import dataclasses

import click
import orjson

from lakou.cli.places import node_options
from lakou.kernel import clock, parking
from lakou.kernel.consumer import Consumer
from lakou.node import operations
from lakou.node.node import Node
from lakou.portal import use_cases
from lakou.portal.model import AuditEntry


def add_to(group: click.Group) -> None:
    """Register the commands."""
    group.add_command(park)


@click.group()
def park() -> None:
    """Les événements mis de côté."""


@park.command("list")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
@node_options
def list_parked(place: Node, as_json: bool) -> None:
    """Leur place et leur raison, jamais leur contenu."""
    found = operations.parked(place)
    if as_json:
        click.echo(orjson.dumps([dataclasses.asdict(event) for event in found]).decode())
        return
    for event in found:
        click.echo(
            f"{event.service} {event.id}  {event.type}  {event.source} n° {event.seq}  {event.since:%Y-%m-%d %H:%M}  {event.reason}"
        )
    click.echo(f"{len(found)} en tout")


@park.command("retry")
@click.argument("service")
@click.argument("number", type=int)
@node_options
def retry(place: Node, service: str, number: int) -> None:
    """Réessaie un événement."""
    _act(place, service, number, "park retry")


@park.command("show")
@click.argument("service")
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
@node_options
def show(place: Node, service: str, number: int, as_json: bool) -> None:
    """Montre un événement ; les noms, les adresses et les textes libres sont masqués."""
    seen = parking.show(_consumer(place, service), number)
    _note(place, service, number, "park show")
    if as_json:
        click.echo(orjson.dumps(seen).decode())
        return
    for name, value in seen.items():
        click.echo(f"{name:10} {value}")


@park.command("drop")
@click.argument("service")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Pourquoi : gardé avec sa trace. Sans nom de personne.")
@node_options
def drop(place: Node, service: str, number: int, reason: str) -> None:
    """Abandonne un événement pour de bon."""
    _act(place, service, number, "park drop", reason)


def _consumer(place: Node, service: str) -> Consumer:
    if service not in place.services:
        raise click.ClickException(f"{service} : pas un service de ce nœud")
    return place.services[service].consumer


def _act(place: Node, service: str, number: int, act: str, reason: str = "") -> None:
    consumer = _consumer(place, service)
    if act == "park retry":
        parking.retry(consumer, number)
    else:
        parking.drop(consumer, number, reason)
    _note(place, service, number, act)


def _note(place: Node, service: str, number: int, act: str) -> None:
    entry = AuditEntry(
        at=clock.now(), account="command line", role="operator", service=service, act=act, subject=str(number), status=0
    )
    use_cases.note(place.portal, entry)
