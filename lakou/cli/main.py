"""The commands of an operator. List commands take `--json`."""

import importlib
from typing import Any

import click

from lakou import __version__

ROOMS = {
    "backup": "backups",
    "check": "health",
    "epoch": "health",
    "erase": "rights",
    "hub": "joining",
    "import": "imports",
    "key": "keys",
    "link": "linking",
    "migrate": "running",
    "node": "joining",
    "park": "operating",
    "reconcile": "comparing",
    "replay": "replaying",
    "restore": "backups",
    "retention": "rights",
    "run": "running",
    "simulate": "simulation",
    "staff": "access",
    "status": "status",
    "tls": "protecting",
    "token": "access",
    "up": "running",
}
"""Where each command lives. Its module is imported when it is asked for: a start should not wait for the others."""


class Commands(click.Group):
    """A group that knows the names of its commands before it has them."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """In the order of the alphabet."""
        return sorted(ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or None for a name that is none."""
        if cmd_name in ROOMS and cmd_name not in self.commands:
            room: Any = importlib.import_module(f"lakou.cli.{ROOMS[cmd_name]}")
            room.add_to(self)
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; whatever rule it breaks is said in a sentence, in one place for all commands."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            said = importlib.import_module("lakou.cli.telling").told(error)
            if said is None:
                raise
            raise said from error


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="lakou")
def main() -> None:
    """Lakou : la cour commune du Hub Antilles-Guyane."""
