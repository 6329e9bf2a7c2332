"""How pytest starts the keeper of the servers, and how a test asks it for one."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.private.broker import Broker
from tests.private.cluster import Cluster
from tests.private.machine import Absent

ROOT = Path(__file__).parents[2]
BACKLOG = 64
START_WITHIN = 120.0


class KeeperProcess:
    def __init__(self) -> None:
        folder = Path(tempfile.mkdtemp(prefix="lakou-test-"))
        os.chmod(folder, 0o711)  # PostgreSQL runs as another user when we are root
        self.address = folder / "keeper"
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.address))
            listener.listen(BACKLOG)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.private", "keep", str(listener.fileno()), str(folder)],
                stdin=subprocess.PIPE,
                cwd=ROOT,
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )

    def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


def ask_for_broker(keeper: Path) -> Broker:
    return Broker(**_ask(keeper, "rabbitmq"))


def ask_for_cluster(keeper: Path) -> Cluster:
    return Cluster(**_ask(keeper, "postgresql"))


def _ask(keeper: Path, server: str) -> dict[str, Any]:
    """Where `server` listens, started if need be. Absent when it is not installed, RuntimeError when it fails."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(START_WITHIN)
        connection.connect(str(keeper))
        with connection.makefile("rw") as conversation:
            conversation.write(server + "\n")
            conversation.flush()
            answer: dict[str, Any] = json.loads(conversation.readline())
    if "address" in answer:
        address: dict[str, Any] = answer["address"]
        return address
    if "absent" in answer:
        raise Absent(answer["absent"])
    raise RuntimeError(answer["failed"])
