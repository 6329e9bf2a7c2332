"""The operator's hands: one screen and an exit code, parked events looked at with names masked, tried again, dropped, and noted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from lakou.contracts.base import Stream
from lakou.contracts.enrollment import IdentityDescribed
from lakou.kernel import outbox
from lakou.kernel.settings import Settings
from lakou.node import published
from lakou.node.federation import write_settings
from lakou.node.node import Node
from lakou.portal.model import AuditEntry
from tests.commands import run
from tests.kernel.test_parked_shown import NAMES, spoiled


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "node.toml"


@pytest.fixture
def node(tmp_path: Path, config: Path) -> Iterator[Node]:
    """Migrated, not started, with its settings beside."""
    settings = Settings(name="martinique", port=1, data=tmp_path / "data")
    write_settings(settings, config)
    made = Node(settings)
    made.migrate()
    yield made
    for context in made.contexts():
        context.database.dispose()


def park_somebody(node: Node) -> None:
    """An identity that was spoiled on its way to sessions."""
    published.load_all()
    source, running = node.services["enrollment"].context.database, node.services["sessions"]
    with source.transaction() as db:
        outbox.record(db, IdentityDescribed.load(published.sample(IdentityDescribed) | NAMES))
    with source.reading() as db:
        rows = outbox.rows_after(db, Stream.IDENTITY, 1, 0, 10)
    running.consumer.apply(source.source, Stream.IDENTITY, [spoiled(row, {"language": "Quétzalcanari"}) for row in rows])


def acts(node: Node) -> list[tuple[str, str]]:
    with node.portal.database.reading() as db:
        return [(entry.act, entry.subject) for entry in db.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_a_node_that_is_well_has_nothing_to_do(node: Node, config: Path) -> None:
    (code, screen), (code_again, answer) = run(config, ["status"], ["status", "--json"])
    assert (code, code_again) == (0, 0)
    assert "Rien à faire." in screen
    assert len(screen.splitlines()) < 24, "one screen"
    report: dict[str, Any] = orjson.loads(answer)
    assert (report["node"], report["to_do"], report["answers"]) == ("martinique", [], False)
    assert [each["service"] for each in report["services"]] == list(node.services)


def test_a_parked_event_is_seen_masked_tried_again_and_dropped_and_each_act_is_noted(node: Node, config: Path) -> None:
    park_somebody(node)
    number = "1"
    told = run(
        config,
        ["status"],
        ["park", "list", "--json"],
        ["park", "show", "sessions", number],
        ["park", "retry", "sessions", number],
        ["park", "drop", "sessions", number, "--reason", "fiche refaite"],
        ["park", "show", "sessions", number],
        ["status"],
    )
    (_, screen), (_, listed), (_, shown), (_, retried), (_, _), (_, gone), _ = told
    assert [code for code, _ in told] == [1, 0, 0, 1, 0, 1, 0]
    assert "1 événement attend une décision" in screen
    (event,) = orjson.loads(listed)
    assert (event["service"], event["type"], event["id"]) == ("sessions", IdentityDescribed.type, 1)
    assert "language" in shown
    assert "ne passe toujours pas" in retried
    assert "Revoyez la liste" in gone
    for name in (*NAMES.values(), "Quétzalcanari"):
        assert name not in "".join(output for _, output in told)
    assert acts(node) == [("park show", number), ("park drop", number)]


def test_what_is_not_there_is_said(node: Node, config: Path) -> None:
    (no_service, said), (no_event, _) = run(
        config, ["park", "show", "nothing", "1"], ["park", "drop", "sessions", "7", "--reason", "essai"]
    )
    assert (no_service, no_event) == (1, 1)
    assert "pas un service" in said
    assert acts(node) == []


def test_what_needs_a_person_is_named_and_the_code_is_one(node: Node, config: Path) -> None:
    with node.services["reporting"].context.database.transaction() as db:
        outbox.note_reader(db, Stream.FACT, "hub", 1, 0, same_history=False)
    ((code, screen),) = run(config, ["status"])
    assert code == 1
    assert "ne tiennent pas la même histoire" in screen
    assert "epoch bump" in screen
