"""A federation for each way of running it: in one process or over RabbitMQ, on SQLite or PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.federation import NODES, Federation
from tests.private.broker import Broker
from tests.private.cluster import Cluster

SERVICES = ("portal", "enrollment", "sessions", "reporting", "notifications")
Unique = Callable[[str], str]


def over_amqp(broker: Broker, prefix: str) -> str:
    """The option of `lakou up` for RabbitMQ: a vhost a node."""
    urls = [broker.create_vhost(f"{prefix}-{node}").replace(node, "{node}") for node in NODES if node != "hub"]
    return f"--amqp={urls[0]}"


def on_postgresql(cluster: Cluster, prefix: str) -> str:
    """The option of `lakou up` for PostgreSQL: a database a service."""
    for node in NODES:
        for service in SERVICES if node != "hub" else ("portal", "reporting"):
            name = f"{node.replace('-', '_')}-{service}"
            url = cluster.create_database(f"{prefix}-{name}").replace(name, "{node}-{service}")
    return f"--database={url}"


def options_of(request: pytest.FixtureRequest, way: str) -> list[str]:
    """`way` names the transport and the database, as in `amqp+postgresql`; `embedded` needs neither."""
    unique: Unique = request.getfixturevalue("unique")
    prefix, options = unique("journey"), []
    if "amqp" in way:
        options.append(over_amqp(request.getfixturevalue("broker"), prefix))
    if "postgresql" in way:
        options.append(on_postgresql(request.getfixturevalue("cluster"), prefix))
    return options


EMBEDDED = "embedded"
OVER_AMQP = pytest.param("amqp+sqlite", marks=pytest.mark.broker)
ON_POSTGRESQL = pytest.param("inprocess+postgresql", marks=pytest.mark.postgres)
REAL = pytest.param("amqp+postgresql", marks=[pytest.mark.broker, pytest.mark.postgres])


def running(request: pytest.FixtureRequest, folder: Path) -> Iterator[Federation]:
    made = Federation(folder, options=options_of(request, request.param))
    with made.program:
        made.wait_ready()
        yield made


@pytest.fixture(params=[EMBEDDED, OVER_AMQP, ON_POSTGRESQL, REAL])
def federation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Federation]:
    """An empty federation that runs, in each of the four ways."""
    yield from running(request, tmp_path)


@pytest.fixture(params=[EMBEDDED, REAL])
def embedded_or_real(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Federation]:
    """The same in the two ways that people run: all in one, or with the real parts."""
    yield from running(request, tmp_path)


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Federation]:
    """An empty embedded federation."""
    made = Federation(tmp_path)
    with made.program:
        made.wait_ready()
        yield made
