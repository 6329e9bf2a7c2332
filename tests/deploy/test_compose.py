"""What docker-compose.yml says is valid, and its commands, settings and probes work without containers."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft201909Validator  # type: ignore[import-untyped]

from lakou.kernel import settings
from tests.architecture.tree import ROOT
from tests.ports import free_port
from tests.private.cluster import Cluster
from tests.processes import Program

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
LAKOU = ROOT / ".venv" / "bin" / "lakou"
NODE = ("enrollment", "sessions", "reporting", "notifications")


def test_it_is_a_valid_compose_file() -> None:
    schema = json.loads((ROOT / "tests" / "data" / "schemas" / "compose-spec.json").read_text())
    validator = Draft201909Validator(schema)
    assert [f"{list(error.path)}: {error.message[:200]}" for error in validator.iter_errors(COMPOSE)] == []
    assert not validator.is_valid(COMPOSE | {"services": {"x": {"ports": "many"}}})


@pytest.mark.parametrize(
    ("profile", "services"),
    [
        ("demo", {"federation", "rabbitmq", "postgres", "vhosts", "prometheus", "grafana"}),
        ("node", {*NODE, "migrate", "proxy", "rabbitmq", "postgres", "prometheus", "grafana"}),
        ("hub", {"hub", "link", "postgres", "prometheus", "grafana"}),
    ],
)
def test_a_profile_has_all_that_it_leans_on(profile: str, services: set[str]) -> None:
    started = {name for name, each in COMPOSE["services"].items() if profile in each["profiles"]}
    assert started == services
    for name in started:
        assert set(COMPOSE["services"][name].get("depends_on", ())) <= started, f"{name} leans on what {profile} does not start"


def test_plain_up_is_the_trial() -> None:
    assert "COMPOSE_PROFILES=demo\n" in (ROOT / ".env").read_text()


def test_what_is_mounted_is_in_the_tree() -> None:
    mounts = [volume for each in COMPOSE["services"].values() for volume in each.get("volumes", ())]
    here = {mount.split(":")[0] for mount in mounts if mount.startswith("./")} - {"./secrets/link"}
    assert [path for path in sorted(here) if not (ROOT / path).exists()] == []
    named = {mount.split(":")[0] for mount in mounts if not mount.startswith("./")}
    assert named == set(COMPOSE["volumes"])


def test_no_password_stands_in_what_is_deployed() -> None:
    text = "\n".join(path.read_text() for path in sorted((ROOT / "deploy").rglob("*")) if path.is_file())
    assert re.findall(r"(?i)(?:password|secret)\s*[=:]\s*[\"'][^\"'$]+", text) == []


def test_the_unit_of_systemd_names_commands_and_folders_that_exist() -> None:
    unit = (ROOT / "deploy" / "systemd" / "lakou.service").read_text()
    assert "lakou run --config /etc/lakou/node.toml" in unit
    assert int(re.findall(r"TimeoutStopSec=(\d+)", unit)[0]) > 10, "stopping takes up to ten seconds"
    small = settings.load(ROOT / "deploy" / "node" / "small.toml")
    assert (small.transport, small.database, str(small.data)) == ("inprocess", "sqlite", "/var/lib/lakou")


@pytest.fixture
def node(tmp_path: Path, cluster: Cluster, unique: Any, amqp_url: str) -> Iterator[dict[str, Program]]:
    """The profile `node` as processes: the commands of the compose file, with this machine's folders and ports."""
    prefix = unique("deploy")
    urls = [cluster.create_database(f"{prefix}-{name}") for name in ("portal", *NODE)]
    url = urls[0].replace("portal", "{service}")
    env = {"LAKOU_DATABASE": url, "LAKOU_AMQP": amqp_url}
    programs = {}
    for name in ("migrate", *NODE):
        config = tmp_path / f"{name}.toml"
        given = (ROOT / "deploy" / "node" / f"{name}.toml").read_text()
        port = free_port()
        config.write_text(given.replace("port = 8000", f"port = {port}").replace('"/data"', f'"{tmp_path}/data"'))
        (_, *words) = COMPOSE["services"][name]["command"]
        command = [LAKOU, *(str(config) if word.startswith("/etc/lakou/") else word for word in words)]
        programs[name] = Program(command, log=tmp_path / f"{name}.log", env=env)
    try:
        yield programs
    finally:
        for program in programs.values():
            program.kill()


@pytest.mark.slow
@pytest.mark.broker
@pytest.mark.postgres
def test_a_node_of_four_containers_comes_up_and_stops_in_time(node: dict[str, Program], tmp_path: Path) -> None:
    node["migrate"].start()
    assert node["migrate"].wait_ended(60) == 0
    for name in NODE:
        node[name].start()
    for name in NODE:
        port = tomllib.loads((tmp_path / f"{name}.toml").read_text())["port"]
        node[name].wait_ready(f"http://127.0.0.1:{port}/healthz")
        node[name].wait_ready(f"http://127.0.0.1:{port}/readyz")
    assert [node[name].terminate() for name in NODE] == [0] * 4
