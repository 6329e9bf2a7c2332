"""A real Prometheus scrapes a running federation; the queries of the dashboards and the rules find what they ask for."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.architecture.tree import ROOT
from tests.journeys.federation import Federation
from tests.journeys.test_kill_nine import register
from tests.ports import free_port
from tests.processes import Program
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

DASHBOARDS = sorted((ROOT / "deploy" / "grafana" / "dashboards").glob("*.json"))
CONFIG = "global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [%s]\nscrape_configs:\n- job_name: lakou\n" \
    "  static_configs: [{targets: [%s]}]\n"  # fmt: skip
SELDOM = {"lakou_schema_unknown_total", "lakou_amqp_connected", "lakou_outbox_publish_failures_total", "lakou_hub_rejected_total",
          "lakou_tls_cert_expiry_timestamp"}  # fmt: skip
"""What a healthy embedded federation has not: no broker, no certificate, nothing refused."""


class Prometheus:
    """A private one, in a folder of its own."""

    def __init__(self, folder: Path, federation: Federation) -> None:
        program = shutil.which("prometheus")
        assert program, "prometheus is missing: run scripts/install-services"
        self.port = free_port()
        rules = ROOT / "deploy" / "prometheus" / "rules" / "lakou.yml"
        targets = ", ".join(f'"127.0.0.1:{port}"' for port in federation.ports.values())
        config = folder / "prometheus.yml"
        config.write_text(CONFIG % (rules, targets))
        options = [
            f"--config.file={config}",
            f"--storage.tsdb.path={folder / 'tsdb'}",
            f"--web.listen-address=127.0.0.1:{self.port}",
        ]
        self.program = Program([program, *options], log=folder / "prometheus.log")

    def ask(self, path: str, **params: str) -> Any:
        """The data of an answer."""
        answer = requests.get(f"http://127.0.0.1:{self.port}/api/v1/{path}", params=params, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def finds(self, query: str) -> bool:
        """Whether a query returns anything."""
        return bool(self.ask("query", query=query)["result"])


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    federation = Federation(tmp_path_factory.mktemp("watched"))
    with federation.program:
        federation.wait_ready()
        door = federation.door("martinique", "coordinator")
        watching = Prometheus(tmp_path_factory.mktemp("prometheus"), federation)
        with watching.program:
            watching.program.wait_ready(f"http://127.0.0.1:{watching.port}/-/ready")
            for number in range(3):
                register(door, number)
            door.post("sessions/supports", {"date": "2026-11-20", "duration_minutes": 30, "themes": ["email"]})
            requests.post(f"{federation.url('martinique')}/connexion", data={"email": "x", "password": "y"}, timeout=20)
            wait_until(lambda: len(up(watching)) == len(federation.ports), "every target is up", 30)
            yield watching


def up(prometheus: Prometheus) -> list[str]:
    targets = prometheus.ask("targets")["activeTargets"]
    return [each["scrapeUrl"] for each in targets if each["health"] == "up"]


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda path: path.stem)
def test_every_query_of_a_dashboard_finds_data(prometheus: Prometheus, dashboard: Path) -> None:
    queries = [target["expr"] for panel in json.loads(dashboard.read_text())["panels"] for target in panel["targets"]]
    assert len(queries) >= 6
    for query in queries:
        wait_until(lambda query=query: prometheus.finds(query), f"data for {query}", 30)  # type: ignore[misc]


def test_the_metrics_of_the_rules_exist(prometheus: Prometheus) -> None:
    text = (ROOT / "deploy" / "prometheus" / "rules" / "lakou.yml").read_text()
    names = set(re.findall(r"\blakou_\w+", text)) - SELDOM
    known = set(prometheus.ask("label/__name__/values"))
    assert names - known == set()
    assert prometheus.ask("rules")["groups"][0]["rules"], "the rules are loaded"
