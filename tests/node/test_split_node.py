"""A node split in several processes: each answers for the services that it runs, and says what it cannot know."""

from pathlib import Path
from typing import Any

import orjson
from werkzeug.test import Client

from lakou.contracts.base import Stream
from lakou.kernel import inbox, outbox
from lakou.kernel.outbox import Row
from lakou.kernel.settings import Settings
from lakou.node.federation import write_settings
from lakou.node.node import Node
from lakou.portal import tokens
from tests.commands import run
from tests.kernel.kit import stage

ALL = ("enrollment", "sessions", "reporting", "notifications")


def config(folder: Path, *services: str) -> Path:
    """The settings of one process of Martinique's node."""
    path = folder / f"{'-'.join(services)}.toml"
    common = {"name": "martinique", "port": 0, "data": folder / "martinique", "transport": "amqp", "amqp": "amqp://nowhere"}
    write_settings(Settings(**common, hub="amqps://hub", services=services), path)  # type: ignore[arg-type]
    return path


def status_of(path: Path, *, code: int = 0) -> dict[str, Any]:
    ((ended, said),) = run(path, ["status", "--json"])
    assert ended == code
    read: dict[str, Any] = orjson.loads(said)
    return read


def test_each_process_answers_for_its_own_services(tmp_path: Path) -> None:
    said = status_of(config(tmp_path, "enrollment", "sessions"))
    assert [each["service"] for each in said["services"]] == ["enrollment", "sessions"]
    assert said["link"] is None


def test_the_process_with_reporting_tells_of_the_link(tmp_path: Path) -> None:
    said = status_of(config(tmp_path, "reporting"))
    assert [each["service"] for each in said["services"]] == ["reporting"]
    assert (said["link"]["recorded"], said["link"]["acked"]) == (0, 0)


def test_what_is_recorded_and_parked_in_one_process_is_told_there_alone(tmp_path: Path) -> None:
    path = config(tmp_path, "enrollment")
    node = Node(Settings(name="martinique", port=0, data=tmp_path / "martinique", services=("enrollment",), transport="amqp"))
    node.migrate()
    with node.services["enrollment"].context.database.transaction() as db:
        outbox.record(db, stage())
        inbox.park(db, "/martinique/sessions", Stream.LOCAL, Row(1, 1, "sessions.seat.changed.v1", b"{}"), "Poison: test", 1)
    said = status_of(path, code=1)
    assert said["parked"] == 1
    assert said["services"][0]["recorded"] == 1
    assert status_of(config(tmp_path, "sessions"))["parked"] == 0
    for context in node.contexts():
        context.database.dispose()


def test_the_operators_page_opens_without_reporting(tmp_path: Path) -> None:
    node = Node(Settings(name="martinique", port=0, data=tmp_path / "martinique", services=("sessions",), transport="amqp"))
    node.migrate()
    token = tokens.sign(node.keys.signing(), "martinique", account="t", name="T", role="operator", lifetime=tokens.PROGRAM_LIFETIME)
    page = Client(node.app).get("/liaison", headers={"Authorization": f"Bearer {token}"})
    assert page.status_code == 200
    assert "sessions" in page.text
    for context in node.contexts():
        context.database.dispose()


def test_facts_are_carried_by_the_process_that_holds_them(tmp_path: Path) -> None:
    path, file = config(tmp_path, "sessions"), tmp_path / "facts.lakou"
    file.write_bytes(b"x")
    for ended, said in run(path, ["link", "export", str(file)], ["link", "import", str(file)]):
        assert ended == 1
        assert "réglages du processus" in said
