"""The node's end of the link: what an operator orders, what the hub can read, and what is said beside the facts."""

import dataclasses
from typing import Any

import orjson
import pytest

from lakou.contracts.base import Stream
from lakou.kernel import outbox
from lakou.node import skew
from lakou.node.batches import BadBatch, Batch, Greeting, pack, unpack, unpack_ack
from lakou.node.hub import Reception
from lakou.node.link import Link
from lakou.node.link_state import How, link_state
from services.reporting.use_cases import hub_link
from services.reporting.use_cases.freshness import Counted, freshness
from tests.reporting.factories import House, new_id, support


class Hub:
    """A hub whose wire may be asked what passed, and whose answers may be changed."""

    def __init__(self, house: House) -> None:
        self.reception = Reception(house.running.consumer, house.node.metrics)
        self.house = house
        self.batches: list[Batch] = []
        self.answers: dict[str, Any] = {}

    def __call__(self, node: str, data: bytes) -> bytes:
        self.batches.append(unpack(data, node))
        return orjson.dumps({**orjson.loads(self.reception.receive(node, data)), **self.answers})

    def applied(self, node: str) -> int:
        return self.reception.consumer.place(f"/{node}/reporting", Stream.FACT).applied

    def sees(self, node: str) -> Counted:
        with self.house.database.reading() as db:
            return next(each for each in freshness(self.house.context, db) if each.node == node)


@pytest.fixture
def wire(hub: House) -> Hub:
    return Hub(hub)


def record(house: House, count: int) -> None:
    house.say(*(support(new_id(), None) for _ in range(count)))


def test_a_pause_outlives_a_restart(house: House, wire: Hub) -> None:
    record(house, 3)
    hub_link.pause(house.context)
    Link(house.context, wire)._follow_orders()
    assert (wire.batches, link_state(house.node).how) == ([], How.PAUSED)
    hub_link.resume(house.context)
    Link(house.context, wire)._follow_orders()
    assert wire.applied("martinique") == 3


def test_an_order_of_another_process_is_noticed(house: House, wire: Hub) -> None:
    link = Link(house.context, wire)
    link._follow_orders()
    assert not link._was_ordered()
    hub_link.pause(house.context)
    assert link._was_ordered()
    link._follow_orders()
    assert not link._was_ordered()


def test_what_is_sent_once_more_counts_once(house: House, wire: Hub) -> None:
    record(house, 5)
    link = Link(house.context, wire)
    link.push()
    hub_link.send_again(house.context, 2)
    link._follow_orders()
    assert [row.seq for row in wire.batches[-1].rows] == [2, 3, 4, 5]
    assert wire.applied("martinique") == 5
    link._follow_orders()
    assert [row.seq for row in wire.batches[-1].rows] == [2, 3, 4, 5], "once, and not at each turn"


def test_the_hub_tells_what_it_reads_to_who_does_not_know(house: House, wire: Hub) -> None:
    answers: list[Any] = []

    def listen(node: str, data: bytes) -> bytes:
        answer = wire(node, data)
        answers.append(unpack_ack(answer).capabilities)
        return answer

    Link(house.context, listen).push()
    Link(house.context, listen).push()
    assert answers == [skew.ours(), None]


def test_a_fact_that_the_hub_cannot_read_waits_and_leaves_when_it_can(house: House, wire: Hub) -> None:
    record(house, 2)
    wire.answers["capabilities"] = {name: fields for name, fields in skew.ours().items() if "support" not in name}
    link = Link(house.context, wire)
    link.push()
    assert wire.applied("martinique") == 0
    assert (link_state(house.node).how, link_state(house.node).unreadable) == (How.HELD_BACK, "reporting.support.given.v1")
    wire.answers.clear()
    link.acked = None
    link.push()
    assert wire.applied("martinique") == 2
    assert link_state(house.node).unreadable is None


def test_a_field_that_the_hub_does_not_know_waits_too(house: House, wire: Hub) -> None:
    record(house, 1)
    fewer = {name: [field for field in fields if field != "minutes"] for name, fields in skew.ours().items()}
    wire.answers["capabilities"] = fewer
    Link(house.context, wire).push()
    assert wire.applied("martinique") == 0


def test_a_hub_that_reads_more_than_we_write_gets_everything(house: House, wire: Hub) -> None:
    record(house, 1)
    wire.answers["capabilities"] = {name: [*fields, "new"] for name, fields in skew.ours().items()} | {"reporting.x.y.v1": ["z"]}
    Link(house.context, wire).push()
    assert wire.applied("martinique") == 1


@pytest.mark.parametrize("rubbish", [7, "all", ["x"], {"x": 7}, {"x": None}])
def test_nonsense_about_what_the_hub_reads_is_ignored(house: House, wire: Hub, rubbish: Any) -> None:
    record(house, 1)
    wire.answers["capabilities"] = rubbish
    Link(house.context, wire).push()
    assert wire.applied("martinique") == 1


def test_the_hub_knows_version_and_clock_of_a_node(house: House, wire: Hub) -> None:
    link = Link(house.context, wire)
    link.push()
    link.acked = None
    link.push()
    seen = wire.sees("martinique")
    assert (seen.version, seen.skew_seconds) == (house.node.site.version, 0.0)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ({"version": "0.2.0"}, Greeting(version="0.2.0")),
        ({"version": "<script>"}, Greeting()),
        ({"version": 7, "skew": "late", "asks": "yes", "catalog": ["x"], "reads": "x" * 41}, Greeting()),
        ({"skew": 1e300}, Greeting()),
        ({"skew": -12.34}, Greeting(skew=-12.3)),
    ],
)
def test_nonsense_that_a_node_says_of_itself_is_not_heard(said: dict[str, Any], heard: Greeting) -> None:
    import zstandard

    header = {"format": 1, "node": "n", "epoch": 1, "first": 0, "count": 0, "digest": "", "head": [1, 0, ""], **said}
    assert unpack(zstandard.compress(orjson.dumps(header)), "n").says == heard


def test_what_was_refused_is_counted_with_its_reason(hub: House, wire: Hub) -> None:
    for rubbish in (b"rubbish", pack(Batch("guyane", outbox.Head(1, 0, b""), ()))):
        with pytest.raises(BadBatch):
            unpack(rubbish, "martinique")
        wire.reception.receive("martinique", rubbish)
    wire.reception.refusals.write("martinique")
    seen = wire.sees("martinique")
    assert (seen.refused, seen.refused_why) == (2, "speaks for another node")
    page = hub.get("/reporting/noeuds", role="analyst")
    assert "il parlait au nom d’un autre nœud" in page.text


def test_the_page_of_nodes_is_at_the_hub_alone(house: House, hub: House) -> None:
    assert house.get("/reporting/noeuds", role="operator").status_code == 404
    assert hub.get("/reporting/noeuds", role="coordinator").status_code == 403
    assert "Pour l’admettre" in hub.get("/reporting/noeuds", role="operator").text


def test_a_cap_on_the_line_is_kept(house: House, wire: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a clock that only the link's own pauses move: after each batch it waits for as long as the line needs for it."""
    cap, now, sent = 1000, 0.0, [(0.0, 0)]
    capped = dataclasses.replace(house.context, settings=dataclasses.replace(house.context.settings, link_bytes_per_second=cap))
    record(house, 25)

    def passes(seconds: float) -> None:
        nonlocal now
        now += seconds

    def carries(node: str, data: bytes) -> bytes:
        assert now * cap >= sum(size for _, size in sent) - 1e-6, "what was sent before had its time"
        sent.append((now, len(data)))
        return wire(node, data)

    monkeypatch.setattr("lakou.node.link.eventlet.sleep", passes)
    monkeypatch.setattr("lakou.node.link.MOST_ROWS", 10)
    Link(capped, carries).push()
    monkeypatch.undo()
    assert wire.applied("martinique") == 25
    carried = sum(size for _, size in sent)
    assert len(sent) == 5, "nothing yet, a question, and three batches"
    assert now == pytest.approx(carried / cap)
    assert now > 1
