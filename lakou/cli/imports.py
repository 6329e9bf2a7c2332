"""`lakou import beneficiaries FILE`, `lakou import activities FILE`, `lakou import undo ID`."""

import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import orjson

from lakou.cli.places import node_options
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import Problem
from lakou.node.node import Node
from lakou.portal import use_cases as portal
from lakou.portal.model import AuditEntry
from services.enrollment.schemas.imports import LineSchema
from services.enrollment.sheets.reading import MAX_BYTES
from services.enrollment.use_cases import imports
from services.sessions.use_cases import past

COUNTS = ("created", "known", "to_check", "refused")
WORDS = ("nouvelles", "déjà connues", "à vérifier", "refusées")
REFUSED = 2
BY = "Ligne de commande"


def add_to(group: click.Group) -> None:
    """Register the commands."""
    group.add_command(bring)


@click.group("import")
def bring() -> None:
    """Les listes d’inscription."""


@bring.command("beneficiaries")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Dit ce que l’import ferait, sans rien enregistrer.")
@click.option("--json", "as_json", is_flag=True, help="Pour un programme.")
@node_options
def beneficiaries(place: Node, file: Path, dry_run: bool, as_json: bool) -> None:
    """Inscrit les personnes d’une liste (CSV, XLSX, ODS)."""
    context = service_of(place, "enrollment")
    report = _brought_in(imports.bring_in, context, file, dry_run=dry_run)
    _tell(place, "import beneficiaries", report, as_json=as_json)


@bring.command("activities")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Dit ce que l’import ferait, sans rien enregistrer.")
@click.option("--json", "as_json", is_flag=True, help="Pour un programme.")
@node_options
def activities(place: Node, file: Path, dry_run: bool, as_json: bool) -> None:
    """Reprend des activités passées : l’export de La Coop, ou une liste simple (XLSX, ODS, CSV)."""
    context = service_of(place, "sessions")
    report = _brought_in(past.bring_in, context, file, dry_run=dry_run)
    _tell(place, "import activities", report, as_json=as_json)


def _brought_in(bring_in: Callable[..., Any], context: ServiceContext, file: Path, *, dry_run: bool) -> Any:
    try:
        with _progress() as progress:
            with file.open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)  # one byte too many is refused, and no more is read
            return bring_in(context, data, file.name, BY, dry_run=dry_run, progress=progress)
    except Problem as problem:
        click.echo(f"{problem.title}. {problem.sentence}", err=True)
        sys.exit(REFUSED)


def _tell(place: Node, act: str, report: Any, *, as_json: bool) -> None:
    if report.id is not None:
        note(place, act, str(report.id))
    counts = {name: getattr(report, name) for name in COUNTS}
    lines = LineSchema(many=True).dump(report.lines)
    if as_json:
        click.echo(orjson.dumps({**counts, "lines": lines}).decode())
        return
    click.echo(", ".join(f"{counts[name]} {word}" for name, word in zip(COUNTS, WORDS, strict=True)) + ".")
    for line in lines:
        if line["outcome"] in ("to_check", "refused"):
            click.echo(f"ligne {line['line']} : {line['message']}")
    for name in getattr(report, "other_sheets", ()):
        click.echo(f"feuille « {name} » : pas reprise, ses titres sont autres ; enregistrez-la dans un fichier à part")
    if report.id is not None:
        click.echo(f"Pour annuler : lakou import undo {report.id} --node {place.site.node}")


@bring.command("undo")
@click.argument("import_id", type=click.UUID)
@node_options
def undo(place: Node, import_id: uuid.UUID) -> None:
    """Retire ce qu’un import a créé, personnes ou activités, tant que personne n’y a travaillé."""
    if past.exists(service_of(place, "sessions"), import_id):
        said = f"{past.undo(service_of(place, 'sessions'), import_id)} activités retirées"
    else:
        said = f"{imports.undo(service_of(place, 'enrollment'), import_id)} fiches retirées"
    note(place, "import undo", str(import_id))
    click.echo(f"Import annulé : {said}.")


def service_of(place: Node, name: str) -> ServiceContext:
    """A service that holds the people or the activities of a node."""
    if name not in place.services:
        raise click.ClickException("Ce nœud n’accueille personne : prenez celui d’une association.")
    return place.services[name].context


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar when a person looks on, nothing for a program."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task: Any = bar.add_task("Lecture des lignes", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def note(place: Node, act: str, subject: str) -> None:
    """A line in the journal of the node."""
    entry = AuditEntry(
        at=clock.now(), account="command line", role="operator", service="enrollment", act=act, subject=subject, status=0
    )
    portal.note(place.portal, entry)
