"""Who speaks is told by the certificate and the vhost, never by what is said; rubbish is refused, seen, and harms nobody else."""

import datetime as dt
import json
import re
import uuid
from pathlib import Path
from typing import Any

import amqp
import orjson
import pytest
import requests

from lakou.kernel import clock
from lakou.kernel.outbox import Head, Row
from lakou.kernel.streams_amqp_connection import Identity, connect
from lakou.node.batches import Batch, pack, unpack_ack
from lakou.node.wire import bundle, certificates
from lakou.node.wire.node_end import HubWire
from tests.faults.link.rig import HubSite, Machine, lakou
from tests.faults.link.test_link_over_tls import counted, give_supports
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.broker]

REFUSED = (OSError, amqp.AMQPError)


class Speaker:
    """Whoever holds a bundle, with the files where a node would keep them."""

    def __init__(self, hub: HubSite, name: str, folder: Path) -> None:
        read = bundle.read(hub.admit(name, "--territory", "972"))
        self.name, self.url = name, read.url
        self.who = kept(folder, name, read.authority, read.mine)

    def send(self, data: bytes) -> int:
        """How far the hub is, after it answered."""
        wire = HubWire(self.url, self.who)
        try:
            return unpack_ack(wire(self.name, data)).applied
        finally:
            wire.close()


def kept(folder: Path, name: str, authority: bytes, mine: certificates.Certificate) -> Identity:
    paths = [folder / f"{name}.{part}" for part in ("authority", "pem", "key")]
    for path, content in zip(paths, (authority, mine.certificate, mine.key), strict=True):
        path.write_bytes(content)
    return Identity(*paths)


def empty(name: str) -> bytes:
    return pack(Batch(name, Head(1, 0, b""), ()))


def test_a_certificate_of_another_authority_is_refused(hub: HubSite, tmp_path: Path) -> None:
    honest = Speaker(hub, "speaker-a", tmp_path)
    assert honest.send(empty("speaker-a")) == 0
    stranger = certificates.new_authority("Lakou hub")
    name = certificates.common_name(honest.who.certificate.read_bytes())
    forged = kept(tmp_path, "forged", honest.who.authority.read_bytes(), certificates.for_node(stranger, name))
    with pytest.raises(REFUSED):
        connect(honest.url, forged)


def test_a_certificate_that_has_ended_is_refused(hub: HubSite, tmp_path: Path) -> None:
    honest = Speaker(hub, "speaker-i", tmp_path)
    name = certificates.common_name(honest.who.certificate.read_bytes())
    links = hub.machine.folder / "keys" / "link"
    authority = certificates.Certificate((links / "authority.pem").read_bytes(), (links / "authority.key").read_bytes())
    assert honest.send(empty("speaker-i")) == 0
    for since, accepted in ((dt.timedelta(days=1), True), (certificates.LIFETIME + dt.timedelta(days=1), False)):
        with clock.at(clock.now() - since):
            mine = certificates.for_node(authority, name)
        who = kept(tmp_path, f"aged-{accepted}", authority.certificate, mine)
        if accepted:
            connect(honest.url, who).collect()
        else:
            with pytest.raises(REFUSED):
                connect(honest.url, who)


def test_an_unknown_version_is_parked_and_the_next_facts_count(hub: HubSite, tmp_path: Path) -> None:
    speaker = Speaker(hub, "speaker-j", tmp_path)
    sealed = [
        fact_of("speaker-j", 1, "reporting.support.given.v9"),
        fact_of("speaker-j", 2, "reporting.program.described.v1"),
        fact_of("speaker-j", 3, "reporting.program.described.v1", more="Quétzalcanari"),
        fact_of("speaker-k", 4, "reporting.program.described.v1"),
        fact_of("speaker-j", 5, "reporting.program.described.v1"),
    ]
    rows = tuple(Row(1, seq, "", body) for seq, body in enumerate(sealed, 1))
    assert speaker.send(pack(Batch("speaker-j", Head(1, 5, b""), rows))) == 5, "a tombstone each, and on it goes"
    parked = json.loads(lakou("park", "list", "--json", "--config", hub.machine.config))
    mine = [(each["seq"], each["reason"]) for each in parked if each["source"] == "/speaker-j/reporting"]
    assert [seq for seq, _ in mine] == [1, 3, 4]
    assert "unknown type" in mine[0][1]
    assert "another place" in mine[2][1]
    assert "Quétzalcanari" not in str(parked)
    assert hub.machine.count("SELECT count(*) FROM fact_log WHERE node = 'speaker-j'") == 2
    assert hub.machine.count("SELECT count(*) FROM fact_log WHERE node = 'speaker-k'") == 0


def fact_of(node: str, seq: int, kind: str, **more: str) -> bytes:
    data = {"program": f"p{seq}", "version": 1, "kind": "beneficiaries", "target": None, "starts_on": None, "ends_on": None}
    sealed = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": f"/{node}/reporting",
        "type": kind,
        "time": "2026-11-20T00:00:00+00:00",
        "dataschema": f"urn:lakou:schema:{kind}",
        "datacontenttype": "application/json",
        "sequence": seq,
        "epoch": 1,
        "data": data | more,
    }
    return orjson.dumps(sealed)


def test_a_hub_with_a_certificate_of_another_authority_gets_nothing(hub: HubSite, tmp_path: Path) -> None:
    honest = Speaker(hub, "speaker-b", tmp_path)
    stranger = certificates.new_authority("Lakou hub")
    misled = Identity(tmp_path / "other.pem", honest.who.certificate, honest.who.key)
    misled.authority.write_bytes(stranger.certificate)
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        connect(honest.url, misled)


def test_a_node_cannot_speak_in_the_place_of_another(hub: HubSite, tmp_path: Path) -> None:
    one, other = Speaker(hub, "speaker-c", tmp_path), Speaker(hub, "speaker-d", tmp_path)
    with pytest.raises(REFUSED):
        connect(other.url, one.who)
    assert one.send(empty("speaker-d")) == 0, "what names another node is refused, and answered"
    assert "speaks for another node" in hub.machine.program.logs(100_000)


@pytest.mark.long
def test_a_node_may_write_facts_and_read_answers_and_nothing_else(hub: HubSite, tmp_path: Path) -> None:
    speaker = Speaker(hub, "speaker-e", tmp_path)
    attempts: list[tuple[str, tuple[Any, ...]]] = [
        ("queue_declare", ("mine",)),
        ("exchange_declare", ("mine", "fanout")),
        ("queue_purge", ("fact.in",)),
        ("basic_get", ("fact.in",)),
        ("queue_delete", ("ack",)),
    ]
    for method, arguments in attempts:
        connection = connect(speaker.url, speaker.who)
        with pytest.raises(amqp.AccessRefused):
            getattr(connection.channel(), method)(*arguments)
        connection.collect()


def test_rubbish_is_refused_and_seen_and_the_others_go_on(hub: HubSite, node: Machine, tmp_path: Path) -> None:
    speaker = Speaker(hub, "speaker-f", tmp_path)
    for rubbish in (b"", b"not a batch", b"\x28\xb5\x2f\xfd" + b"\x00" * 100, bytes(5 * 1024 * 1024), empty("hub")):
        assert speaker.send(rubbish) == 0
    give_supports(node.door("helper"), 3)
    wait_until(counted(hub, node, 3), "another node is counted", 20)
    metrics = requests.get(f"http://127.0.0.1:{hub.machine.port}/metrics", timeout=5).text
    assert 'lakou_hub_rejected_total{node="speaker-f",reason="bad_batch"} 5.0' in metrics


@pytest.mark.long
def test_a_stolen_key_that_floods_harms_nobody_else(hub: HubSite, node: Machine, tmp_path: Path) -> None:
    speaker = Speaker(hub, "speaker-h", tmp_path)
    give_supports(node.door("helper"), 2)
    connection = connect(speaker.url, speaker.who)
    channel = connection.channel()
    for size in [512 * 1024] * 20 + [100] * 1000:
        channel.basic_publish(amqp.Message(bytes(size)), "fact.in", "")
    wait_until(counted(hub, node, 2), "another node is counted meanwhile", 20)
    queue = "queues/speaker-h/fact.in"
    wait_until(lambda: hub.rabbitmq.broker.management("GET", queue).get("messages") == 0, "the flood is gone", 60, every=0.5)
    connection.collect()
    metrics = requests.get(f"http://127.0.0.1:{hub.machine.port}/metrics", timeout=5).text
    thrown_away = re.search(r'lakou_hub_rejected_total{node="speaker-h",reason="flood"} ([0-9.]+)', metrics)
    assert thrown_away
    assert float(thrown_away[1]) > 200
    assert hub.state("speaker-h")["rejected"] > float(thrown_away[1]), "shown, with the rubbish that was looked at"


@pytest.mark.long
def test_no_password_and_no_plain_text_reach_the_line(hub: HubSite, tmp_path: Path) -> None:
    speaker = Speaker(hub, "speaker-g", tmp_path)
    with pytest.raises(REFUSED):
        connect(speaker.url.replace("amqps://", "amqps://guest:guest@"))
    with pytest.raises(REFUSED):
        connect(speaker.url.replace("amqps://", "amqp://guest:guest@"))
