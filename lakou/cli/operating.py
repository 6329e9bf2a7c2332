"""`lakou status` and `lakou park`: the operator's page on a terminal. They read the databases, so they work while the node runs."""

import dataclasses
import sys

import click
import orjson

from lakou.cli.places import node_options
from lakou.cli.running import say
from lakou.kernel import clock, parking
from lakou.kernel.consumer import Consumer
from lakou.kernel.problems import Problem
from lakou.node import operations
from lakou.node.link_state import link_state
from lakou.node.node import Node
from lakou.portal import use_cases
from lakou.portal.model import AuditEntry


def add_to(group: click.Group) -> None:
    """Register the commands."""
    group.add_command(status)
    group.add_command(park)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
@node_options
def status(place: Node, as_json: bool) -> None:
    """Un écran : où en sont les services et la liaison. Code de sortie 1 si quelque chose demande une personne."""
    streams = operations.stream_states(place)
    parked = operations.parked(place)
    report = {
        "node": place.site.node,
        "services": [dataclasses.asdict(stream) for stream in streams],
        "parked": len(parked),
        "free_bytes": operations.free_bytes(place),
    }
    if "reporting" not in place.services:
        report["link"] = None  # reporting, which holds the facts, runs in another process
    elif place.site.is_hub:
        report["nodes"] = [dataclasses.asdict(state) for state in operations.node_states(place)]
    else:
        link = link_state(place)
        report["link"] = {"state": link.how, "recorded": link.recorded, "acked": link.acked, "same_history": link.same_history}
    if as_json:
        click.echo(orjson.dumps(report).decode())
    else:
        _print(report)
    sys.exit(1 if parked or operations.free_bytes(place) < operations.LOW_DISK else 0)


def _print(report: dict[str, object]) -> None:
    from rich.console import Console
    from rich.pretty import Pretty

    Console().print(Pretty(report))


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
    try:
        seen = parking.show(_consumer(place, service), number)
    except Problem as problem:
        raise say(problem) from problem
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
    try:
        if act == "park retry":
            parking.retry(consumer, number)
        else:
            parking.drop(consumer, number, reason)
    except Problem as problem:
        raise say(problem) from problem
    entry = AuditEntry(
        at=clock.now(), account="command line", role="operator", service=service, act=act, subject=str(number), status=0
    )
    use_cases.note(place.portal, entry)
