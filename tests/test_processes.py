import signal
import sys
from pathlib import Path

import pytest

from tests.ports import free_port, free_ports
from tests.processes import Program

READY = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()
print("hello", flush=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def test_a_program_is_waited_for_and_killed_and_started_again(tmp_path: Path) -> None:
    port = free_port()
    with Program([sys.executable, "-c", READY, str(port)], log=tmp_path / "log") as program:
        for _ in range(2):
            program.wait_ready(f"http://127.0.0.1:{port}/readyz")
            assert "hello" in program.logs()
            program.kill()
            assert not program.alive
            program.start()
        assert program.terminate() == -signal.SIGTERM


def test_a_program_that_ends_early_shows_its_logs(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no broker')"]
    with Program(command, log=tmp_path / "log") as program, pytest.raises(RuntimeError, match="no broker"):
        program.wait_ready("http://127.0.0.1:9/readyz")


def test_a_program_that_is_never_ready_is_given_up(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import signal; print('waiting', flush=True); signal.pause()"]
    with Program(command, log=tmp_path / "log") as program, pytest.raises(TimeoutError, match="not within"):
        program.wait_ready(f"http://127.0.0.1:{free_port()}/readyz", within=0.3)
    assert not program.alive


def test_free_ports_differ() -> None:
    assert len(set(free_ports(20))) == 20
