"""A federation for each way of running it: embedded, and with the real parts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.federation import NODES, Federation
from tests.private.broker import Broker
from tests.private.cluster import Cluster

SERVICES = ("portal", "enrollment", "sessions", "reporting", "notifications")


@pytest.fixture
def real_parts(request: pytest.FixtureRequest) -> list[str]:
    """The options of `lakou up` for RabbitMQ and PostgreSQL: a vhost a node, a database a service."""
    broker: Broker = request.getfixturevalue("broker")
    cluster: Cluster = request.getfixturevalue("cluster")
    unique = request.getfixturevalue("unique")
    prefix = unique("journey")
    amqp = database = ""
    for node in NODES:
        if node != "hub":
            amqp = broker.create_vhost(f"{prefix}-{node}").replace(node, "{node}")
        for service in SERVICES if node != "hub" else ("portal", "reporting"):
            name = f"{prefix}-{node.replace('-', '_')}-{service}"
            url = cluster.create_database(name)
            database = url.replace(f"{node.replace('-', '_')}-{service}", "{node}-{service}")
    return [f"--amqp={amqp}", f"--database={database}"]


@pytest.fixture(params=["embedded", pytest.param("real", marks=[pytest.mark.broker, pytest.mark.postgres])])
def federation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Federation]:
    """An empty federation that runs."""
    options = request.getfixturevalue("real_parts") if request.param == "real" else ()
    made = Federation(tmp_path, options=options)
    with made.program:
        made.wait_ready()
        yield made


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Federation]:
    """An empty embedded federation."""
    made = Federation(tmp_path)
    with made.program:
        made.wait_ready()
        yield made
