"""One service of a node is put back from yesterday's backup: the doctor says so, a new epoch heals it, nothing of today is lost."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import create_engine, text

from lakou.kernel.settings import Settings
from lakou.node.federation import write_settings
from tests.faults.link.rig import Machine, lakou
from tests.faults.test_processes_on_amqp import open_programs
from tests.journeys.federation import LAKOU
from tests.ports import free_port
from tests.waiting import wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def node(tmp_path: Path) -> Machine:
    config, port = tmp_path / "node.toml", free_port()
    write_settings(Settings(name="martinique", port=port, data=tmp_path / "data"), config)
    return Machine(config, port)


def examined(node: Machine, *, well: bool) -> list[dict[str, Any]]:
    """What the doctor finds wrong."""
    said = lakou("check", "--config", node.config, "--json", status=0 if well else 1)
    found: list[dict[str, Any]] = orjson.loads(said)
    return [each for each in found if each["well"] is False]


def known(folder: Path) -> int:
    engine = create_engine(f"sqlite:///{folder / 'reporting.sqlite3'}")
    with engine.connect() as connection:
        count = connection.execute(text("SELECT count(*) FROM known_program")).scalar_one()
    engine.dispose()
    return int(count)


def run_and_open(node: Machine, prefix: str, count: int, total: int) -> None:
    node.start()
    open_programs(node.door("coordinator"), prefix, count)
    wait_until(lambda: known(node.config.parent / "data") == total, f"reporting knows {total} programs", 15)
    assert node.program.terminate() == 0


def test_a_service_from_yesterday_is_noticed_and_healed(node: Machine) -> None:
    data, backup = node.config.parent / "data", node.config.parent / "backup.sqlite3"
    try:
        run_and_open(node, "Avant", 4, 4)
        shutil.copy(data / "enrollment.sqlite3", backup)
        run_and_open(node, "Perdu", 3, 7)
        assert examined(node, well=True) == []
        for leftover in data.glob("enrollment.sqlite3*"):
            leftover.unlink()
        shutil.copy(backup, data / "enrollment.sqlite3")
        (finding, *_) = examined(node, well=False)
        assert finding["about"] == "histoire"
        assert "lakou epoch bump --service enrollment" in finding["cure"]
        lakou("epoch", "bump", "--config", node.config, "--service", "enrollment", "--reason", "sauvegarde remise", "--yes")
        run_and_open(node, "Après", 3, 10)
        assert examined(node, well=True) == []
    finally:
        node.program.kill()


def test_the_doctor_makes_nothing_and_names_what_is_wrong(node: Machine) -> None:
    data = node.config.parent / "data"
    assert "jamais été lancé" in lakou("check", "--config", node.config, status=1)
    assert not data.exists()
    lakou("migrate", "--config", node.config)
    before = sorted(path.name for path in data.rglob("*"))
    lakou("check", "--config", node.config)
    assert sorted(path.name for path in data.rglob("*") if not path.name.endswith(("-wal", "-shm"))) == [
        name for name in before if not name.endswith(("-wal", "-shm"))
    ]
    lakou("token", "create", "--config", node.config, "--role", "helper")
    (data / "keys" / "signing.pem").chmod(0o644)
    (data / "sessions.sqlite3").write_bytes(b"not a database at all" * 500)
    said = lakou("check", "--config", node.config, status=1)
    assert "chmod 400" in said
    assert "base sessions" in said


def test_a_new_epoch_is_not_begun_by_mistake(node: Machine) -> None:
    lakou("migrate", "--config", node.config)
    command = [str(LAKOU), "epoch", "bump", "--config", str(node.config), "--reason", "essai"]
    done = subprocess.run(command, input="n\n", capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "Continuer" in done.stdout
