"""The commands of an operator. List commands take `--json`."""

import click

from lakou import __version__
from lakou.cli import access, carrying, health, imports, joining, operating, replaying, rights, running, simulation, status


@click.group()
@click.version_option(__version__, prog_name="lakou")
def main() -> None:
    """Lakou : la cour commune du Hub Antilles-Guyane."""


running.add_to(main)
access.add_to(main)
status.add_to(main)
operating.add_to(main)
health.add_to(main)
simulation.add_to(main)
imports.add_to(main)
joining.add_to(main)
carrying.add_to(main)
replaying.add_to(main)
rights.add_to(main)
