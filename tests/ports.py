"""Free loopback ports, below the range from which the kernel takes the ports of outgoing connections.

Between the choice of a port and the start of the program that listens there, seconds pass: another test may choose the same.
So each port belongs, until the process ends, to the one that locked its byte in a file that all of them share.
"""

import contextlib
import fcntl
import functools
import os
import random
import socket
import tempfile
from pathlib import Path

RANGE = range(20_000, 32_000)
_ours: set[int] = set()
"""A process may lock its own byte again, so it must remember which it has given out."""


def free_port() -> int:
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Distinct ports that nobody listens on, and that no other test will choose."""
    found: list[int] = []
    for port in random.sample(RANGE, k=len(RANGE)):
        if len(found) == count:
            return found
        if port not in _ours and _is_free(port) and _is_locked(port):
            _ours.add(port)
            found.append(port)
    raise RuntimeError(f"no {count} free ports are left between {RANGE.start} and {RANGE.stop}")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _is_locked(port: int) -> bool:
    """Whether the port is ours now; the kernel gives it back when this process ends, however it ends."""
    with contextlib.suppress(BlockingIOError):
        fcntl.lockf(_shared(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
        return True
    return False


@functools.cache
def _shared() -> int:
    return os.open(Path(tempfile.gettempdir()) / f"lakou-test-ports-{os.getuid()}", os.O_RDWR | os.O_CREAT, 0o600)
