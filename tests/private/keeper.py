"""The process that owns the private servers of a run.

pytest (its controller under xdist) starts it and holds its standard input open. A test that needs a server asks over a
socket: the first to ask waits for the start, and nobody waits for a server that no test needs. When the standard input
ends, however pytest ended, the servers are stopped and their folder is removed.
"""

import json
import shutil
import socket
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.private.broker import Broker
from tests.private.cluster import Cluster
from tests.private.machine import Absent
from tests.private.postgresql import PostgreSQL
from tests.private.rabbitmq import RabbitMQ


class Keeper:
    """Starts each server once, when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._servers: list[RabbitMQ | PostgreSQL] = []
        self._broker: Broker | None = None
        self._cluster: Cluster | None = None
        self._one_rabbitmq, self._one_postgresql = threading.Lock(), threading.Lock()

    def broker(self) -> Broker:
        with self._one_rabbitmq:
            if self._broker is None:
                server = RabbitMQ(self._folder / "rabbitmq")
                self._servers.append(server)
                server.start()
                self._broker = server.broker
            return self._broker

    def cluster(self) -> Cluster:
        with self._one_postgresql:
            if self._cluster is None:
                server = PostgreSQL(self._folder / "postgresql")
                self._servers.append(server)
                server.start()
                self._cluster = server.cluster
            return self._cluster

    def stop(self) -> None:
        for server in self._servers:
            server.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def answer(self, request: str) -> dict[str, Any]:
        """`{"address": …}`, or `{"absent": …}` when the server is not installed, or `{"failed": …}`."""
        try:
            found = self.broker() if request == "rabbitmq" else self.cluster()
        except Absent as absent:
            return {"absent": absent.program}
        except Exception as error:  # noqa: BLE001 - whatever it is, the test that asked must show it
            return {"failed": f"{type(error).__name__}: {error}"}
        return {"address": asdict(found)}


def keep(listener: socket.socket, folder: Path) -> None:
    """Serves until the standard input ends."""
    keeper = Keeper(folder)
    threading.Thread(target=_accept, args=(listener, keeper), daemon=True).start()
    try:
        sys.stdin.buffer.read()
    finally:
        keeper.stop()


def _accept(listener: socket.socket, keeper: Keeper) -> None:
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=_converse, args=(connection, keeper), daemon=True).start()


def _converse(connection: socket.socket, keeper: Keeper) -> None:
    with connection, connection.makefile("rw") as conversation:
        request = conversation.readline().strip()
        conversation.write(json.dumps(keeper.answer(request)) + "\n")
