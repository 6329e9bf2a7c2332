"""The embedded federation: the hub and four nodes in one process, each with its own folder, keys, databases and port."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import eventlet
import tomlkit

from lakou.kernel.settings import Settings, load
from lakou.node.hub import Reception
from lakou.node.link import Link
from lakou.node.node import Node

PORTS = {"hub": 8000, "guadeloupe": 8971, "martinique": 8972, "guyane": 8973, "saint-martin": 8978}


@dataclasses.dataclass(frozen=True)
class Plan:
    """How to build it. `database` and `amqp` may hold {node}; see Settings."""

    data: Path
    demo: bool = True
    host: str = "127.0.0.1"
    ports: Mapping[str, int] = dataclasses.field(default_factory=lambda: PORTS)
    database: str = "sqlite"
    amqp: str = ""

    def settings(self, name: str) -> Settings:
        """The settings of one of the five."""
        return Settings(
            name=name,
            port=self.ports[name],
            host=self.host,
            data=(self.data / name).resolve(),
            database=self.database.replace("{node}", name.replace("-", "_")),
            transport="amqp" if self.amqp and name != "hub" else "inprocess",
            amqp=self.amqp.replace("{node}", name) if name != "hub" else "",
            hub="" if name == "hub" else "embedded",
            demo=self.demo,
        )


def planned(plan: Plan) -> dict[str, Settings]:
    """The settings of the five, left as files where the command line finds them."""
    chosen = {name: plan.settings(name) for name in PORTS}
    for name, settings in chosen.items():
        write_settings(settings, plan.data / name / "node.toml")
    return chosen


def found(data: Path) -> dict[str, Settings]:
    """The settings that the federation last ran with in this folder; the usual ones when it never ran."""
    if not (data / "hub" / "node.toml").exists():
        return planned(Plan(data))
    return {name: load(data / name / "node.toml") for name in PORTS}


class Federation:
    """Five nodes and the links between them."""

    def __init__(self, settings: Mapping[str, Settings]) -> None:
        self.nodes = {name: Node(chosen) for name, chosen in settings.items()}
        hub = self.nodes["hub"].services["reporting"]
        self.reception = Reception(hub.consumer, self.nodes["hub"].metrics)
        self.links = {
            name: Link(node.services["reporting"].context, self.reception.receive)
            for name, node in self.nodes.items()
            if name != "hub"
        }
        for name, link in self.links.items():
            self.nodes[name].link = link

    def migrate(self) -> None:
        """Bring every database to the latest version."""
        for node in self.nodes.values():
            node.migrate()

    def start(self, *, pages: bool = True) -> None:
        """The hub first, so that the first push finds it."""
        for node in self.nodes.values():
            node.start(pages=pages)
        for link in self.links.values():
            link.start()

    def stop(self) -> None:
        """Links first, the hub last."""
        for link in self.links.values():
            link.stop()
        for node in reversed(self.nodes.values()):
            node.stop()

    def wait_settled(self) -> None:
        """Wait until the hub has counted all that was recorded so far."""
        while not self.settled():
            eventlet.sleep(0.02)

    def settled(self) -> bool:
        """Whether every node is ready and the hub has every fact recorded so far."""
        quiet = all(node.caught_up() for node in self.nodes.values())
        return quiet and all(link.caught_up() for link in self.links.values())


def write_settings(settings: Settings, path: Path) -> None:
    """The settings as a file that `lakou … --node` and `lakou run --config` read."""
    document = tomlkit.document()
    for name, value in dataclasses.asdict(settings).items():
        document[name] = str(value) if isinstance(value, Path) else list(value) if isinstance(value, tuple) else value
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(tomlkit.dumps(document))
    path.chmod(0o600)
