"""From the command to the last /readyz of the embedded federation, and its memory, beside the limits that we set ourselves."""

import contextlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Line, seconds
from lakou.node.federation import PORTS

LIMIT_SECONDS, LIMIT_MEGABYTES = 6.0, 250.0
LAKOU = Path(sys.executable).with_name("lakou")
PATIENCE = 120.0
ITS_CODE = "import lakou.cli.running; from lakou.node import catalog; catalog.load_all(catalog.SERVICES)"


def measure(folder: Path, scale: float) -> Iterator[Line]:
    """Empty, then with the demo told at the first start, then started again; at a tiny scale only the first."""
    bare = seconds(lambda: subprocess.run([sys.executable, "-W", "ignore", "-c", ITS_CODE], check=True))
    empty, _ = _started(folder / "empty", "--no-demo")
    yield Line("ready, empty", empty, "importing its code", bare, "s")
    if scale < 0.1:
        return
    first, memory = _started(folder / "demo")
    again, _ = _started(folder / "demo")
    yield Line("ready, the first time with the demo", first, "the limit", LIMIT_SECONDS, "s")
    yield Line("ready, started again", again, "the limit", LIMIT_SECONDS, "s")
    yield Line("memory at its highest, with the demo", memory, "the limit", LIMIT_MEGABYTES, "MB")


def _started(data: Path, *options: str) -> tuple[float, float]:
    """Seconds until every port is ready, and the most memory until then in megabytes."""
    ports = {name: _free_port() for name in PORTS}
    chosen = [f"--port={name}={port}" for name, port in ports.items()]
    began = time.monotonic()
    process = subprocess.Popen([LAKOU, "up", "--data", data, *chosen, *options], stdout=subprocess.DEVNULL)
    try:
        while not all(_ready(port) for port in ports.values()):
            if process.poll() is not None or time.monotonic() - began > PATIENCE:
                raise RuntimeError("the federation did not become ready")
            time.sleep(0.05)
        return time.monotonic() - began, _peak_megabytes(process.pid)
    finally:
        process.terminate()
        process.wait()


def _ready(port: int) -> bool:
    with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
        return bool(answer.status == 200)
    return False


def _peak_megabytes(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kilobytes) / 1024


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port
