"""Free loopback ports, below the range from which the kernel takes the ports of outgoing connections."""

import random
import socket

RANGE = range(20_000, 32_000)


def free_port() -> int:
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Distinct ports that nobody listens on. They are not held: use them at once."""
    found: list[int] = []
    for port in random.sample(RANGE, k=len(RANGE)):
        if len(found) == count:
            break
        if _is_free(port):
            found.append(port)
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
