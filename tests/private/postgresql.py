"""A private PostgreSQL cluster: fast and careless (no fsync), on loopback, without passwords."""

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGQUIT

from tests.ports import free_port
from tests.private.cluster import USER, Cluster
from tests.private.machine import postgresql_program, unprivileged_user
from tests.processes import Program


@dataclass
class PostgreSQL:
    """Start it, kill it, start it again: it recovers its databases."""

    folder: Path
    cluster: Cluster = field(init=False)
    program: Program = field(init=False)

    def __post_init__(self) -> None:
        self.cluster = Cluster(free_port())
        self._make_folder()
        settings = {
            "port": self.cluster.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.folder,
            "max_connections": 500,  # a federation may hold a hundred
            "fsync": "off",  # no power is cut in these tests; but servers are killed, so a commit is written before it is said
            "full_page_writes": "off",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.program = Program(
            [postgresql_program("postgres"), "-D", self.folder / "data", *options],
            log=self.folder / "postgresql.log",
            env={"LC_ALL": "C.UTF-8"},
            user=unprivileged_user(),
        )

    def start(self) -> None:
        """About 1 s the first time, 0.1 s after."""
        if not (self.folder / "data").exists():
            self._make_data()
        self.program.start().wait_for_log("ready to accept connections")

    def kill(self) -> None:
        """Every backend at once, without a checkpoint (SIGQUIT: a SIGKILL would leave its shared memory behind)."""
        if self.program.alive:
            self.program.send(SIGQUIT)
            self.program.wait_ended()

    def stop(self) -> None:
        self.kill()

    def _make_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if user := unprivileged_user():
            shutil.chown(self.folder, user)

    def _make_data(self) -> None:
        command = [str(postgresql_program("initdb")), "-D", str(self.folder / "data"), "--auth=trust"]
        command += [f"--username={USER}", "--no-sync", "--locale=C.UTF-8", "--encoding=UTF8"]
        subprocess.run(command, user=unprivileged_user(), cwd="/", check=True, capture_output=True)
