"""`lakou check` refuses what an operator's policy adds to our queues: a length or a delivery limit loses, and asks without end."""

from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from lakou.contracts.base import Stream
from lakou.kernel.settings import Settings
from lakou.kernel.streams_amqp_connection import connected
from lakou.kernel.streams_amqp_topology import declare_queue
from lakou.node.examining import broker as examining
from lakou.node.examining.finding import Finding
from lakou.node.node import Node
from tests.private.broker import Broker

LIMITS = {"max-length": 100, "max-length-bytes": 10_000, "delivery-limit": 3, "message-ttl": 60_000, "expires": 60_000}


def examined(folder: Path, amqp_url: str, admin: str) -> list[Finding]:
    node = Node(Settings(name="guyane", port=0, data=folder, transport="amqp", amqp=amqp_url, broker_admin=admin))
    try:
        return list(examining.examine(node))
    finally:
        for context in node.contexts():
            context.database.dispose()


@pytest.fixture
def admin(broker: Broker, amqp_url: str) -> str:
    """Of a vhost in which one of our queues stands."""
    with connected(amqp_url) as connection:
        declare_queue(connection.channel(), "sessions", "enrollment", Stream.LOCAL)
    return f"http://guest:guest@127.0.0.1:{broker.management_port}"


@pytest.mark.parametrize("limit", LIMITS)
def test_a_limit_on_a_queue_is_refused_and_the_cure_is_named(
    broker: Broker, amqp_url: str, admin: str, limit: str, tmp_path: Path
) -> None:
    vhost = quote(urlsplit(amqp_url).path[1:], safe="")
    policy = {"pattern": "^sessions", "definition": {limit: LIMITS[limit]}, "apply-to": "queues"}
    broker.management("PUT", f"policies/{vhost}/trap", policy)
    answers, refused = examined(tmp_path, amqp_url, admin)
    assert answers.well
    assert refused.well is False
    assert limit in refused.words
    assert "sessions.from.enrollment.local" in refused.words
    assert "clear_policy" in refused.cure


def test_queues_as_they_were_declared_are_well(amqp_url: str, admin: str, tmp_path: Path) -> None:
    assert [finding.well for finding in examined(tmp_path, amqp_url, admin)] == [True, True]


def test_without_the_management_api_it_says_that_nothing_was_looked_at(amqp_url: str, tmp_path: Path) -> None:
    answers, unseen = examined(tmp_path, amqp_url, "")
    assert answers.well
    assert unseen.well is None
    assert "broker_admin" in unseen.cure


def test_a_management_api_that_does_not_answer_is_said_and_no_password_with_it(amqp_url: str, tmp_path: Path) -> None:
    _, refused = examined(tmp_path, amqp_url, "http://guest:secret-word@127.0.0.1:1")
    assert refused.well is False
    assert "secret-word" not in refused.words + refused.cure


def test_a_delivery_limit_that_a_policy_lifts_is_no_limit() -> None:
    assert examining.harmful({"delivery-limit": -1}) == []
