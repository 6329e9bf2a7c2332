"""A row that was blanked keeps its place, its hash and the digests; readers pass over it, late or not."""

from pathlib import Path
from typing import Any

import pytest

from lakou.contracts.base import Stream
from lakou.contracts.enrollment import IdentityDescribed, IdentityRemoved
from lakou.contracts.vocabulary import ContactChannel, Language
from lakou.kernel import forgetting, inbox, migrate, outbox
from lakou.kernel.consumer import Consumer
from lakou.kernel.db import Database
from lakou.kernel.metrics import Metrics
from lakou.kernel.outbox import Row
from lakou.kernel.streams_amqp_messages import event_message, read_event
from tests.reporting.factories import new_id

HER = new_id()
SOURCE = "/martinique/enrollment"


def described(name: str, whom: Any = HER) -> IdentityDescribed:
    return IdentityDescribed(
        beneficiary_id=whom,
        revision=1,
        family_name=name,
        given_name="Zéphirine",
        phone=None,
        email=None,
        language=Language.FR,
        channel=ContactChannel.SMS,
    )


@pytest.fixture
def source(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'enrollment.sqlite3'}", SOURCE)
    migrate.upgrade_streams(database)
    with database.transaction() as db:
        for event in (described("Avant"), described("Autre", new_id()), IdentityRemoved(beneficiary_id=HER)):
            outbox.record(db, event)
    return database


def rows(database: Database) -> list[Row]:
    with database.reading() as db:
        return outbox.rows_after(db, Stream.IDENTITY, 1, 0, 100)


def reader(tmp_path: Path) -> tuple[Consumer, list[str]]:
    database = Database(f"sqlite:///{tmp_path / 'sessions.sqlite3'}", "/martinique/sessions")
    migrate.upgrade_streams(database)
    heard: list[str] = []
    handlers = {
        IdentityDescribed.type: lambda _db, event, _origin: heard.append(event.family_name),
        IdentityRemoved.type: lambda _db, _event, _origin: heard.append("gone"),
    }
    return Consumer("sessions", database, handlers, Metrics()), heard


def forget(database: Database) -> None:
    with database.transaction() as db:
        forgetting.forget(db, str(HER))


def test_a_late_reader_passes_over_and_holds_the_same_history(source: Database, tmp_path: Path) -> None:
    before = rows(source)[-1].digest
    forget(source)
    consumer, heard = reader(tmp_path)
    consumer.apply(SOURCE, Stream.IDENTITY, rows(source))
    assert heard == ["Autre"]
    assert consumer.place(SOURCE, Stream.IDENTITY).digest == before == rows(source)[-1].digest


def test_over_the_broker_the_hash_travels_in_the_place_of_the_content(source: Database, tmp_path: Path) -> None:
    forget(source)
    received = []
    for row in rows(source):
        message = event_message(SOURCE, Stream.IDENTITY, row)
        message.properties["application_headers"] = message.properties.get("application_headers")
        received.append(read_event(message))
    assert [row.blanked for row in received] == [True, False, True]
    consumer, _ = reader(tmp_path)
    outcome = consumer.apply(SOURCE, Stream.IDENTITY, received)
    assert outcome.at.digest == rows(source)[-1].digest


def test_an_empty_body_without_a_hash_is_poison_and_no_row_of_ours(source: Database, tmp_path: Path) -> None:
    consumer, _ = reader(tmp_path)
    consumer.apply(SOURCE, Stream.IDENTITY, [Row(1, 1, "", b"")])
    with consumer.database.reading() as db:
        assert len(inbox.parked(db)) == 1


def test_what_others_still_have_to_hear_waits_for_the_slowest_reader(source: Database) -> None:
    local = IdentityRemoved(beneficiary_id=HER)
    forget(source)
    with source.transaction() as db:
        outbox.record(db, local)
    assert forgetting.sweep(source) == 0
    for place, blanked in ((3, 0), (4, 1)):
        with source.transaction() as db:
            outbox.note_reader(db, Stream.IDENTITY, "sessions", 1, 4)
            outbox.note_reader(db, Stream.IDENTITY, "notifications", 1, place)
        assert forgetting.sweep(source) == blanked
    with source.reading() as db:
        assert forgetting.waiting(db) == 0
    assert str(HER).encode() not in (source.file or Path()).read_bytes()


def test_parked_rows_about_her_are_blanked_too(source: Database, tmp_path: Path) -> None:
    consumer, _ = reader(tmp_path)
    with consumer.database.transaction() as db:
        inbox.open_epoch(db, SOURCE, Stream.IDENTITY, 1)
        for row in rows(source)[:2]:
            inbox.park(db, SOURCE, Stream.IDENTITY, row, "poison", 1)
        inbox.hold(db, SOURCE, Stream.IDENTITY, rows(source))
        forgetting.forget(db, str(HER))
    with consumer.database.reading() as db:
        assert [row["seq"] for row in inbox.parked(db)] == [2]
        assert [row.seq for row in inbox.held(db, SOURCE, Stream.IDENTITY)] == [2]
