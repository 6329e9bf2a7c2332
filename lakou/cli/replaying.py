"""`lakou replay`: the figures built anew from the facts, while the node works."""

import dataclasses

import click
import orjson

from lakou.cli.places import node_options
from lakou.cli.running import say
from lakou.kernel import clock
from lakou.kernel.problems import Problem
from lakou.node.node import Node
from lakou.portal import use_cases
from lakou.portal.model import AuditEntry
from services.reporting.use_cases import replaying


def add_to(group: click.Group) -> None:
    """Register the command."""
    group.add_command(replay)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
@node_options
def replay(place: Node, as_json: bool) -> None:
    """Relit tous les faits à côté, compare, et remplace ce qui différait. Le nœud peut tourner ; rien n’est envoyé."""
    if "reporting" not in place.services:
        raise click.ClickException("Les chiffres de ce nœud sont tenus par un autre processus : donnez ses réglages.")
    try:
        done = replaying.replay(place.services["reporting"].context)
    except Problem as problem:
        raise say(problem) from problem
    entry = AuditEntry(
        at=clock.now(),
        account="command line",
        role="operator",
        service="reporting",
        act="replay",
        subject=", ".join(done.mended)[:64],
        status=0,
    )
    use_cases.note(place.portal, entry)
    if as_json:
        click.echo(orjson.dumps(dataclasses.asdict(done)).decode())
        return
    found = f"remis d’après les faits : {', '.join(done.mended)}" if done.mended else "les chiffres sont ceux que disent les faits"
    click.echo(f"{done.facts} faits relus ; {found}.")
