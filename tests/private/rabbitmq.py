"""A private RabbitMQ. Its own node name, cookie, folders, ports and epmd; nothing listens beyond loopback."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which

from tests.ports import free_ports
from tests.private.broker import Broker
from tests.private.machine import environment, rabbitmq_server, rabbitmqctl
from tests.processes import Program
from tests.waiting import wait_until

CONFIGURATION = """\
listeners.tcp.1 = 127.0.0.1:{amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = {management}
disk_free_limit.absolute = 50MB
{more}
"""


@dataclass
class RabbitMQ:
    """Start it, kill it, start it again: it finds its queues. `more` is added to its rabbitmq.conf."""

    folder: Path
    more: str = ""
    plugins: tuple[str, ...] = ("rabbitmq_management",)
    broker: Broker = field(init=False)
    program: Program = field(init=False)
    _epmd: Program = field(init=False)
    _env: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        amqp, management, distribution, epmd = free_ports(4)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.broker = Broker(port=amqp, management_port=management)
        configuration = CONFIGURATION.format(amqp=amqp, management=management, more=self.more)
        (self.folder / "rabbitmq.conf").write_text(configuration)
        (self.folder / "enabled_plugins").write_text(f"[{','.join(self.plugins)}].")
        self._env = env = {
            "HOME": str(self.folder),  # the Erlang cookie is written here
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(epmd),
            "RUNNING_UNDER_SYSTEMD": "1",  # else a shell stands between us and Erlang, and takes the kill in its place
            "RABBITMQ_NODENAME": f"lakou-{amqp}@localhost",
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            "RABBITMQ_DIST_PORT": str(distribution),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        }
        self._epmd = Program([which("epmd") or "epmd", "-port", str(epmd)], log=self.folder / "epmd.log", env=env)
        self.program = Program([rabbitmq_server()], log=self.folder / "rabbitmq.log", env=env)

    def start(self) -> None:
        """About 4 s on two cores."""
        if not self._epmd.alive:
            self._epmd.start()
        self.program.start().wait_for_log("completed with", within=60)

    def kill(self) -> None:
        """kill -9: what was not confirmed may be gone, what was confirmed must not be (see `wait_settled`)."""
        self.program.kill()

    def control(self, *words: str) -> None:
        """`rabbitmqctl`: stop_app, start_app, set_disk_free_limit… About 2 s."""
        command = [str(rabbitmqctl()), *words]
        subprocess.run(command, env=environment(self._env), check=True, capture_output=True, timeout=60)

    def wait_settled(self) -> None:
        """Until every quorum queue would survive a kill. Killed within a second of declaring one, RabbitMQ 3.10 has
        not yet written which log is whose: the queue never finds a leader again, and using it ends in 541 after 65 s.
        """
        wait_until(self._logs_are_known, "RabbitMQ writes down the logs of its quorum queues")

    def _logs_are_known(self) -> bool:
        directories = [*self.folder.glob("mnesia/*/quorum/*/names.dets")]
        known = directories[0].read_bytes() if directories else b""
        logs = [path.parent.name for path in self.folder.glob("mnesia/*/quorum/*/*/config")]
        return all(log.encode() in known for log in logs)

    def stop(self) -> None:
        self.program.kill()
        self._epmd.kill()
