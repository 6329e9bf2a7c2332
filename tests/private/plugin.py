"""pytest fixtures over the private servers. What a test asks for also marks it: `broker`, `postgres`, `browser`.

Where a program is not installed the test is skipped with the reason, but fails in CI.
"""

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.private.asking import KeeperProcess, ask_for_broker, ask_for_cluster
from tests.private.broker import Broker
from tests.private.cluster import Cluster
from tests.private.machine import Absent, in_ci
from tests.private.postgresql import PostgreSQL
from tests.private.rabbitmq import RabbitMQ

MARKER_OF_FIXTURE = {
    "broker": "broker",
    "own_rabbitmq": "broker",
    "cluster": "postgres",
    "own_postgresql": "postgres",
    "browser": "browser",
}
KEEPER = pytest.StashKey[Path]()

MakeUrl = Callable[[str], str]


def pytest_configure(config: pytest.Config) -> None:
    given: dict[str, Any] | None = getattr(config, "workerinput", None)
    if given is not None:
        config.stash[KEEPER] = Path(given["keeper"])
        return
    process = KeeperProcess()
    config.add_cleanup(process.stop)
    config.stash[KEEPER] = process.address


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """xdist: what its controller tells a worker."""
    node.workerinput["keeper"] = str(node.config.stash[KEEPER])


def pytest_itemcollected(item: pytest.Item) -> None:
    for fixture, marker in MARKER_OF_FIXTURE.items():
        if fixture in getattr(item, "fixturenames", ()):
            item.add_marker(marker)


def refuse(absent: Absent) -> NoReturn:
    if in_ci():
        pytest.fail(str(absent), pytrace=False)
    pytest.skip(str(absent))


@pytest.fixture(scope="session")
def broker(pytestconfig: pytest.Config) -> Broker:
    """The RabbitMQ that the tests of this run share: nobody stops it (`own_rabbitmq` is there for that)."""
    try:
        return ask_for_broker(pytestconfig.stash[KEEPER])
    except Absent as absent:
        refuse(absent)


@pytest.fixture(scope="session")
def cluster(pytestconfig: pytest.Config) -> Cluster:
    """The PostgreSQL that the tests of this run share."""
    try:
        return ask_for_cluster(pytestconfig.stash[KEEPER])
    except Absent as absent:
        refuse(absent)


@pytest.fixture(scope="session")
def unique(worker_id: str) -> Callable[[str], str]:
    """Adds to a name what no other test of the run adds."""
    numbers = itertools.count(1)
    return lambda name: f"{name}-{worker_id}-{next(numbers)}"


@pytest.fixture
def make_amqp_url(broker: Broker, unique: Callable[[str], str]) -> Iterator[MakeUrl]:
    """`make_amqp_url("guyane")`: the URL of a new vhost, gone after the test."""
    made: list[str] = []

    def make(name: str) -> str:
        made.append(unique(name))
        return broker.create_vhost(made[-1])

    yield make
    for vhost in made:
        broker.delete_vhost(vhost)


@pytest.fixture
def amqp_url(make_amqp_url: MakeUrl) -> str:
    return make_amqp_url("test")


@pytest.fixture
def make_postgres_url(cluster: Cluster, unique: Callable[[str], str]) -> Iterator[MakeUrl]:
    """`make_postgres_url("enrollment")`: the SQLAlchemy URL of a new database, gone after the test."""
    made: list[str] = []

    def make(name: str) -> str:
        made.append(unique(name))
        return cluster.create_database(made[-1])

    yield make
    for database in made:
        cluster.drop_database(database)


@pytest.fixture
def postgres_url(make_postgres_url: MakeUrl) -> str:
    return make_postgres_url("test")


@pytest.fixture
def own_rabbitmq(tmp_path: Path) -> Iterator[RabbitMQ]:
    """A broker of this test alone, to be killed and started again: `own_rabbitmq.kill()`. Costs about 4 s."""
    try:
        server = RabbitMQ(tmp_path / "rabbitmq")
    except Absent as absent:
        refuse(absent)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def own_postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL of this test alone, to be killed and started again. Costs about 2 s."""
    folder = Path(tempfile.mkdtemp(prefix="lakou-postgresql-"))  # pytest's folders are closed to the user it runs as
    try:
        server = PostgreSQL(folder / "own")
        folder.chmod(0o711)
        server.start()
    except Absent as absent:
        refuse(absent)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
