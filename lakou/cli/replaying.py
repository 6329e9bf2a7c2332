"""`lakou replay`: the figures and what each service keeps of the others, built anew from what was said, while the node works."""

import dataclasses

import click
import orjson

from lakou.cli.places import node_options
from lakou.kernel import clock
from lakou.node import catalog
from lakou.node.node import Node
from lakou.node.rehearing import rehear
from lakou.portal import use_cases
from lakou.portal.model import AuditEntry
from services.reporting.use_cases import replaying

AS_SAID = "tout est comme cela a été dit"


@dataclasses.dataclass
class Done:
    """How many facts and events were read again, and what was put right, as `service.table`; the ledger's by their own name."""

    facts: int = 0
    events: int = 0
    mended: list[str] = dataclasses.field(default_factory=list)

    def sentence(self) -> str:
        """For a person."""
        found = f"remis d’après ce qui a été dit : {', '.join(self.mended)}" if self.mended else AS_SAID
        return f"{self.facts} faits et {self.events} événements relus ; {found}."


def add_to(group: click.Group) -> None:
    """Register the command."""
    group.add_command(replay)


@click.command()
@click.argument("service", required=False, type=click.Choice(catalog.SERVICES))
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
@node_options
def replay(place: Node, service: str | None, as_json: bool) -> None:
    """Reconstruit à côté, compare, et remplace ce qui différait : SERVICE, ou tous. Le nœud peut tourner.

    Chaque service réécoute ce que les autres ont dit depuis le premier jour (personnes, séances, places, présences, messages), puis
    les chiffres sont refaits d’après les faits. Rien n’est envoyé à personne. Seule suite : si « reporting » s’était trompé, les
    faits corrigés partent au hub. À faire après une mise à jour qui répare une copie fausse, ou en cas de doute.
    """
    names = [service] if service else list(place.services)
    if missing := [name for name in names if name not in place.services]:
        raise click.ClickException(f"{missing[0]} est tenu par un autre processus : donnez ses réglages.")
    done = Done()
    try:
        for name in names:
            _replay(place, name, done)
    finally:
        _note(place, ", ".join(names), done)
    click.echo(orjson.dumps(dataclasses.asdict(done)).decode() if as_json else done.sentence())


def _replay(place: Node, name: str, done: Done) -> None:
    if (rebuilt := rehear(place, name)) is not None:
        done.events += rebuilt.events
        done.mended += [f"{name}.{table}" for table in rebuilt.mended]
    if name == "reporting":
        ledger = replaying.replay(place.services[name].context)
        done.facts += ledger.facts
        done.mended += ledger.mended


def _note(place: Node, names: str, done: Done) -> None:
    said = f"{names} : {', '.join(done.mended)}" if done.mended else names
    entry = AuditEntry(
        at=clock.now(), account="command line", role="operator", service="node", act="replay", subject=said[:64], status=0
    )
    use_cases.note(place.portal, entry)
