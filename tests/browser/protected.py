"""A node of one house over TLS, at a host name, as a phone on the association's network reaches it."""

import base64
import hashlib
import subprocess
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import BrowserContext, BrowserType

from tests.browser.chromium import ARGUMENTS
from tests.journeys.federation import LAKOU, Door
from tests.ports import free_port
from tests.private.machine import chromium
from tests.processes import Program

HOST = "lakou.maripasoula.test"
PASSWORD = "un long mot de passe"


class Protected:
    """Guyane alone, at https://lakou.maripasoula.test. `away` is how far its clock is from ours, in seconds."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.away = folder, free_port(), 0
        self.config = folder / "node.toml"
        self.config.write_text(f'name = "guyane"\nport = {self.port}\n')
        run = [str(LAKOU), "tls", "make", HOST, "--config", str(self.config)]
        told = subprocess.run(run, check=True, capture_output=True, text=True, timeout=60).stdout
        lines = [line for line in told.splitlines() if line.startswith("tls_")]
        self.config.write_text(self.config.read_text() + "\n".join(lines) + "\n")
        self.program: Program | None = None

    @property
    def url(self) -> str:
        """The protected address."""
        return f"https://{HOST}:{self.port}"

    def start(self) -> None:
        """Start, in the time of its clock."""
        self.program = Program(self._command("run", "--config", str(self.config)), log=self.folder / "node.log").start()
        self.program.wait_ready(f"http://127.0.0.1:{self.port}/readyz", 60)

    def kill(self) -> None:
        """As a power cut does."""
        if self.program:
            self.program.kill()

    def lakou(self, *arguments: str, typed: str = "") -> str:
        """What a command prints, in the time of its clock."""
        command = self._command(*arguments, "--config", str(self.config))
        done = subprocess.run(command, input=typed, check=True, capture_output=True, text=True, timeout=60)
        return done.stdout.strip()

    def add(self, login: str, role: str) -> None:
        """An account of the team."""
        options = ["--email", f"{login}@guyaclic.example", "--name", f"{login.title()} Orvil", "--role", role, "--password-stdin"]
        self.lakou("staff", "add", *options, typed=PASSWORD + "\n")

    def door(self, role: str = "coordinator") -> Door:
        """Its API."""
        return Door(f"http://127.0.0.1:{self.port}", self.lakou("token", "create", "--role", role))

    def browser(self, kind: BrowserType, profile: Path, width: int = 360) -> BrowserContext:
        """Chromium with a profile that stays, for which the name leads here and the certificate is trusted."""
        arguments = [
            *ARGUMENTS,
            f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
            f"--ignore-certificate-errors-spki-list={self._pin()}",
        ]
        return kind.launch_persistent_context(
            profile, executable_path=chromium(), args=arguments, viewport={"width": width, "height": 800}, locale="fr-FR"
        )

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-W", "ignore", "-m", "tests.browser.dated_node", str(self.away), *arguments]

    def _pin(self) -> str:
        certificate = x509.load_pem_x509_certificate((self.folder / "var" / "keys" / "tls" / "node.pem").read_bytes())
        key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(hashlib.sha256(key).digest()).decode()
