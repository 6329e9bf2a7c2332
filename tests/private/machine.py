"""What this machine offers to the tests. The one place of the tests that reads the environment."""

import os
import pwd
from collections.abc import Mapping
from pathlib import Path
from shutil import which

RABBITMQ_SERVER = Path(
    os.environ.get("LAKOU_TEST_RABBITMQ", "/usr/lib/rabbitmq/bin/rabbitmq-server")  # noqa: TID251
)
"""Debian's wrapper in /usr/sbin drops our settings. Named in the environment: another version, with its `rabbitmqctl` beside it."""
POSTGRESQL = Path("/usr/lib/postgresql")
CHROMIUM = Path("/usr/bin/chromium")


class Absent(Exception):
    """A program that a test needs is not installed."""

    def __init__(self, program: str) -> None:
        self.program = program
        super().__init__(f"{program} is not installed: run scripts/install-services")


def in_ci() -> bool:
    return bool(os.environ.get("CI"))  # noqa: TID251


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **extra}  # noqa: TID251


def rabbitmq_server() -> Path:
    if not RABBITMQ_SERVER.exists() or which("epmd") is None:
        raise Absent("RabbitMQ")
    return RABBITMQ_SERVER


def rabbitmqctl() -> Path:
    return rabbitmq_server().with_name("rabbitmqctl")


def postgresql_program(name: str) -> Path:
    """`initdb` or `postgres` of the newest PostgreSQL, which Debian keeps out of the PATH."""
    versions = [path for path in POSTGRESQL.glob(f"*/bin/{name}") if path.parts[4].isdigit()]
    if not versions:
        raise Absent("PostgreSQL")
    return max(versions, key=lambda path: int(path.parts[4]))


def chromium() -> Path:
    if not CHROMIUM.exists():
        raise Absent("Chromium")
    return CHROMIUM


def unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root: Debian's `postgres` then owns its files. None: we are not root."""
    return pwd.getpwnam("postgres").pw_name if os.geteuid() == 0 else None
