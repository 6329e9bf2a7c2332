"""`lakou check`, `lakou epoch bump`: the doctor, and what to do after a backup was put back."""

import dataclasses
import sys

import click
import orjson

from lakou.cli.places import node_options, settings_options
from lakou.kernel import clock, epochs
from lakou.kernel.settings import Settings
from lakou.node import doctor
from lakou.node.node import Node
from lakou.portal import use_cases
from lakou.portal.model import AuditEntry

SIGNS = {True: "bien   ", None: "note   ", False: "À FAIRE"}
EXPLAINED = (
    "Ceci commence une nouvelle époque : à faire une fois, après avoir remis une sauvegarde, le nœud arrêté.\n"
    "Sans cela, les numéros des événements perdus seraient donnés deux fois et leurs lecteurs les croiraient déjà lus."
)


def add_to(group: click.Group) -> None:
    """Register the commands."""
    group.add_command(check)
    group.add_command(epoch)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
@settings_options
def check(chosen: Settings, as_json: bool) -> None:
    """Examine un nœud, en marche ou arrêté : chaque ligne dit quoi faire. Code de sortie 1 s’il y a quelque chose à faire."""
    if not chosen.data.exists():
        raise click.ClickException(f"{chosen.data} n’existe pas : ce nœud n’a jamais été lancé ici.")
    findings = list(doctor.examine(Node(chosen)))
    if as_json:
        click.echo(orjson.dumps([dataclasses.asdict(each) for each in findings]).decode())
    else:
        for each in findings:
            cure = f"\n        → {each.cure}" if each.cure and each.well is not True else ""
            click.echo(f"{SIGNS[each.well]} {each.about} : {each.words}{cure}")
    sys.exit(1 if any(each.well is False for each in findings) else 0)


@click.group()
def epoch() -> None:
    """Les époques des flux d’événements."""


@epoch.command("bump")
@click.option("--service", "names", multiple=True, help="Un service, ou plusieurs ; tous par défaut.")
@click.option("--reason", required=True, help="Pourquoi, par exemple : sauvegarde du 12 remise.")
@click.option("--yes", is_flag=True, help="Ne demande pas confirmation.")
@node_options
def bump(place: Node, names: tuple[str, ...], reason: str, yes: bool) -> None:
    """Commence une nouvelle époque après la remise d’une sauvegarde."""
    if unknown := set(names) - set(place.services):
        raise click.ClickException(f"{', '.join(sorted(unknown))} : pas un service de ce nœud")
    if not yes:
        click.echo(EXPLAINED)
        click.confirm("Continuer ?", abort=True)
    for name in names or tuple(place.services):
        with place.services[name].context.database.transaction() as db:
            epochs.bump(db)
        _note(place, name, reason)
        click.echo(f"{name} : nouvelle époque")


def _note(place: Node, service: str, reason: str) -> None:
    entry = AuditEntry(
        at=clock.now(), account="command line", role="operator", service=service, act="epoch bump", subject=reason[:60], status=0
    )
    use_cases.note(place.portal, entry)
