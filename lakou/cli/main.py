"""The commands of an operator. List commands take `--json`."""

import click

from lakou import __version__
from lakou.cli import (
    access,
    backups,
    carrying,
    health,
    imports,
    joining,
    operating,
    protecting,
    replaying,
    running,
    simulation,
    status,
)


@click.group()
@click.version_option(__version__, prog_name="lakou")
def main() -> None:
    """Lakou : la cour commune du Hub Antilles-Guyane."""


for commands in (
    running,
    access,
    status,
    operating,
    health,
    simulation,
    imports,
    joining,
    carrying,
    replaying,
    protecting,
    backups,
):
    commands.add_to(main)
