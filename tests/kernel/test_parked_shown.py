"""What an operator sees of a parked event: codes and ids, never a name, whatever was put where."""

import dataclasses
from pathlib import Path
from typing import Any

import orjson
import pytest

from lakou.contracts.base import EVENTS, Stream
from lakou.contracts.enrollment import IdentityDescribed
from lakou.kernel import outbox, parking
from lakou.kernel.consumer import Consumer
from lakou.kernel.metrics import Metrics
from lakou.kernel.outbox import Row
from lakou.kernel.problems import NotFound
from lakou.node import published
from tests.kernel.kit import opened, recorded, sqlite

NAMES = {"family_name": "Quétzalcanari", "given_name": "Xylophène", "phone": "+596696009876", "email": "quetzal@exemple.fr"}


def explode(*_anything: Any) -> None:
    raise LookupError("Quétzalcanari")


def parked_from(folder: Path, spoil: dict[str, Any]) -> tuple[Consumer, dict[str, Any]]:
    """The identity of somebody, recorded, changed on the way, and parked."""
    published.load_all()
    source, sink = opened(sqlite(folder, "source")), opened(sqlite(folder, "inbox"), "/martinique/sessions")
    with source.transaction() as db:
        sample = published.sample(EVENTS[IdentityDescribed.type]) | NAMES
        outbox.record(db, IdentityDescribed.load(sample))
    consumer = Consumer("sessions", sink, {IdentityDescribed.type: explode}, Metrics(), retry_seconds=())
    consumer.apply(source.source, Stream.IDENTITY, [spoiled(row, spoil) for row in recorded(source, Stream.IDENTITY)])
    (event,) = parking.waiting(consumer)
    return consumer, parking.show(consumer, event.id)


def spoiled(row: Row, changes: dict[str, Any]) -> Row:
    content = orjson.loads(row.body)
    content["data"] |= changes
    return dataclasses.replace(row, body=orjson.dumps(content))


@pytest.mark.parametrize("spoil", [{}, {"language": "Quétzalcanari"}, {"revision": "Quétzalcanari"}, {"Quétzalcanari": 1}])
def test_no_name_is_shown(tmp_path: Path, spoil: dict[str, Any]) -> None:
    _, seen = parked_from(tmp_path, spoil)
    for name in (*NAMES.values(), "Quétzalcanari"):
        assert name not in str(seen)
    assert seen["data"]["family_name"] == parking.MASK
    assert seen["data"]["beneficiary_id"]
    assert len(seen["sha256"]) == 64


def test_what_was_dropped_keeps_its_reason_and_loses_its_content(tmp_path: Path) -> None:
    consumer, seen = parked_from(tmp_path, {})
    parking.drop(consumer, seen["id"], "personne effacée")
    assert parking.waiting(consumer) == []
    with pytest.raises(NotFound):
        parking.show(consumer, seen["id"])
