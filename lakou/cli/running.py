"""`lakou up`, `lakou run`, `lakou migrate`."""

import gc
import signal
import sys
from pathlib import Path
from typing import Any

import click
import eventlet

from lakou.kernel import logs, settings, tracing
from lakou.kernel.keys import KeyGone
from lakou.node.federation import PORTS, Federation, Plan, planned
from lakou.node.node import Node
from lakou.node.wire.line import Line


def add_to(group: click.Group) -> None:
    """Register the commands."""
    group.add_command(up)
    group.add_command(run)
    group.add_command(migrate)


@click.command()
@click.option("--demo/--no-demo", default=True, help="Sème deux histoires inventées, ou commence vide.")
@click.option("--data", type=click.Path(path_type=Path), default=Path("var"), help="Dossier des données.")
@click.option("--host", default="127.0.0.1", help="Adresse d’écoute.")
@click.option("--port", "ports", multiple=True, metavar="NŒUD=PORT", help="Autre port pour un nœud.")
@click.option("--database", default="sqlite", help="sqlite, ou une URL PostgreSQL avec {node} et {service}.")
@click.option("--amqp", default="", help="URL AMQP avec {node} : les services de chaque nœud parlent par RabbitMQ.")
def up(demo: bool, data: Path, host: str, ports: tuple[str, ...], database: str, amqp: str) -> None:
    """Lance le hub et quatre nœuds dans un seul processus."""
    logs.configure()
    plan = Plan(data, demo, host, PORTS | _ports(ports), database, amqp)
    federation = Federation(planned(plan))
    gc.freeze()  # what the imports made stays until the end: no cycle is looked for there
    for node in federation.nodes.values():
        node.demo_ready = not demo
    federation.migrate()
    try:
        federation.start()
    except KeyGone as error:
        raise click.ClickException(str(error)) from error
    if demo:
        from lakou.node import demo as stories

        eventlet.spawn(stories.seed, federation)
    for name, port in plan.ports.items():
        click.echo(f"{name:14} http://{host}:{port}/")
    if demo:
        from lakou.node.demo import sign_ins

        for line in sign_ins():
            click.echo(line)
    sys.stdout.flush()
    _until_told_to_stop(federation.stop)


@click.command()
@click.option("--config", type=click.Path(path_type=Path, exists=True), required=True, help="Réglages du nœud (TOML).")
def run(config: Path) -> None:
    """Lance un nœud, ou quelques-uns de ses services, d’après ses réglages."""
    chosen = _settings(config)
    logs.configure(chosen.log_level)
    try:
        tracing.configure(chosen.traces)
    except tracing.NoTraces as error:
        raise click.ClickException(str(error)) from error
    node = Node(chosen)
    line = Line(node)
    gc.freeze()  # as above
    node.migrate()
    try:
        node.start()
    except KeyGone as error:
        raise click.ClickException(str(error)) from error
    line.start()
    click.echo(f"{node.site.node} http://{node.settings.host}:{node.settings.port}/")
    sys.stdout.flush()

    def stop() -> None:
        line.stop()
        node.stop()

    _until_told_to_stop(stop)


@click.command()
@click.option("--config", type=click.Path(path_type=Path, exists=True), required=True, help="Réglages du nœud (TOML).")
def migrate(config: Path) -> None:
    """Met les bases de données du nœud à la dernière version."""
    Node(_settings(config)).migrate()


def _settings(config: Path) -> settings.Settings:
    try:
        return settings.load(config)
    except settings.SettingsError as error:
        raise click.ClickException(str(error)) from error


def _ports(given: tuple[str, ...]) -> dict[str, int]:
    chosen = {}
    for pair in given:
        name, _, port = pair.partition("=")
        if name not in PORTS or not port.isdigit():
            raise click.BadParameter(f"{pair} : écrivez NŒUD=PORT, avec un nœud parmi {', '.join(PORTS)}")
        chosen[name] = int(port)
    return chosen


def _until_told_to_stop(stop: Any) -> None:
    """Wait for SIGTERM or Ctrl-C, then stop within ten seconds."""
    told = eventlet.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.ready() or told.send(None))
    told.wait()
    with eventlet.Timeout(10, False):
        stop()
    sys.exit(0)
