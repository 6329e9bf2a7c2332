"""Where the command line finds a node: `--node NAME` looks below `--data` (var by default) for the settings it last ran with."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from lakou.kernel import settings
from lakou.node.node import Node


def node_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--node`, `--data` and `--config` to a command, which gets a `place: Node`."""

    def with_node(*arguments: Any, node: str | None, data: Path, config: Path | None, **options: Any) -> Any:
        return command(*arguments, place=open_node(node, data, config), **options)

    return _with_place_options(command, with_node)


def settings_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The same for a command that must not make anything: it gets `chosen: Settings`."""

    def with_settings(*arguments: Any, node: str | None, data: Path, config: Path | None, **options: Any) -> Any:
        return command(*arguments, chosen=settings_of(node, data, config), **options)

    return _with_place_options(command, with_settings)


def _with_place_options(command: Callable[..., Any], with_node: Callable[..., Any]) -> Callable[..., Any]:
    with_node.__name__, with_node.__doc__ = command.__name__, command.__doc__
    with_node.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    options: list[Callable[[Any], Any]] = [
        click.option("--node", help="Nom du nœud : guadeloupe, martinique, guyane, saint-martin, hub."),
        click.option("--data", type=click.Path(path_type=Path), default=Path("var"), help="Dossier des données."),
        click.option("--config", type=click.Path(path_type=Path, exists=True), help="Réglages du nœud (TOML)."),
    ]
    decorated: Callable[..., Any] = with_node
    for option in options:
        decorated = option(decorated)
    return decorated


def open_node(name: str | None, data: Path, config: Path | None) -> Node:
    """The node, with its databases at their latest version; its services are not started."""
    node = Node(settings_of(name, data, config))
    node.migrate()
    return node


def settings_of(name: str | None, data: Path, config: Path | None) -> settings.Settings:
    """The settings that a command was told to take."""
    if config is None and name is None:
        raise click.UsageError("Dites quel nœud : --node NOM, ou --config FICHIER.")
    try:
        return settings.load(config or data / str(name) / "node.toml")
    except settings.SettingsError as error:
        raise click.ClickException(f"{error}\nLancez d’abord « make run », ou donnez --config.") from error
