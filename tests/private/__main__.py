"""`python -m tests.private serve` starts both servers, says where they are, and waits for Ctrl-C."""

import signal
import socket
import tempfile
from pathlib import Path

import click

from tests.private.keeper import Keeper, keep


@click.group()
def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@main.command("serve")
def serve() -> None:
    """RabbitMQ and PostgreSQL for a developer, gone at Ctrl-C."""
    folder = Path(tempfile.mkdtemp(prefix="lakou-serve-"))
    folder.chmod(0o711)
    keeper = Keeper(folder)
    try:
        broker, cluster = keeper.broker(), keeper.cluster()
        click.echo(f"RabbitMQ    {broker.create_vhost('lakou')}")
        click.echo(f"management  http://guest:guest@127.0.0.1:{broker.management_port}/")
        click.echo(f"PostgreSQL  {cluster.create_database('lakou')}")
        click.echo("Ctrl-C stops both and forgets everything.")
        signal.pause()
    except KeyboardInterrupt:
        click.echo("Stopping.")
    finally:
        keeper.stop()


@main.command("keep", hidden=True)
@click.argument("listener", type=int)
@click.argument("folder", type=Path)
def keep_for_pytest(listener: int, folder: Path) -> None:
    keep(socket.socket(fileno=listener), folder)


main()
