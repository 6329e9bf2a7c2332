from collections.abc import Callable
from pathlib import Path

import pytest
from kombu import Connection
from sqlalchemy import create_engine, text

from tests.private.asking import KeeperProcess, ask_for_cluster
from tests.private.cluster import Cluster
from tests.private.rabbitmq import RabbitMQ

QUORUM = {"x-queue-type": "quorum"}


def put(url: str, queue: str, body: str) -> None:
    with Connection(url, confirm_publish=True) as connection:  # kombu passes it on as a transport option
        connection.SimpleQueue(queue, queue_args=QUORUM).put(body)


def take(url: str, queue: str) -> object:
    with Connection(url) as connection:
        message = connection.SimpleQueue(queue, queue_args=QUORUM).get(timeout=10)
        message.ack()
        return message.payload


def test_a_vhost_carries_messages(amqp_url: str) -> None:
    put(amqp_url, "door", "bonjou")
    assert take(amqp_url, "door") == "bonjou"


def test_two_vhosts_do_not_see_each_other(make_amqp_url: Callable[[str], str]) -> None:
    guyane, martinique = make_amqp_url("guyane"), make_amqp_url("martinique")
    put(guyane, "door", "de Guyane")
    put(martinique, "door", "de Martinique")
    assert take(guyane, "door") == "de Guyane"


def test_a_database_is_new_and_its_own(make_postgres_url: Callable[[str], str]) -> None:
    first, second = make_postgres_url("enrollment"), make_postgres_url("enrollment")
    for url in (first, second):
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE seat (id integer)"))
        engine.dispose()
    assert first != second


def test_a_test_may_leave_a_connection_open(cluster: Cluster) -> None:
    engine = create_engine(cluster.create_database("left-open"))
    with engine.connect():
        cluster.drop_database("left-open")
        cluster.drop_database("left-open")
    engine.dispose()


@pytest.mark.slow
def test_a_killed_broker_keeps_what_it_confirmed(own_rabbitmq: RabbitMQ) -> None:
    url = own_rabbitmq.broker.create_vhost("kept")
    put(url, "door", "still here")
    own_rabbitmq.wait_settled()
    own_rabbitmq.kill()
    own_rabbitmq.start()
    assert take(url, "door") == "still here"


def test_the_servers_go_when_pytest_goes(cluster: Cluster) -> None:
    keeper = KeeperProcess()
    gone = ask_for_cluster(keeper.address)
    assert gone.port != cluster.port
    keeper.stop()
    assert not Path(keeper.address).parent.exists()
