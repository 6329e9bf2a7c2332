"""A backup taken while people work is of one moment, and a node that was put back goes on in a new epoch: figures are exact."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from lakou.kernel.settings import Settings
from lakou.node.federation import write_settings
from tests.faults.inside.test_replay_under_traffic import SUPPORT, Team
from tests.faults.link.rig import Machine, lakou
from tests.ports import free_port
from tests.private.cluster import Cluster
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.postgres]
SERVICES = ("portal", "enrollment", "sessions", "reporting", "notifications")


def scalar(settings: Settings, service: str, query: str) -> int:
    with create_engine(settings.database_url(service), poolclass=NullPool).connect() as connection:
        return int(connection.execute(text(query)).scalar_one())


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_it_is_of_one_moment_and_goes_on_when_put_back(kind: str, tmp_path: Path, cluster: Cluster) -> None:
    port, config = free_port(), tmp_path / "node.toml"
    database = "sqlite"
    if kind == "postgresql":
        for service in SERVICES:
            cluster.create_database(f"{service}_{port}")
        database = cluster.url(f"{{service}}_{port}")
    settings = Settings(name="guyane", port=port, data=tmp_path / "data", database=database)
    write_settings(settings, config)
    machine = Machine(config, port)
    machine.start()
    try:
        team = Team(machine.door("helper"))
        working = threading.Thread(target=team.work)
        working.start()
        assert team.begun.wait(30)
        copy = lakou("backup", "--config", config, "--out", tmp_path / "out").splitlines()[0]
        since = team.noted
        wait_until(lambda: team.noted > since, "they work on", 20)
        team.home.set()
        working.join()
        machine.program.kill()
        assert "tourne" not in lakou("restore", copy, "--replace", "--config", config)
        supports = scalar(settings, "sessions", "SELECT count(*) FROM support")
        assert 5 <= supports < team.noted, "it was taken in the middle"
        heard = "SELECT coalesce(max(applied), 0) FROM inbox_source WHERE source LIKE '%/sessions'"
        assert scalar(settings, "reporting", heard) <= supports, "nobody has heard what was not said"
        lakou("epoch", "bump", "--yes", "--reason", "sauvegarde remise", "--config", config)
        machine.start()
        machine.door("helper").post("sessions/supports", SUPPORT)
        exact = "SELECT count(*) FROM contact"
        wait_until(lambda: scalar(settings, "reporting", exact) == supports + 1, "the figures are exact", 20)
        assert "À FAIRE" not in lakou("check", "--config", config)
        assert "Le nœud tourne" in lakou("restore", copy, "--replace", "--config", config, status=1)
    finally:
        machine.program.kill()
        for service in SERVICES if kind == "postgresql" else ():
            cluster.drop_database(f"{service}_{port}")
