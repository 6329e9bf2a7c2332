"""The whole federation as a program, on free ports, seen as strangers see it: HTTP and the command line."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import requests

from lakou.kernel import settings
from lakou.kernel.keys import Keys
from lakou.portal import tokens
from tests.ports import free_ports
from tests.processes import Program

ROOT = Path(__file__).resolve().parents[2]
LAKOU = ROOT / ".venv" / "bin" / "lakou"
NODES = ("hub", "guadeloupe", "martinique", "guyane", "saint-martin")


class Door:
    """The API of one node, with a token of one role."""

    def __init__(self, base: str, token: str) -> None:
        self.base = base
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    @classmethod
    def of(cls, config: Path, role: str) -> "Door":
        """That of the node with these settings. Its token is signed here: `lakou token create` costs two seconds."""
        chosen = settings.load(config)
        signing, lifetime = Keys(chosen.data / "keys").signing(), tokens.PROGRAM_LIFETIME
        token = tokens.sign(signing, chosen.name, account="token:test", name="Test", role=role, lifetime=lifetime)
        return cls(f"http://127.0.0.1:{chosen.port}", token)

    def call(self, method: str, path: str, status: int | Sequence[int] = (200, 201), **options: Any) -> Any:
        """The JSON answer; the test fails when the status is another one."""
        service, _, rest = path.partition("/")
        answer = self.session.request(method, f"{self.base}/{service}/api/v1/{rest}", timeout=30, **options)
        expected = (status,) if isinstance(status, int) else tuple(status)
        assert answer.status_code in expected, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.content else None

    def get(self, path: str, **options: Any) -> Any:
        """GET."""
        return self.call("GET", path, 200, **options)

    def post(self, path: str, body: dict[str, Any], **options: Any) -> Any:
        """POST JSON."""
        return self.call("POST", path, json=body, **options)

    def put(self, path: str, body: dict[str, Any], **options: Any) -> Any:
        """PUT JSON."""
        return self.call("PUT", path, json=body, **options)


class Federation:
    """`lakou up` in a folder of its own."""

    def __init__(self, folder: Path, *, demo: bool = False, options: Sequence[str] = ()) -> None:
        self.data = folder / "var"
        self.ports = dict(zip(NODES, free_ports(len(NODES)), strict=True))
        chosen = [f"--port={name}={port}" for name, port in self.ports.items()]
        demo_option = "--demo" if demo else "--no-demo"
        command = [str(LAKOU), "up", demo_option, f"--data={self.data}", *chosen, *options]
        self.program = Program(command, log=folder / "federation.log")

    def start(self) -> None:
        """Start, and wait until every node is ready."""
        self.program.start()
        self.wait_ready()

    def wait_ready(self, within: float = 60.0) -> None:
        """Wait until every node is ready."""
        for name in NODES:
            self.program.wait_ready(f"{self.url(name)}/readyz", within)

    def url(self, node: str) -> str:
        """The address of a node."""
        return f"http://127.0.0.1:{self.ports[node]}"

    def door(self, node: str, role: str) -> Door:
        """The API of a node, for a role."""
        return Door.of(self.data / node / "node.toml", role)

    def lakou(self, *arguments: str, status: int = 0) -> str:
        """What a command prints."""
        command = [str(LAKOU), *arguments, "--data", str(self.data)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == status, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout
