"""What a service keeps of the others, built anew from what they said: the same when all was well, mended when not, nothing sent."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import orjson
import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import OperationalError

from lakou.contracts.base import Stream
from lakou.kernel import clock, inbox, outbox, shadow
from lakou.kernel import tables as streams
from lakou.kernel.consumer import Consumer
from lakou.kernel.db import Database
from lakou.kernel.problems import Unavailable
from lakou.kernel.rebuilding import CannotBeHeard, ErasureUnderWay, Rebuilding, SourceBehind
from lakou.node.federation import write_settings
from lakou.node.house import House
from lakou.node.rehearing import rehear
from services.enrollment.model import KnownMessage, KnownSession, Participation
from services.notifications.model import Message, Person, Seat
from services.reporting.model import KnownBeneficiary, KnownSeat, KnownStage
from services.reporting.use_cases import facts, rehearing, renewing
from services.reporting.use_cases.desk import Desk
from services.sessions.model import KnownPerson, KnownProgram
from tests.commands import run
from tests.journeys.conftest import SERVICES, Unique
from tests.kernel.kit import new_epoch
from tests.node.test_erased import NAMES, another, erase, everywhere, holding, lived, person
from tests.node.village import Village
from tests.private.cluster import Cluster
from tests.sessions.factories import NINE

OWN = {"known_account"}
"""Filled by who signs in, not by an event."""
NODES = ("martinique", "hub")
READERS = tuple(name for name in SERVICES if name != "portal")


def database(village: Village, service: str) -> Database:
    return village.node.services[service].context.database


def kept(village: Village) -> dict[str, bytes]:
    """A checksum of every table of every read model."""
    found: dict[str, bytes] = {}
    for name in READERS:
        with database(village, name).reading() as db:
            for table in village.node.services[name].parts.read_model.tables:
                found[f"{name}.{table.name}"] = shadow.checksum(db, table)
    return found


def mended(village: Village) -> list[str]:
    found = []
    for name in READERS:
        rebuilt = rehear(village.node, name)
        assert rebuilt is not None
        assert rebuilt.events > 5, f"{name} heard nothing: this test proves nothing"
        found += [f"{name}.{table}" for table in rebuilt.mended]
    return found


def said(village: Village) -> dict[str, int]:
    """How much each service has said, and how many messages there are."""
    found: dict[str, int] = {}
    for name in READERS:
        with database(village, name).reading() as db:
            found |= {f"{name} {stream}": outbox.head(db, stream).seq for stream in Stream}
    with database(village, "notifications").reading() as db:
        return found | {"messages": db.scalar(select(func.count()).select_from(Message)) or 0}


def spoil(village: Village) -> list[str]:
    """A mistake of ours in each service."""
    with database(village, "sessions").transaction() as db:
        db.execute(update(KnownPerson).where(KnownPerson.removed.is_(False)).values(family_name="Faux", agrees=False))
        db.execute(delete(KnownProgram))
    with database(village, "enrollment").transaction() as db:
        db.execute(update(Participation).values(state="absent"))
        db.execute(delete(KnownSession))
        db.execute(delete(KnownMessage))
    with database(village, "notifications").transaction() as db:
        db.execute(update(Person).where(Person.removed.is_(False)).values(phone="+596696000000"))
        db.execute(delete(Seat).where(Seat.beneficiary_id.in_(select(Person.id).where(Person.removed.is_(False)))))
    hers = KnownBeneficiary.erased.is_(False)
    with database(village, "reporting").transaction() as db:
        db.execute(update(KnownSeat).values(state="absent"))
        db.execute(delete(KnownStage).where(KnownStage.beneficiary_id.in_(select(KnownBeneficiary.id).where(hers))))
    return [
        "enrollment.known_session",
        "enrollment.participation",
        "enrollment.known_message",
        "sessions.known_person",
        "sessions.known_program",
        "reporting.known_seat",
        "reporting.known_stage",
        "notifications.person",
        "notifications.seat",
    ]


def story(folder: Path, url: str = "sqlite") -> Iterator[Village]:
    """Three people lived, two of their files are one person's, and one person was erased."""
    with clock.at(NINE):
        village = Village(folder, url)
        her, double, other = person(village), another(village, 1), another(village, 2)
        lived(village, [her, double, other])
        village.post(f"/enrollment/api/v1/beneficiaries/{other}/merges", {"absorbed_id": double})
        village.settle()
        erase(village, her)
        yield village
        village.close()


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    yield from story(tmp_path_factory.mktemp("village"))


def mends_and_says_nothing(village: Village) -> None:
    right, before = kept(village), said(village)
    assert mended(village) == []
    assert kept(village) == right, "also of who was erased, whom no event names any more"
    spoilt = spoil(village)
    assert kept(village) != right
    assert sorted(mended(village)) == sorted(spoilt)
    village.settle()
    assert kept(village) == right
    assert said(village) == before


def test_what_was_spoiled_is_as_it_was_said_and_nothing_is_said_again(village: Village) -> None:
    mends_and_says_nothing(village)
    assert list(village.folder.rglob("*.shadow*")) == [], "nothing is left beside"


@pytest.mark.postgres
def test_on_postgresql(tmp_path: Path, cluster: Cluster, unique: Unique) -> None:
    prefix = unique("rehearing")
    urls = {name: cluster.create_database(f"{prefix}-{name}") for name in (f"{node}-{each}" for node in NODES for each in SERVICES)}
    url = urls["hub-portal"].replace("hub-portal", "{node}-{service}")
    for village in story(tmp_path, url):
        mends_and_says_nothing(village)
        with database(village, "sessions").reading() as db:
            schemas = db.scalar(select(func.count()).where(func.to_regnamespace(shadow.SCHEMA).is_not(None)))
        assert schemas == 0, "nothing is left beside"


def test_facts_that_were_told_wrongly_are_corrected(village: Village) -> None:
    right, context = village.figures(village.hub), village.node.services["reporting"].context
    with context.database.transaction() as db:
        hers = select(KnownBeneficiary.id).where(KnownBeneficiary.erased.is_(False))
        for seat in db.scalars(select(KnownSeat).where(KnownSeat.state == "present", KnownSeat.beneficiary_id.in_(hers))):
            seat.state = "absent"
            facts.tell_seat(Desk.of(context, db), seat)
    village.settle()
    assert village.figures(village.hub)["I2"] != right["I2"]
    before = said(village)["reporting fact"]
    assert mended(village) == ["reporting.known_seat"]
    village.settle()
    assert village.figures(village.hub) == right
    assert said(village)["reporting fact"] == before + 1, "a correction: two of the seats were one person's"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Village]:
    """Two people, known everywhere."""
    with clock.at(NINE):
        made = Village(tmp_path)
        for number in range(2):
            another(made, number)
        made.settle()
        yield made
        made.close()


def test_nobody_who_is_being_erased_comes_back(small: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    her = person(small)
    small.settle()
    hear, times = Rebuilding._hear, iter(range(9))

    def meanwhile(rebuilding: Rebuilding, *arguments: Any) -> int:
        heard = hear(rebuilding, *arguments)
        if next(times) == 0:
            erase(small, her)
        return heard

    monkeypatch.setattr(Rebuilding, "_hear", meanwhile)
    rehear(small.node, "sessions")
    small.sweep()
    found = everywhere(small)
    assert [(needle, where) for needle in NAMES if (where := holding(found, needle.encode()))] == []
    assert next(times) == 4, "it was read again"


def test_a_history_with_a_hole_is_refused(small: Village) -> None:
    with database(small, "enrollment").transaction() as db:
        db.execute(delete(streams.outbox).where(streams.outbox.c.stream == "local", streams.outbox.c.seq == 1))
    with pytest.raises(SourceBehind):
        rehear(small.node, "sessions")


def test_with_no_room_for_the_shadow_nothing_is_changed(small: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept(small)
    full = OperationalError("INSERT", {}, Exception("database or disk is full"))
    monkeypatch.setattr(Consumer, "_apply_in_chunks", Mock(side_effect=full))
    with pytest.raises(Unavailable):
        rehear(small.node, "sessions")
    assert kept(small) == before


def test_while_somebody_is_being_erased_nothing_is_read(small: Village) -> None:
    small.post(f"/enrollment/api/v1/beneficiaries/{person(small)}/erasure", {"confirmed": True})
    with pytest.raises(ErasureUnderWay):
        rehear(small.node, "sessions")


def test_a_source_that_came_back_from_yesterday_is_refused_until_its_epoch_is_bumped(small: Village) -> None:
    enrollment = database(small, "enrollment")
    with enrollment.transaction() as db:
        head = outbox.head(db, Stream.LOCAL).seq
        db.execute(delete(streams.outbox).where(streams.outbox.c.stream == "local", streams.outbox.c.seq == head))
        db.execute(update(streams.outbox_stream).where(streams.outbox_stream.c.stream == "local").values(last_seq=head - 1))
    before = kept(small)
    with pytest.raises(SourceBehind):
        rehear(small.node, "sessions")
    assert kept(small) == before
    new_epoch(enrollment)
    assert rehear(small.node, "sessions") is not None


def unreadable(village: Village) -> None:
    with database(village, "enrollment").transaction() as db:
        first = (streams.outbox.c.stream == "local") & (streams.outbox.c.seq == 1)
        db.execute(update(streams.outbox).where(first).values(body=b"{}"))


def test_an_event_that_does_not_pass_any_more_changes_nothing(small: Village) -> None:
    before = kept(small)
    unreadable(small)
    with pytest.raises(CannotBeHeard) as refused:
        rehear(small.node, "sessions")
    assert "refusés aujourd’hui : enrollment.beneficiary.described.v1" in refused.value.sentence
    assert kept(small) == before


def test_what_an_operator_gave_up_is_left_out_again(small: Village) -> None:
    unreadable(small)
    with database(small, "sessions").transaction() as db:
        row = outbox.Row(1, 1, "unknown", b"{}")
        inbox.park(db, database(small, "enrollment").source, Stream.LOCAL, row, "Poison", 1)
        db.execute(update(streams.inbox_parked).values(state="dropped"))
    rebuilt = rehear(small.node, "sessions")
    assert rebuilt is not None
    assert rebuilt.mended == ("known_person",), "what that event alone had said is not kept"


def test_what_a_killed_replay_left_goes_at_the_next_start(small: Village) -> None:
    sessions = database(small, "sessions")
    folder = small.node.settings.data
    left = [folder / f"sessions.shadow.{end}" for end in ("sqlite3", "sqlite3-wal", "lock")]
    for path in left:
        path.write_bytes(b"Quimbelonge")
    shadow.clear(sessions, folder)
    assert [path.name for path in left if path.exists()] == []
    with shadow.beside(sessions, [streams.outbox], folder):
        shadow.clear(sessions, folder)
        assert left[0].exists(), "one that is under way is left alone"


def test_the_command_says_what_it_did(small: Village) -> None:
    config = small.folder / "martinique.toml"
    write_settings(small.node.settings, config)
    with database(small, "sessions").transaction() as db:
        db.execute(delete(KnownPerson))
    done = run(config, ["replay", "--json"], ["replay", "sessions"], ["replay", "portal"], ["replay", "--help"])
    (code, answer), (again, words), (refused, why), (_, help_text) = done
    assert (code, again, refused) == (0, 0, 2)
    assert orjson.loads(answer)["mended"] == ["sessions.known_person"]
    assert "tout est comme cela a été dit" in words
    assert "'portal' is not one of" in why
    assert "Rien n’est envoyé à personne" in help_text


def test_after_the_node_took_another_key_nothing_is_said_under_the_one_before(
    small: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = small.node.services["reporting"].context
    lived(small, [person(small)])
    renewing.rotate(context)
    small.settle()
    right, before = small.figures(small.hub), said(small)
    with context.database.transaction() as db:
        db.execute(update(KnownSeat).values(revision=0))
    assert mended(small) == ["reporting.known_seat"]
    small.settle()
    assert (small.figures(small.hub), said(small)) == (right, before)
    with context.database.transaction() as db:
        db.execute(update(KnownSeat).values(revision=0))
    furnish = Rebuilding._furnish

    def furnish_and_renew(rebuilding: Rebuilding, aside: Database) -> None:
        furnish(rebuilding, aside)
        renewing.rotate(context)

    monkeypatch.setattr(Rebuilding, "_furnish", furnish_and_renew)
    with pytest.raises(rehearing.KeyRenewed):
        rehear(small.node, "reporting")


def test_a_service_in_a_process_of_its_own_reads_the_databases_of_the_others(small: Village) -> None:
    with database(small, "sessions").transaction() as db:
        db.execute(delete(KnownPerson))
    here = dataclasses.replace(small.node.settings, transport="amqp", amqp="amqp://nowhere", services=("sessions",))
    alone = House(here)
    rebuilt = rehear(alone, "sessions")
    for context in alone.contexts():
        context.database.dispose()
    assert rebuilt is not None
    assert rebuilt.mended == ("known_person",)


def test_the_hub_hears_facts_alone(small: Village) -> None:
    assert rehear(small.hub, "reporting") is None


def test_every_table_that_others_fill_is_in_a_read_model(village: Village) -> None:
    """A table named `known_…` that no read model has would never be mended."""
    for name in READERS:
        parts = village.node.services[name].parts
        known = {table.name for table in parts.metadata.sorted_tables if table.name.startswith("known_")} - OWN
        assert known - {table.name for table in parts.read_model.tables} == set(), name
