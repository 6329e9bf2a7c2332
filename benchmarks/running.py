"""A table of what was measured, and of what beside."""

import importlib
import tempfile
import time
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from benchmarks.measuring import Line, written
from lakou.kernel import logs

SUBJECTS = ("outbox", "inbox", "feed", "ledger", "link", "search", "finding", "sheet", "start")


def lines_of(subject: str, folder: Path, scale: float) -> list[Line]:
    """What one subject measured; its files are in `folder`."""
    folder.mkdir()
    return list(importlib.import_module(f"benchmarks.{subject}").measure(folder, scale))


@click.command()
@click.argument("subjects", nargs=-1, type=click.Choice(SUBJECTS))
@click.option("--scale", type=click.FloatRange(0.01, 100), default=1.0, help="Sizes, times this.")
def main(subjects: tuple[str, ...], scale: float) -> None:
    """Measure, and print."""
    logs.configure()
    started = time.monotonic()
    table = Table("what", "measured", "beside", "measured ", "ratio", title=f"Lakou, {Path.cwd().name}, scale {scale:g}")
    with tempfile.TemporaryDirectory(prefix="lakou-bench-") as scratch:
        for subject in subjects or SUBJECTS:
            for line in lines_of(subject, Path(scratch) / subject, scale):
                ours, theirs = written(line.ours, line.unit), written(line.theirs, line.unit)
                table.add_row(f"{subject}: {line.what}", ours, line.beside, theirs, f"{line.ratio:.2f}")
            table.add_section()
    Console(width=150).print(table)
    click.echo(f"{time.monotonic() - started:.0f} s. How to read it: docs/benchmarks.md")
