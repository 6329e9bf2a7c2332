"""The commands of an operator. List commands take `--json`."""

import click

from lakou import __version__
from lakou.cli import (
    access,
    backups,
    comparing,
    health,
    imports,
    joining,
    keys,
    linking,
    operating,
    protecting,
    replaying,
    rights,
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
    linking,
    keys,
    comparing,
    replaying,
    rights,
    protecting,
    backups,
):
    commands.add_to(main)
