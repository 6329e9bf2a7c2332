"""`lakou reconcile`: whether node and hub count the same, to the last figure."""

import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import orjson

from lakou.cli.places import open_node
from lakou.kernel import settings
from lakou.node import comparing
from lakou.node.comparing import Comparison, Verdict
from lakou.node.node import Node
from lakou.portal.french import plural

CODES = {Verdict.EXACT: 0, Verdict.DIFFERENT: 1, Verdict.BEHIND: 2, Verdict.UNKNOWN: 2}
MOST_SHOWN = 20


def add_to(group: click.Group) -> None:
    """Register the command."""
    group.add_command(reconcile)


@click.command()
@click.option("--node", "names", multiple=True, help="Un nœud, ou plusieurs ; tous ceux du dossier par défaut.")
@click.option("--data", type=click.Path(path_type=Path), default=Path("var"), help="Dossier des données.")
@click.option("--config", type=click.Path(path_type=Path, exists=True), help="Réglages du nœud (TOML).")
@click.option("--wait", type=click.FloatRange(0, 3600), default=30.0, help="Secondes laissées aux faits qui sont en route.")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def reconcile(names: tuple[str, ...], data: Path, config: Path | None, wait: float, as_json: bool) -> None:
    """Compare nœud et hub, chiffre par chiffre, et nomme le premier qui diffère.

    Code de sortie : 0 tout est égal, 1 quelque chose diffère, 2 le hub n’a pas encore tout ou n’a pas répondu.
    """
    found = [_compare(place, data, wait) for place in _places(names, data, config)]
    if as_json:
        click.echo(orjson.dumps({"exact": _code(found) == 0, "nodes": [_as_json(each) for each in found]}).decode())
    else:
        for each in found:
            _print(each)
    sys.exit(_code(found))


def _places(names: tuple[str, ...], data: Path, config: Path | None) -> Iterator[Node]:
    if config is not None:
        yield _open(None, data, config)
        return
    chosen = names or tuple(sorted(path.parent.name for path in data.glob("*/node.toml") if path.parent.name != "hub"))
    if not chosen:
        raise click.UsageError(f"Aucun nœud dans {data}. Donnez --data, ou --config FICHIER.")
    for name in chosen:
        yield _open(name, data, None)


def _open(name: str | None, data: Path, config: Path | None) -> Node:
    place = open_node(name, data, config)
    if place.site.is_hub:
        raise click.ClickException("Cette commande se donne à un nœud : il demande lui-même au hub ce qu’il compte.")
    if "reporting" not in place.services:
        raise click.ClickException("Donnez les réglages de la machine où tourne reporting : elle tient les faits.")
    return place


def _compare(place: Node, data: Path, wait: float) -> Comparison:
    if place.settings.hub == "embedded":
        hub = _hub_beside(place, data)
        return comparing.with_hub_here(place, hub, wait)
    return comparing.over_the_link(place, wait) if place.settings.hub else comparing.by_file(place)


def _hub_beside(place: Node, data: Path) -> Node:
    folders = (place.settings.data.parent / "hub", data / "hub")
    for folder in folders:
        if (folder / "node.toml").exists():
            hub = Node(settings.load(folder / "node.toml"))
            hub.migrate()
            return hub
    raise click.ClickException(f"Le hub de cette fédération n’est pas dans {folders[0]}.")


def _code(found: list[Comparison]) -> int:
    codes = {CODES[each.verdict] for each in found}
    return 1 if 1 in codes else max(codes)


def _as_json(each: Comparison) -> dict[str, object]:
    return {**dataclasses.asdict(each), "first": dataclasses.asdict(each.differences[0]) if each.differences else None}


def _print(each: Comparison) -> None:
    click.echo(f"{each.node} : {_sentence(each)}")
    for one in each.differences[:MOST_SHOWN]:
        click.echo(f"  {one.figure} : {one.node} au nœud, {one.hub} au hub")
    if len(each.differences) > MOST_SHOWN:
        click.echo(f"  et {len(each.differences) - MOST_SHOWN} autres")


def _sentence(each: Comparison) -> str:
    if each.verdict is Verdict.UNKNOWN:
        return "le hub n’a rien répondu. Le nœud tourne-t-il, et sa liaison ? (lakou link status)"
    if each.verdict is Verdict.BEHIND:
        missing = max(each.recorded - each.hub_applied, 0) if each.epoch == each.hub_epoch else each.recorded
        return f"le hub a tout jusqu’au n° {each.hub_applied}, sans différence ; {missing} faits sont encore en route."
    if each.same_digest is False:
        return f"les deux histoires diffèrent avant le n° {each.hub_applied} (époque {each.hub_epoch}). Une sauvegarde remise ?"
    if each.differences:
        return f"sur {plural(each.figures, 'chiffre')}, différences : {len(each.differences)}. La première :"
    return f"égal au hub, {each.figures} chiffres et l’empreinte de {each.hub_applied} faits (époque {each.hub_epoch})."
