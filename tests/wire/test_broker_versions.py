"""The hub's RabbitMQ is prepared alike from 3.10 to 4.x, but for the delivery limit that 4 has and 3 refuses to lift."""

from typing import Any

import pytest
import requests

from lakou.node.wire.broker import BrokerAdmin, BrokerRefused
from lakou.node.wire.names import NO_DELIVERY_LIMIT


class Management:
    """Notes what it is asked."""

    def __init__(self, version: str) -> None:
        self.version = version
        self.asked: list[tuple[str, str, Any]] = []

    def request(self, method: str, url: str, json: Any = None, **_options: Any) -> requests.Response:
        path = url.split("/api/")[1]
        self.asked.append((method, path, json))
        answer = requests.Response()
        answer.status_code = 200
        answer._content = f'{{"rabbitmq_version": "{self.version}"}}'.encode() if path == "overview" else b""
        return answer


def prepared(version: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What was laid down, by path."""
    management = Management(version)
    monkeypatch.setattr(requests, "request", management.request)
    BrokerAdmin("http://guest:guest@localhost:15672").open_vhost("oiapoque", "hub-ingest", "secret")
    return {path: body for method, path, body in management.asked if method == "PUT"}


@pytest.mark.parametrize("version", ["3.10.8", "3.13.7"])
def test_rabbitmq_3_is_asked_for_no_policy(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not [path for path in prepared(version, monkeypatch) if path.startswith("policies")]


@pytest.mark.parametrize("version", ["4.0.5", "4.1.0", "10.0.0"])
def test_rabbitmq_4_is_told_never_to_throw_facts_away(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = prepared(version, monkeypatch)[f"policies/oiapoque/{NO_DELIVERY_LIMIT}"]
    assert policy["definition"] == {"delivery-limit": -1}
    assert policy["pattern"] == r"^fact\.in$"


def test_a_broker_without_a_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BrokerRefused, match="version"):
        prepared("unknown", monkeypatch)


def test_no_queue_of_facts_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    declared = prepared("4.0.5", monkeypatch)["queues/oiapoque/fact.in"]["arguments"]
    assert not [name for name in declared if "max" in name or "limit" in name or "overflow" in name]
