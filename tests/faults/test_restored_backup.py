"""One service of a node is put back from yesterday's backup: the doctor says so, a new epoch heals it, nothing of today is lost."""

import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import create_engine, text

from lakou.kernel.settings import Settings
from lakou.node.federation import write_settings
from tests.commands import run
from tests.faults.link.rig import Machine, lakou
from tests.faults.test_processes_on_amqp import open_programs
from tests.journeys.federation import Door
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
    open_programs(Door.of(node.config, "coordinator"), prefix, count)
    wait_until(lambda: known(node.config.parent / "data") == total, f"reporting knows {total} programs", 15)
    assert node.program.terminate() == 0


def test_a_service_from_yesterday_is_noticed_and_healed(node: Machine) -> None:
    data, backup = node.config.parent / "data", node.config.parent / "backup.sqlite3"
    try:
        run_and_open(node, "Avant", 4, 4)
        shutil.copy(data / "enrollment.sqlite3", backup)
        run_and_open(node, "Perdu", 3, 7)
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
    ((code, said),) = run(node.config, ["check"])
    assert (code, "jamais été lancé" in said) == (1, True)
    assert not data.exists()
    run(node.config, ["migrate"])
    before = kept(data)
    ((code, said),) = run(node.config, ["check"])
    assert code == 0, said
    assert kept(data) == before
    (data / "keys" / "web.key").chmod(0o644)
    (data / "sessions.sqlite3").write_bytes(b"not a database at all" * 500)
    ((code, said),) = run(node.config, ["check"])
    assert code == 1
    assert "chmod 400" in said
    assert "base sessions" in said


def kept(data: Path) -> list[str]:
    return sorted(path.name for path in data.rglob("*") if not path.name.endswith(("-wal", "-shm")))


def test_a_new_epoch_is_not_begun_by_mistake(node: Machine) -> None:
    _, (code, said) = run(node.config, ["migrate"], ["epoch", "bump", "--reason", "essai"])
    assert code == 1
    assert "Continuer" in said
    assert "nouvelle époque\n" not in said
