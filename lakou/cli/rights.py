"""`lakou erase ID`, `lakou retention run`: people's rights from a terminal. The node may run or not; its other services follow."""

import dataclasses
import uuid

import click
import orjson

from lakou.cli.imports import note, service_of
from lakou.cli.places import node_options
from lakou.node.node import Node
from services.enrollment.use_cases import erasing, retention

BY = "Ligne de commande"
HELD = {
    "notes": "notes",
    "consents": "réponses sur ses accords",
    "messages": "messages",
    "upcoming": "places à venir, rendues",
    "seats": "places en séance, qui restent comptées",
    "supports": "aides individuelles, qui restent comptées",
    "programs": "parcours, qui restent comptés",
    "assessments": "évaluations, qui restent comptées sans les remarques",
    "referrals": "envois, qui restent comptés sans son nom",
}


def add_to(group: click.Group) -> None:
    """Register the commands."""
    group.add_command(erase)
    group.add_command(keep)


@click.command()
@click.argument("beneficiary_id", type=click.UUID)
@click.option("--dry-run", is_flag=True, help="Dit ce qui disparaîtrait, sans rien effacer.")
@click.option("--yes", is_flag=True, help="Efface sans demander.")
@click.option("--json", "as_json", is_flag=True, help="Pour un programme.")
@node_options
def erase(place: Node, beneficiary_id: uuid.UUID, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Efface une personne pour de bon ; ce qu’elle a fait reste compté, sans elle."""
    context = service_of(place, "enrollment")
    would = erasing.consequences(context, beneficiary_id)
    if not as_json:
        _tell(would.files, would.held)
    if dry_run:
        if as_json:
            click.echo(orjson.dumps({"dry_run": True, "files": would.files, "held": would.held}).decode())
        return
    if not yes:
        click.confirm("Effacer pour de bon ?", abort=True, err=as_json)
    done = erasing.erase(context, beneficiary_id, BY)
    note(place, "erase", str(done.id))
    if as_json:
        answer = {"dry_run": False, "erasure": str(done.id), "files": would.files, "held": would.held, "waiting": done.waiting}
        click.echo(orjson.dumps(answer).decode())
        return
    click.echo(f"Effacée ici (demande {done.id}). Les autres services suivent dès qu’ils tournent.")


def _tell(files: int, held: dict[str, int]) -> None:
    click.echo("Sa fiche disparaît" + (f", avec {files - 1} fiche(s) fusionnée(s)." if files > 1 else "."))
    for name, words in HELD.items():
        click.echo(f"  {held[name]:4} {words}")


@click.group("retention")
def keep() -> None:
    """La durée pendant laquelle les fiches sont gardées."""


@keep.command("run")
@click.option("--dry-run", is_flag=True, help="Dit ce que ferait le passage, sans rien changer.")
@click.option("--json", "as_json", is_flag=True, help="Pour un programme.")
@node_options
def run(place: Node, dry_run: bool, as_json: bool) -> None:
    """Annonce qui va partir, et efface qui a été annoncé il y a trente jours."""
    done = retention.run(service_of(place, "enrollment"), dry_run=dry_run, by=BY)
    if not dry_run:
        note(place, "retention run", "")
    if as_json:
        click.echo(orjson.dumps(dataclasses.asdict(done)).decode())
        return
    would = "seraient" if dry_run else "sont"
    click.echo(f"Règle : {done.months} mois, donc personne vue depuis le {done.cutoff:%d/%m/%Y} n’est concernée.")
    click.echo(f"{len(done.noticed)} {would} annoncées, {len(done.erased)} {would} effacées, {done.kept} sont revenues.")
    for each in (*done.noticed, *done.erased):
        click.echo(f"  {each.id}  vue le {each.last_seen:%d/%m/%Y}, part le {each.due_on:%d/%m/%Y}")
