"""A hub and nodes as machines of their own: separate processes and folders, the hub's RabbitMQ over TLS, a proxy on the line."""

import contextlib
import dataclasses
import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from lakou.kernel.settings import Settings
from lakou.node.federation import write_settings
from tests.faults.link.proxy import Proxy
from tests.journeys.federation import LAKOU, ROOT, Door
from tests.ports import free_port
from tests.private.rabbitmq import RabbitMQ
from tests.processes import Program
from tests.waiting import wait_until

TLS = """\
listeners.ssl.1 = 127.0.0.1:{port}
{files}
ssl_options.verify = verify_peer
ssl_options.fail_if_no_peer_cert = true
ssl_options.versions.1 = tlsv1.3
auth_mechanisms.1 = EXTERNAL
auth_mechanisms.2 = PLAIN
ssl_cert_login_from = common_name
max_message_size = 8388608
"""
PLUGINS = ("rabbitmq_management", "rabbitmq_auth_mechanism_ssl")


def lakou(*arguments: str | Path, status: int | tuple[int, ...] = 0, within: float = 120.0) -> str:
    """What a command prints."""
    done = subprocess.run([str(LAKOU), *map(str, arguments)], capture_output=True, text=True, timeout=within, check=False)
    assert done.returncode in (status if isinstance(status, tuple) else (status,)), (
        f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    )
    return done.stdout + done.stderr


class Machine:
    """One `lakou run` in a folder of its own."""

    def __init__(self, config: Path, port: int) -> None:
        self.config, self.port = config, port
        self.log = config.with_suffix(".log")
        self.runs(LAKOU)

    def runs(self, *command: str | Path) -> None:
        """Which `lakou` it starts from now on."""
        self.program = Program([*command, "run", "--config", self.config], log=self.log, folder=ROOT)

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.program.start()
        self.program.wait_ready(f"http://127.0.0.1:{self.port}/readyz", 30)

    @property
    def name(self) -> str:
        """The node's."""
        return self.config.parent.name

    @property
    def folder(self) -> Path:
        """Its databases and keys."""
        return self.config.parent if self.config.name == "node.toml" else self.config.with_suffix("")

    def feeder(self, count: int = 0, rate: float = 0) -> Program:
        """Records supports in its database, from a process of its own (see feeder.py)."""
        words: list[str | Path] = [self.folder / "sessions.sqlite3", str(count), str(rate)]
        return Program([sys.executable, "-m", "tests.faults.link.feeder", *words], log=self.folder / "feeder.log", folder=ROOT)

    def count(self, query: str, service: str = "reporting") -> int:
        """One number of one of its databases."""
        with contextlib.closing(sqlite3.connect(self.folder / f"{service}.sqlite3", timeout=30)) as connection:
            return int(connection.execute(query).fetchone()[0])

    def facts(self) -> int:
        """How many it recorded."""
        return self.count("SELECT last_seq FROM outbox_stream WHERE stream = 'fact'")

    def supports(self) -> int:
        """How many supports its sessions service told of: each is one fact."""
        return self.count("SELECT count(*) FROM outbox WHERE type LIKE 'sessions.support.%'", "sessions")

    def assert_exact(self, within: float = 60.0) -> None:
        """Each support became one fact, and the hub counts the same to the last figure."""
        wait_until(lambda: self.facts() == self.supports(), f"{self.name} told each support once", within, every=0.5)
        said = json.loads(lakou("reconcile", "--config", self.config, "--wait", str(within), "--json", within=within + 180))
        assert said["exact"], said
        assert said["nodes"][0]["hub_applied"] == self.supports()

    def door(self, role: str) -> Door:
        """Its API, for a role."""
        token = lakou("token", "create", "--config", self.config, "--role", role).strip().splitlines()[-1]
        return Door(f"http://127.0.0.1:{self.port}", token)


@dataclasses.dataclass
class HubSite:
    """The hub's machine: its settings, its RabbitMQ, its process, and the proxy in front of the TLS port."""

    folder: Path
    machine: Machine = dataclasses.field(init=False)
    rabbitmq: RabbitMQ = dataclasses.field(init=False)
    proxy: Proxy = dataclasses.field(init=False)
    tls_port: int = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        tls_port, port = free_port(), free_port()
        self.tls_port = tls_port
        self.proxy = Proxy(tls_port)
        self.rabbitmq = RabbitMQ(self.folder / "rabbitmq", plugins=PLUGINS)
        broker = self.rabbitmq.broker
        settings = Settings(
            name="hub",
            port=port,
            data=self.folder / "hub",
            link=f"amqp://hub-ingest:a%20secret@127.0.0.1:{broker.port}/{{node}}",
            link_address=f"127.0.0.1:{self.proxy.port}",
            intake_bytes_per_second=500_000,  # a flood is over in seconds
            broker_admin=f"http://guest:guest@127.0.0.1:{broker.management_port}",
        )
        config = self.folder / "hub.toml"
        write_settings(settings, config)
        self.machine = Machine(config, port)
        files = lakou("hub", "certificate", "--config", config)
        with (self.rabbitmq.folder / "rabbitmq.conf").open("a") as conf:
            conf.write(TLS.format(port=tls_port, files=files))

    def start(self) -> None:
        """Broker, proxy, hub."""
        self.rabbitmq.start()
        self.proxy.start()
        self.machine.start()

    def stop(self) -> None:
        """Everything."""
        self.machine.program.kill()
        self.proxy.stop()
        self.rabbitmq.stop()

    def admit(self, name: str, *options: str) -> Path:
        """The bundle of a node."""
        path = self.folder / f"{name}.bundle"
        lakou("hub", "admit", name, *options, "--config", self.machine.config, "--out", path)
        return path

    def state(self, name: str) -> dict[str, Any]:
        """What the hub says of a node; empty when it never heard it."""
        items = self.machine.door("analyst").get("reporting/nodes")["items"]
        return next((each for each in items if each["node"] == name), {})


def join(bundle: Path, folder: Path) -> Machine:
    """A node made from its bundle, with its own folder."""
    port = free_port()
    lakou("node", "init", bundle, "--data", folder, "--port", str(port))
    config = folder / bundle.stem / "node.toml"
    if "link_flush_seconds" not in config.read_text():
        with config.open("a") as settings:
            settings.write("link_flush_seconds = 0.1\n")
    return Machine(config, port)


def behind_its_own_line(node: Machine, hub: HubSite) -> Proxy:
    """A proxy between this node alone and the hub."""
    line = Proxy(hub.tls_port).start()
    written = node.config.read_text()
    node.config.write_text(written.replace(f":{hub.proxy.port}/", f":{line.port}/"))
    return line
