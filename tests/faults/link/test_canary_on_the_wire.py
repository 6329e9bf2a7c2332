"""Unmistakable persons live at a node; not one letter of them is on the wire before TLS, at the hub, in a bundle or in a file."""

import base64
from pathlib import Path
from typing import Any

import pytest
import requests
import zstandard

from lakou.node.wire import files
from tests.faults.link.rig import HubSite, Machine, lakou
from tests.faults.link.test_link_over_tls import counted
from tests.journeys.test_canary import CANARIES, NEEDLES, assert_clean
from tests.journeys.test_sheet_to_hub import hold_seat, plan_session
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.broker]


class Spy:
    """Reads along at the hub's broker, where everything has been taken out of TLS."""

    def __init__(self, hub: HubSite, node: str) -> None:
        self.broker, self.node = hub.rabbitmq.broker, node
        for exchange in ("fact.in", "ack"):
            queue = f"spy-{exchange}"
            self.broker.management("PUT", f"queues/{node}/{queue}", {"durable": True})
            self.broker.management("POST", f"bindings/{node}/e/{exchange}/q/{queue}", {"routing_key": ""})

    def heard(self, exchange: str) -> list[bytes]:
        """All that passed, as it travelled."""
        how = {"count": 1000, "ackmode": "ack_requeue_false", "encoding": "base64"}
        found: list[dict[str, Any]] = self.broker.management("POST", f"queues/{self.node}/spy-{exchange}/get", how)
        return [base64.b64decode(each["payload"]) for each in found]


def plain(batch: bytes) -> bytes:
    return zstandard.ZstdDecompressor().stream_reader(batch).read()


def test_no_name_phone_or_mail_is_on_the_wire_or_at_the_hub(hub: HubSite, node: Machine, tmp_path: Path) -> None:
    spy = Spy(hub, node.name)
    door = node.door("coordinator")
    person = door.post("enrollment/beneficiaries", CANARIES | {"birth_date": "1979-11-03", "commune": "97353"})["id"]
    seat = hold_seat(door, plan_session(door, None)["id"], person)
    door.put(f"sessions/seats/{seat['id']}/attendance", {"status": "present"})
    wait_until(lambda: node.facts() > 0 and counted(hub, node, node.facts())(), "the hub counts her", 60)
    lakou("reconcile", "--config", node.config)
    sent, answered = [plain(each) for each in spy.heard("fact.in")], spy.heard("ack")
    assert b"reporting.seat.attended.v1" in b"".join(sent), "else this test proves nothing"
    assert b'"statement"' in b"".join(answered)
    stick = tmp_path / "stick.facts"
    lakou("link", "export", stick, "--all", "--config", node.config)
    with stick.open("rb") as file:
        carried = [plain(each) for each in files.batches(file)]
    metrics = [requests.get(f"http://127.0.0.1:{each.port}/metrics", timeout=10).content for each in (node, hub.machine)]
    everything = {
        "the wire": b"\n".join([*sent, *answered]),
        "a file": stick.read_bytes() + b"\n".join(carried),
        "the bundle": (hub.folder / f"{node.name}.bundle").read_bytes(),
        "metrics": b"\n".join(metrics),
        "logs": hub.machine.log.read_bytes() + node.log.read_bytes(),
        **{str(path): path.read_bytes() for path in hub.machine.folder.rglob("*") if path.is_file()},
        **{str(path): path.read_bytes() for path in hub.rabbitmq.folder.rglob("*") if path.is_file()},
    }
    for where, content in everything.items():
        assert_clean(where, content)
        for local_id in (person, person.replace("-", "")):
            assert local_id.encode() not in content, f"a local id is in {where}"
    kept = b"".join(path.read_bytes() for path in node.folder.glob("enrollment.sqlite3*"))
    assert NEEDLES[0].encode() in kept, "the canary must be where it belongs, else this test proves nothing"
